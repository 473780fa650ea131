from django.core.management.base import BaseCommand
from django.utils import timezone

from newsletters.sign_up import forget


class Command(BaseCommand):
    """Erases addresses that nobody confirmed within a week; the clock (run_clock) calls it every minute."""

    help = "Erase addresses that were not confirmed in 7 days, and what else of a sign-up is old."

    def handle(self, **options):
        if erased := forget(timezone.now()):
            self.stdout.write(f"{erased} erased")
