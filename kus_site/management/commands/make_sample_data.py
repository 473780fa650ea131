import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from kus_site.sample_data.records import SampleRecords
from kus_site.sample_data.words import TextMaker
from pages import cache_version
from publications.models import PublicationIndexPage

# Publications, events, projects.
SIZES = {"small": (1_000, 500, 500), "national": (20_000, 5_000, 5_000), "ceiling": (100_000, 50_000, 50_000)}


class Command(BaseCommand):
    """Fills a site with synthetic records to try it at size: --size, or a number for each type.

    The records are Dutch, published, classified with the terms that the site has, and not indexed for Wagtail's admin.
    Their slugs begin with “voorbeeld-”. The same --seed makes the same texts.
    """

    help = "Write synthetic publications, events and projects in bulk. Not for a site that readers see."

    def add_arguments(self, parser):
        parser.add_argument("--size", choices=SIZES, default="small")
        for name in ("publications", "events", "projects"):
            parser.add_argument(f"--{name}", type=int, help="How many, instead of what --size says.")
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *, size, publications, events, projects, seed, verbosity, **options):
        if not PublicationIndexPage.objects.filter(locale__language_code="nl").exists():
            raise CommandError("There is no overview to put records under: run import_content first.")
        asked = [
            given if given is not None else standard
            for given, standard in zip((publications, events, projects), SIZES[size], strict=True)
        ]
        texts = TextMaker(_content_texts(), seed)
        with tqdm(total=sum(asked), unit=" records", file=sys.stderr, disable=verbosity == 0) as bar:
            records = SampleRecords(texts, seed, bar.update)
            records.make_publications(asked[0])
            records.make_events(asked[1])
            records.make_projects(asked[2])
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        cache_version.invalidate()
        self.stdout.write("Written: {} publications, {} events, {} projects.".format(*asked))


def _content_texts():
    """Yield the texts of the content files, for their words."""
    for path in sorted((settings.ROOT / "content").rglob("*.md")):
        yield path.read_text(encoding="utf-8")
