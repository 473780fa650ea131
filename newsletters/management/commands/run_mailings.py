from django.core.management.base import BaseCommand
from django.utils import translation

from newsletters.mailings.sending.recovery import run_due_work


class Command(BaseCommand):
    """Scheduled job: runs the due work of mailings."""

    help = "Begin mailings that are due and take up what a worker that ended left behind."

    def handle(self, **options):
        with translation.override("nl"):
            run_due_work()
