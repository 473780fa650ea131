from django.core.management.base import BaseCommand
from django.utils import timezone

from publications.importing import forget_imports, queue_lost


class Command(BaseCommand):
    """Scheduled job (run_clock, every minute): queue imports of publications that were broken off, forget old ones."""

    help = "Queue imports of publications that were broken off, and delete their reports after 90 days."

    def handle(self, **options):
        now = timezone.now()
        queue_lost(now)
        forget_imports(now)
