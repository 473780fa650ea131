from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Site

from kus_site.database import wait_for_database
from kus_site.logins import create_logins, logins_for
from kus_site.roles import KUS_ROLE, create_roles


class Command(BaseCommand):
    """Fills an empty site. With content and an administrator there it changes nothing."""

    help = "Import content/, build the indexes and make roles and three logins, as far as the database is empty."
    # Before the tables are there, some checks cannot be made.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--migrate", action="store_true", help="Bring the tables up to date first.")
        parser.add_argument("--example", action="store_true", help="Import content-example/ too, with the content.")
        parser.add_argument("--content", default=str(settings.ROOT / "content"), help="The folder with the content.")
        parser.add_argument("--logins", default=str(settings.VAR / "logins.txt"), help="Where passwords are kept.")
        parser.add_argument(
            "--show-logins", action="store_true", help="Print the passwords too; by default they are only in the file."
        )

    def handle(self, *, migrate, content, example, logins, show_logins, **options):
        path = Path(logins)
        done = []
        if migrate:
            wait_for_database(note=self.stdout.write)
            if count := self.migrate():
                done.append(f"{count} migrations applied")
        if not apps.get_model("pages.HomePage").objects.exists():
            # It builds the search index and the index of references too, in the same transaction.
            # Both or none: an example that was taken away by its button does not come back by itself.
            with transaction.atomic():
                call_command("import_content", content, stdout=self.stdout, stderr=self.stderr)
                if example:
                    call_command("example", "load", stdout=self.stdout, stderr=self.stderr)
            done.append("content and example imported and indexed" if example else "content imported and indexed")
        if self.name_site():
            done.append(f"the site answers to {settings.BASE_URL}")
        if not get_user_model().objects.filter(is_superuser=True).exists():
            roles = [role.name for role in create_roles()]
            # Without content of another werkplaats its editor's login belongs to kUS.
            werkplaats_role = next((name for name in roles if "Zuid-Holland Zuid" in name), roles[-1])
            create_logins(logins_for(KUS_ROLE, werkplaats_role), path)
            done.append("logins made")
        if show_logins:
            shown = (
                path.read_text()
                if path.exists()
                else "The logins were made before; only their users know the passwords."
            )
            self.stdout.write(shown.rstrip())
        self.stdout.write(", ".join(done) or "already there, nothing changed")

    def name_site(self):
        """Give the default site the host and port of BASE_URL, which sitemap, feeds and mails are made of.

        Return whether it had others.
        """
        address = urlsplit(settings.BASE_URL)
        port = address.port or (443 if address.scheme == "https" else 80)
        site = Site.objects.filter(is_default_site=True).first()
        if site is None or (site.hostname, site.port) == (address.hostname, port):
            return False
        site.hostname, site.port = address.hostname, port
        site.save()
        return True

    def migrate(self):
        """Apply the migrations that the database lacks; return how many there were."""
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", interactive=False, stdout=self.stdout)
        return len(plan)
