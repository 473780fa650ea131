import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext
from tqdm import tqdm

from kus_site.content.importer import import_folder
from kus_site.content.problems import ContentRefused


class Command(BaseCommand):
    """Builds pages and records from content files; see docs/content-format.md."""

    help = "Write the records that the files below PATH describe; with problems, name them all and write nothing."
    # The templates of a site have no part in its import.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", help="The folder with the content.")
        parser.add_argument("--dry-run", action="store_true", help="Check everything and write nothing.")

    def handle(self, *, path, dry_run, verbosity, **options):
        def progress(label, total):
            return tqdm(total=total, desc=label, unit="", file=sys.stderr, disable=verbosity == 0, leave=False)

        try:
            outcome = import_folder(path, dry_run=dry_run, progress=progress)
        except ContentRefused as refused:
            for problem in refused.problems:
                self.stderr.write(str(problem))
            message = gettext("%(count)s problems; nothing was written.") % {"count": len(refused.problems)}
            raise CommandError(message) from refused
        self.stdout.write(str(outcome))
        if dry_run:
            self.stdout.write(gettext("This was a dry run; nothing was written."))
