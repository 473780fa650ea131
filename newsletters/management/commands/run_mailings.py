from django.core.management.base import BaseCommand
from django.utils import translation

from newsletters.sending.recovery import look_after_mailings


class Command(BaseCommand):
    """What the clock does for mailings each minute."""

    help = "Begin mailings that are due and take up what a worker that ended left behind."

    def handle(self, **options):
        with translation.override("nl"):
            look_after_mailings()
