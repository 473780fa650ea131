from django.core.management.base import BaseCommand
from django.utils import timezone

from pages.accessible_versions.personal_data import forget_requests


class Command(BaseCommand):
    """Scheduled job (run_clock, every minute): delete requests for accessible versions whose time is over."""

    help = "Delete requests for an accessible version 90 days after the answer, and after a year in any case."

    def handle(self, **options):
        forget_requests(timezone.now())
