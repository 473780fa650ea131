from django.core.management.base import BaseCommand

from newsletters.mailings.sending.bounce_mailbox import read_mailbox


class Command(BaseCommand):
    """Scheduled job: reads bounces and complaints from the bounce mailbox."""

    help = "Read the mailbox for bounces (BOUNCE_MAILBOX) and stop the addresses that no longer exist."

    def handle(self, **options):
        read_mailbox()
