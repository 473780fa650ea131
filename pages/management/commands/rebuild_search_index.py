import sys

from django.core.management.base import BaseCommand
from tqdm import tqdm
from wagtail.models import Page

from pages.search import documents


class Command(BaseCommand):
    """Writes all search documents anew, beside the site that runs (pages/search/documents.py)."""

    help = "Make anew what readers search; the site can be used meanwhile."

    def handle(self, *, verbosity, **options):
        total = Page.objects.filter(live=True, depth__gt=1).count()
        with tqdm(total=total, unit="", file=sys.stderr, disable=verbosity == 0, leave=False) as bar:
            documents.rebuild(bar.update)
