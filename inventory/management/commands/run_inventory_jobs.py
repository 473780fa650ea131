from django.core.management.base import BaseCommand
from django.utils import timezone

from inventory.scheduled_jobs import JOBS


class Command(BaseCommand):
    """Runs the scheduled jobs of the inventory; run_clock calls it every minute."""

    help = "Ask, remind, let lapse and forget what is due in the inventory."

    def handle(self, **options):
        moment = timezone.now()
        for job in JOBS:
            job(moment)
