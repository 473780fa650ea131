from django.core.management.base import BaseCommand
from django.utils import timezone

from pages.inbox import forget_answered
from pages.models import AccessibleVersionRequest, Message


class Command(BaseCommand):
    """Scheduled job (run_clock, every minute): delete what readers sent to the editors and whose time is over."""

    help = "Delete messages and requests of readers 90 days after the answer, and after a year in any case."

    def handle(self, **options):
        for model in (AccessibleVersionRequest, Message):
            forget_answered(model, timezone.now())
