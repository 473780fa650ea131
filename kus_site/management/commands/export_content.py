import sys

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from kus_site.content.exporter import ExportRefused, export_folder


class Command(BaseCommand):
    """Writes the site as content files; see docs/content-format.md."""

    help = "Write every record as a file below PATH, with images and documents beside them."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", help="A folder that is new, empty, or an earlier export.")

    def handle(self, *, path, verbosity, **options):
        def progress(label, total):
            return tqdm(total=total, desc=label, file=sys.stderr, disable=verbosity == 0, leave=False)

        try:
            counts = export_folder(path, progress=progress)
        except (ExportRefused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{sum(counts.values())} records written to {path}")
