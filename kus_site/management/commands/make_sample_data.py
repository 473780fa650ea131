import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from kus_site.sample_data.newsletters import make_issues, make_subscribers
from kus_site.sample_data.records import SampleRecords
from kus_site.sample_data.words import TextMaker
from pages import cache_version
from publications.models import PublicationIndexPage

KINDS = ("publications", "events", "projects", "issues", "subscribers")
SIZES = {
    "small": (1_000, 500, 500, 50, 2_500),
    "national": (20_000, 5_000, 5_000, 250, 25_000),
    "ceiling": (100_000, 50_000, 50_000, 5_000, 250_000),
}


class Command(BaseCommand):
    """Fills a site with synthetic records to try it at size: --size, or a number for each type.

    The records are Dutch, published, classified with the terms that the site has, and not indexed: run
    rebuild_record_index and rebuild_search_index after it. Their slugs begin with “voorbeeld-”. Subscribers have
    addresses at example.org, which takes no mail. The same --seed makes the same texts.
    """

    help = "Write synthetic records and subscribers in bulk. Not for a site that readers see."

    def add_arguments(self, parser):
        parser.add_argument("--size", choices=SIZES, default="small")
        for name in KINDS:
            parser.add_argument(f"--{name}", type=int, help="How many, instead of what --size says.")
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *, size, seed, verbosity, **options):
        if not PublicationIndexPage.objects.filter(locale__language_code="nl").exists():
            raise CommandError("There is no overview to put records under: run import_content first.")
        asked = {
            name: standard if options[name] is None else options[name]
            for name, standard in zip(KINDS, SIZES[size], strict=True)
        }
        texts = TextMaker(_content_texts(), seed)
        with tqdm(total=sum(asked.values()), unit=" records", file=sys.stderr, disable=verbosity == 0) as bar:
            records = SampleRecords(texts, seed, bar.update)
            records.make_publications(asked["publications"])
            records.make_events(asked["events"])
            records.make_projects(asked["projects"])
            make_issues(records, asked["issues"])
            make_subscribers(records, asked["subscribers"])
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        cache_version.invalidate()
        self.stdout.write(f"Written: {', '.join(f'{count} {name}' for name, count in asked.items())}.")


def _content_texts():
    """Yield the texts of the content files, for their words."""
    for path in sorted((settings.ROOT / "content").rglob("*.md")):
        yield path.read_text(encoding="utf-8")
