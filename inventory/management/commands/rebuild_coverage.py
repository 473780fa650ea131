"""`manage.py rebuild_coverage`: make the counts of the overview anew from the projects."""

from django.core.management.base import BaseCommand

from inventory.coverage.index import rebuild


class Command(BaseCommand):
    help = "Make the counts behind /projecten/overzicht/ anew. They keep themselves right; this is for after a repair."

    def handle(self, **options):
        """Rebuild and say how many lines there are."""
        self.stdout.write(f"{rebuild()} lines.")
