"""What waits for an editor in the inventory."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.models import InventoryRoundPage, ProjectPage
from pages.editors_tasks import EditorsTask, day_of

# A project whose owner has said so within a year counts as confirmed.
CONFIRMATION_HOLDS = timedelta(days=365)
CLOSING_SOON = timedelta(days=14)
OVER = (ProjectPage.Status.FINISHED, ProjectPage.Status.STOPPED)


class UnconfirmedProjects(EditorsTask):
    """Projects that may be running, and of which nobody said in the last year that what we tell is right."""

    name = "unconfirmed-projects"
    model = ProjectPage
    heading = _("Projects to confirm")
    done = _("Every project was confirmed in the past year.")
    icon = "tick"
    order = 238

    def narrow(self, rows, user):
        long_ago = timezone.localdate() - CONFIRMATION_HOLDS
        rows = rows.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=long_ago), live=True, alias_of=None)
        return rows.exclude(status__in=OVER).order_by(F("confirmed_on").asc(nulls_first=True), "pk")

    def note(self, row):
        if not row.confirmed_on:
            return gettext("never confirmed")
        return gettext("confirmed on %(day)s") % {"day": day_of(row.confirmed_on)}


class ClosingRounds(EditorsTask):
    """Rounds of the inventory that close within two weeks."""

    name = "closing-rounds"
    model = InventoryRoundPage
    heading = _("Rounds that close within two weeks")
    done = _("No round closes within two weeks.")
    icon = "clipboard-list"
    order = 240

    def narrow(self, rows, user):
        now = timezone.now()
        rows = rows.filter(live=True, alias_of=None, opens_at__lte=now)
        return rows.filter(closes_at__gt=now, closes_at__lte=now + CLOSING_SOON).order_by("closes_at", "pk")

    def note(self, row):
        return gettext("closes on %(day)s") % {"day": day_of(row.closes_at)}
