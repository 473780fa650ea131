from django.core.management.base import BaseCommand

from newsletters.sending.mailbox import read_mailbox


class Command(BaseCommand):
    """What came back: reports of mail that did not arrive, and complaints."""

    help = "Read the mailbox for bounces (BOUNCE_MAILBOX) and stop the addresses that no longer exist."

    def handle(self, **options):
        read_mailbox()
