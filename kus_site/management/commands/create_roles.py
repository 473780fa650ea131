from django.core.management.base import BaseCommand

from kus_site.roles import create_roles


class Command(BaseCommand):
    """Makes the roles; run it again after a werkplaats was added."""

    help = "Make the role of kUS, one role for each other werkplaats, and the approval by kUS. Changes nothing twice."

    def handle(self, **options):
        for role in create_roles():
            self.stdout.write(role.name)
