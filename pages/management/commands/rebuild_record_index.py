import sys

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from pages.models.record_index import IndexedRecord
from pages.record_index.build import index_pages, remove_unknown_types
from pages.record_index.check import find_behind, find_differences, record_pages
from pages.record_index.counts import count_all

MOST_BEHIND = 2_000  # pages in one run of the clock


class Command(BaseCommand):
    """Rebuilds the record index, or compares it with the records; see docs/decisions/record-index.md."""

    help = "Make the index that listings read anew from the pages, while the site runs; --check only compares."

    def add_arguments(self, parser):
        parser.add_argument(
            "--behind", action="store_true", help=f"Index what is missing or older, at most {MOST_BEHIND:,} pages."
        )
        parser.add_argument("--check", action="store_true", help="Name what differs and write nothing.")

    def handle(self, *, behind, check, verbosity, **options):
        if behind:
            if pks := find_behind(MOST_BEHIND):
                index_pages(pks)
            return
        pks = list(record_pages())
        label = "Comparing" if check else "Indexing"
        with tqdm(total=len(pks), desc=label, unit="", file=sys.stderr, disable=verbosity == 0, leave=False) as bar:
            if check:
                self._report(find_differences(bar.update))
                return
            remove_unknown_types()
            index_pages(pks, advance=bar.update, bitmaps_later=True)
            count_all()
        self.stdout.write(f"{IndexedRecord.objects.count()} rows for {len(pks)} pages.")

    def _report(self, differences):
        count = 0
        for count, difference in enumerate(differences, start=1):  # noqa: B007 (the last number is how many)
            self.stdout.write(difference)
        if count:
            raise CommandError(f"{count} differences. Run rebuild_record_index to mend them.")
        self.stdout.write("The index is as the records are.")
