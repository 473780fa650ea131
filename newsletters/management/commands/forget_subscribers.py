from django.core.management.base import BaseCommand
from django.utils import timezone

from newsletters.subscribers.subscriptions import delete_expired


class Command(BaseCommand):
    """Scheduled job: deletes unconfirmed addresses and other expired data of subscribers."""

    help = "Erase addresses that were not confirmed in 7 days, and what else of a sign-up is old."

    def handle(self, **options):
        if erased := delete_expired(timezone.now()):
            self.stdout.write(f"{erased} erased")
