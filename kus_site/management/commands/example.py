import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext
from tqdm import tqdm

from kus_site import example
from kus_site.content.problems import ContentRefused


class Command(BaseCommand):
    """Loads or takes away the invented records that show the site at work; see docs/decisions/example.md."""

    help = "load: import content-example/, or count its dates from today again. remove: delete all of it."
    # The templates of a site have no part in it.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["load", "remove"])

    def handle(self, *, action, verbosity, **options):
        def progress(label, total):
            return tqdm(total=total, desc=label, unit="", file=sys.stderr, disable=verbosity == 0, leave=False)

        try:
            if action == "load":
                self.stdout.write(str(example.load(progress)))
            else:
                self.stdout.write(gettext("%(count)s records of the example deleted.") % {"count": example.remove()})
        except ContentRefused as refused:
            raise CommandError("\n".join(map(str, refused.problems))) from refused
        except example.ExampleInUse as error:
            raise CommandError(str(error)) from error
