from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import ngettext

from pages.harvest.harvesting import harvest, queue_due
from pages.models import PartnerSource


class Command(BaseCommand):
    """Reads partner sites at once, without the task queue; run_clock calls it with --due every minute."""

    help = "Read the partner sites that are not paused, whether they are due or not."

    def add_arguments(self, parser):
        parser.add_argument("--source", help="The name of one partner site, which may be paused.")
        parser.add_argument(
            "--due", action="store_true", help="Only queue tasks for those that are due (scheduled job)."
        )

    def handle(self, *, source, due, **options):
        if due:
            queue_due(timezone.now())
            return
        sources = PartnerSource.objects.filter(name=source) if source else PartnerSource.objects.filter(paused=False)
        if source and not sources:
            names = ", ".join(PartnerSource.objects.values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no partner site “{source}”. Known: {names}.")
        for each in sources:
            self.read(each)

    def read(self, source):
        """Read one PartnerSource to the end of its list, and say what came of it."""
        total, count = 0, harvest(source.pk, timezone.now(), force=True)
        source.refresh_from_db()
        while count is not None and source.token and not source.problem:
            total += count
            count = harvest(source.pk, timezone.now(), force=True)
            source.refresh_from_db()
        if count is None:
            self.stdout.write(f"{source.name}: another task reads it now.")
        elif source.problem:
            self.stdout.write(f"{source.name}: {source.problem_words}")
        else:
            total += count
            words = ngettext("%(count)d proposal is new or changed.", "%(count)d proposals are new or changed.", total)
            self.stdout.write(f"{source.name}: {words % {'count': total}}")
