"""`manage.py rebuild_coverage`: rebuild the coverage index from the projects."""

from django.core.management.base import BaseCommand

from inventory.coverage.index import rebuild


class Command(BaseCommand):
    help = "Make the counts behind /projecten/overzicht/ anew. They keep themselves right; this is for after a repair."

    def handle(self, **options):
        """Rebuild the index and print the number of entries."""
        self.stdout.write(f"{rebuild()} lines.")
