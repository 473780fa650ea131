from django.core.management.base import BaseCommand
from django.utils import timezone

from events.scheduled_jobs import JOBS


class Command(BaseCommand):
    """Runs the scheduled jobs of the agenda; run_clock calls it every minute."""

    help = "Move up, remind, thank and forget people who registered for events, and send the letters that are due."

    def handle(self, **options):
        moment = timezone.now()
        for job in JOBS:
            job(moment)
