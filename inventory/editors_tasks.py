"""What waits for an editor in the inventory, on the admin's first screen."""

from datetime import timedelta

from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.models import InventoryRoundPage, ProjectPage, Submission, SubmissionEvent
from pages.deadlines import last_day
from pages.editors_tasks import EditorsTask, PermittedTask, day_of

# A project whose owner has said so within a year counts as confirmed.
CONFIRMATION_HOLDS = timedelta(days=365)
CLOSING_SOON = timedelta(days=14)
ANSWER_EXPECTED = timedelta(days=14)
OVER = (ProjectPage.Status.FINISHED, ProjectPage.Status.STOPPED)


class UnconfirmedProjects(EditorsTask):
    """Published projects that are not over and were not confirmed in the last year."""

    name = "unconfirmed-projects"
    model = ProjectPage
    heading = _("Projects to confirm")
    done = _("Every project was confirmed in the past year.")
    icon = "check"
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
        return gettext("closes on %(day)s") % {"day": day_of(last_day(row.closes_at))}


class WaitingSubmissions(PermittedTask):
    """Submissions about which nobody decided yet; those of the user and the longest waiting first."""

    name = "waiting-submissions"
    model = Submission
    heading = _("Submissions to decide about")
    done = _("Every submission was handled.")
    icon = "form"
    order = 231
    permissions = ("handle",)

    def narrow(self, rows, user):
        waiting = rows.filter(status=Submission.Status.SUBMITTED).select_related("municipality")
        return waiting.annotate(is_own=Q(handler=user)).order_by("-is_own", "submitted_at", "pk")

    def title(self, row):
        return row.title or row.reference

    def note(self, row):
        day = gettext("sent on %(day)s") % {"day": day_of(row.submitted_at)} if row.submitted_at else ""
        return ", ".join(part for part in (row.municipality.name if row.municipality else "", day) if part)

    def edit_url(self, row):
        return reverse("inventory_desk:inspect", args=[row.pk])


class UnansweredQuestions(WaitingSubmissions):
    """Submissions whose submitter was asked something two weeks ago or longer, and did not answer."""

    name = "unanswered-questions"
    heading = _("Questions that were not answered for two weeks")
    done = _("No question to a submitter is open for longer than two weeks.")
    icon = "help"
    order = 232

    def narrow(self, rows, user):
        asked = Max("events__moment", filter=Q(events__kind=SubmissionEvent.Kind.ASKED_BACK))
        rows = rows.filter(status=Submission.Status.ASKED_BACK).annotate(asked_at=asked)
        return rows.filter(asked_at__lte=timezone.now() - ANSWER_EXPECTED).order_by("asked_at", "pk")

    def note(self, row):
        return gettext("asked on %(day)s") % {"day": day_of(row.asked_at)}
