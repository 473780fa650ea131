from django.core.management.base import BaseCommand

from publications.cover_pictures import MOST_AT_ONCE, make, published, remove_outdated


class Command(BaseCommand):
    """Makes the drawn covers of all published publications as pictures, after an upgrade or a change of colours."""

    help = "Make the pictures of drawn covers that are missing, and delete those that are out of date."

    def handle(self, *args, **options):
        made = make(published().iterator(MOST_AT_ONCE))
        self.stdout.write(f"{made} pictures made, {remove_outdated()} deleted")
