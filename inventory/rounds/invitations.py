"""Invitations and reminders of a round, and who answered.

Nobody gets two mails on one day, and nobody who answered gets any. A mail that cannot be sent is retried at growing
intervals (RETRY_DELAYS); after the last one it waits for an editor.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from smtplib import SMTPRecipientsRefused

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext, override

from inventory.models import InventoryRoundPage, Invitation, Submission
from inventory.models.submission import counts_as_answer
from inventory.organisation_names import comparable
from pages.deadlines import last_day, until_words
from visitors.letters import absolute_url, send_letter
from visitors.mail_queue import is_permanent
from visitors.private_links import make_link
from visitors.task_queue import RETRY_DELAYS, task

INVITATION, REMINDER = Invitation.Kind.INVITATION, Invitation.Kind.REMINDER
# A round without closing date; and how long a link works after closing, to be told that it is closed.
DAYS_OF_LINK, DAYS_AFTER = 365, 7
HOUR_OF_REMINDERS = time(9)
LONGEST_AHEAD = timedelta(days=61)
AT_ONCE = 200  # mails that the clock hands out in one minute
NOT_FAILED = {"failed_kind": "", "failures": 0, "failed_at": None}
ANSWERED, WAITING, BEGUN, NONE = "answered", "waiting", "begun", "none"


class NotOpen(Exception):
    """The round is not open; the text is a sentence for the editor."""


def to_invite(round_page):
    """Return the Invitations of a round that were never sent and not answered."""
    return unanswered(Invitation.objects.filter(round=round_page, invited_at=None))


def answered_uninvited(round_page):
    """Return the Invitations of a round that were never sent and are answered already."""
    never_sent = Invitation.objects.filter(round=round_page, invited_at=None)
    return never_sent.exclude(pk__in=to_invite(round_page).order_by().values("pk"))


def failed(round_page):
    """Return the unanswered Invitations of a round whose last mail failed."""
    return unanswered(Invitation.objects.filter(round=round_page).exclude(failed_at=None))


def to_remind(round_page, moment=None):
    """Return the Invitations sent, not answered, and without mail on the day of `moment` (aware, default now)."""
    midnight = _start_of_day(moment or timezone.now())
    rows = unanswered(Invitation.objects.filter(round=round_page, invited_at__lt=midnight))
    return rows.filter(Q(reminded_at=None) | Q(reminded_at__lt=midnight))


@transaction.atomic
def send_invitations(round_page):
    """Queue the invitations that were never sent; return how many. Raises NotOpen."""
    _require_open(round_page)
    return _claim(to_invite(round_page), {"invited_at": timezone.now()} | NOT_FAILED, INVITATION)


@transaction.atomic
def send_reminders(round_page):
    """Queue reminders to who did not answer; return how many. Raises NotOpen."""
    _require_open(round_page)
    return _claim(to_remind(round_page), _reminded(timezone.now()), REMINDER)


def remind_before_closing(moment):
    """Queue one reminder to who did not answer, the round's `remind_days` before it closes. A scheduled job."""
    rounds = InventoryRoundPage.objects.live().open_at(moment)
    soon = rounds.filter(closes_at__lte=moment + LONGEST_AHEAD, remind_days__gt=0)
    for round_page in soon:
        due_at = moment_of_reminder(round_page)
        if due_at <= moment:
            with transaction.atomic():
                rows = to_remind(round_page, moment).filter(invited_at__lt=due_at)
                rows = rows.filter(Q(reminded_at=None) | Q(reminded_at__lt=due_at))
                _claim(rows.order_by("pk"), _reminded(moment), REMINDER, AT_ONCE)


def retry_failed(moment):
    """Queue failed mails again after their pause, while the round is open. A scheduled job."""
    due = Q()
    for failures, pause in enumerate(RETRY_DELAYS, start=1):
        due |= Q(failures=failures, failed_at__lte=moment - pause)
    open_rounds = InventoryRoundPage.objects.live().open_at(moment)
    for kind, field in ((INVITATION, "invited_at"), (REMINDER, "reminded_at")):
        failed = Invitation.objects.filter(due, failed_kind=kind, round__in=open_rounds)
        if failed.exists():
            with transaction.atomic():
                # Not failed until it fails again: a worker that dies sends one mail too few, never one too many.
                _claim(unanswered(failed).order_by("pk"), {field: moment, "failed_kind": ""}, kind, AT_ONCE)


def moment_of_reminder(round_page):
    """Return when a round reminds by itself (aware datetime): at nine in Amsterdam, `remind_days` before closing."""
    day = last_day(round_page.closes_at) - timedelta(days=round_page.remind_days)
    return timezone.make_aware(datetime.combine(day, HOUR_OF_REMINDERS))


@task(backend="queue")
def mail_invitation(invitation_id, kind):
    """Send one invitation or reminder (`kind`); a failed invitation counts as not sent.

    A failure is stored for retry_failed() and raised, for the log.
    """
    invitation = Invitation.objects.select_related("round", "municipality", "organisation").filter(pk=invitation_id)
    invitation = (unanswered(invitation) if kind == REMINDER else invitation).first()
    if invitation is None:
        # Answered or erased in the meantime.
        return
    try:
        with override(invitation.language):
            context = _mail_context(invitation)
        send_letter(f"inventory/letters/{kind}", invitation.address, invitation.language, context)
    except Exception as error:
        _record_failure(invitation, kind, error)
        raise
    Invitation.objects.filter(pk=invitation_id).exclude(failures=0).update(**NOT_FAILED)


def _record_failure(invitation, kind, error):
    is_refused = isinstance(error, SMTPRecipientsRefused) and is_permanent(error)
    failures = len(RETRY_DELAYS) + 1 if is_refused else F("failures") + 1
    changes = {"failed_kind": kind, "failures": failures, "failed_at": timezone.now()}
    if kind == INVITATION:
        changes["invited_at"] = None
    # Another address is another person, whose mail did not fail.
    Invitation.objects.filter(pk=invitation.pk, address_key=invitation.address_key).update(**changes)


def _mail_context(invitation):
    round_page = invitation.round
    days = (round_page.closes_at - timezone.now()).days + 1 + DAYS_AFTER if round_page.closes_at else DAYS_OF_LINK
    token = make_link("invitation", invitation.pk, days=max(days, 1), address=invitation.address)
    return {
        "invitation": invitation,
        "round": round_page,
        "on_behalf_of": str(invitation),
        "closes": until_words(round_page.closes_at) if round_page.closes_at else "",
        "link": absolute_url("inventory-invitation", token),
    }


def _claim(rows, changes, kind, most=None):
    """Store that mail goes to these Invitations, and queue one task for each on commit: at most once."""
    found = list(rows.values_list("pk", flat=True)[:most])
    # Locked in a fixed order, then asked again: another process may have claimed them while this one waited.
    list(Invitation.objects.select_for_update().filter(pk__in=found).order_by("pk").values_list("pk"))
    keys = list(rows.filter(pk__in=found).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=keys).update(**changes)
    for key in keys:
        transaction.on_commit(partial(mail_invitation.enqueue, key, kind))
    return len(keys)


def _reminded(moment):
    return {"reminded_at": moment, "reminders": F("reminders") + 1} | NOT_FAILED


def _require_open(round_page):
    if not round_page.is_open:
        raise NotOpen(gettext("This round is not open, so nobody can answer. Nothing was sent."))


def _start_of_day(moment):
    return timezone.make_aware(datetime.combine(timezone.localdate(moment), time.min))


@dataclass
class ResponseRow:
    """One municipality or organisation. The moments are aware datetimes or None.

    `sent` is how many answers there are, `waiting` how much else was sent that counts only when an editor accepts it.
    """

    name: str
    kind: str
    code: str = ""
    is_asked: bool = False
    invitations: int = 0
    invited_at: datetime | None = None
    reminded_at: datetime | None = None
    sent: int = 0
    waiting: int = 0
    drafts: int = 0
    last_at: datetime | None = None

    @property
    def state(self):
        """Answered, waiting, begun or none."""
        if self.sent:
            return ANSWERED
        if self.waiting:
            return WAITING
        return BEGUN if self.drafts else NONE

    @property
    def state_label(self):
        """The state in words."""
        return {
            ANSWERED: gettext("Answered"),
            WAITING: gettext("Reported, waits for the editors"),
            BEGUN: gettext("Begun, not sent"),
            NONE: gettext("No answer"),
        }[self.state]


def unanswered(invitations):
    """Keep the Invitations that nobody answered: not their municipality, their organisation or their address.

    What counts as an answer: SubmissionQuerySet.answers(); those in translations of the round do too.
    """
    answered = list(_of_answering_organisations(invitations))
    sent = Submission.objects.answers().filter(round__translation_key=OuterRef("round__translation_key"))
    by_municipality = sent.filter(municipality=OuterRef("municipality"))
    by_address = sent.filter(contact_key=OuterRef("address_key"))
    return invitations.exclude(Exists(by_municipality)).exclude(Exists(by_address)).exclude(pk__in=answered)


def _of_answering_organisations(invitations):
    """Yield the primary keys of the Invitations whose organisation answered, by its normalised name."""
    asked = invitations.exclude(organisation=None).order_by()
    asked = list(asked.values_list("pk", "round__translation_key", "organisation__name"))
    sent = Submission.objects.answers().filter(round__translation_key__in={key for _pk, key, _name in asked})
    pairs = sent.order_by().values_list("round__translation_key", "contact_organisation").distinct() if asked else ()
    answered = {(key, comparable(name)) for key, name in pairs}
    return (pk for pk, key, name in asked if (key, comparable(name)) in answered)


def list_response(round_page):
    """Return a ResponseRow for everybody who was asked or answered: municipalities, organisations, the rest."""
    rounds = InventoryRoundPage.objects.filter(translation_key=round_page.translation_key)
    table = _Table()
    for municipality in round_page.invited_municipalities.all():
        table.of_municipality(municipality).is_asked = True
    for organisation in round_page.invited_organisations.all():
        table.of_organisation(organisation).is_asked = True
    holders = defaultdict(list)
    for invitation in Invitation.objects.filter(round__in=rounds).select_related("municipality", "organisation"):
        row = table.add_invitation(invitation)
        holders[invitation.address_key].append(row)
    status = Submission.Status
    submissions = Submission.objects.filter(round__in=rounds).for_editors()
    submissions = submissions.exclude(status__in=[status.DECLINED, status.WITHDRAWN])
    submissions = submissions.annotate(is_answer=Case(When(counts_as_answer(), then=Value(True)), default=Value(False)))
    # Answers can be long, and nothing of them is told here.
    for submission in submissions.select_related("municipality").defer("answers", "consent_wording"):
        table.add_submission(submission, holders)
    return table.in_order()


class _Table:
    def __init__(self):
        self.rows = {}
        self.by_name = {}

    def of_municipality(self, municipality):
        row = ResponseRow(municipality.name, gettext("Municipality"), municipality.code)
        return self.rows.setdefault(("municipality", municipality.pk), row)

    def of_organisation(self, organisation):
        row = ResponseRow(organisation.name, gettext("Organisation"))
        row = self.rows.setdefault(("organisation", organisation.pk), row)
        self.by_name[comparable(organisation.name)] = row
        return row

    def add_invitation(self, invitation):
        asked = invitation.municipality
        row = self.of_municipality(asked) if asked else self.of_organisation(invitation.organisation)
        row.is_asked = True
        row.invitations += 1
        row.invited_at = _later(row.invited_at, invitation.invited_at)
        row.reminded_at = _later(row.reminded_at, invitation.reminded_at)
        return row

    def add_submission(self, submission, holders):
        """Count a submission for its municipality, for whose address it is, and for the organisation of its name."""
        rows = list(holders.get(submission.contact_key, ())) if submission.contact_key else []
        rows.append(self.by_name.get(comparable(submission.contact_organisation)))
        if submission.municipality_id:
            rows.append(self.of_municipality(submission.municipality))
        rows = [row for row in rows if row is not None]
        if not rows:
            label = gettext("Not for one municipality")
            rows = [self.rows.setdefault(("rest", 0), ResponseRow(label, "–"))]
        for row in {id(row): row for row in rows}.values():
            if submission.is_answer:
                row.sent += 1
            elif submission.status in Submission.UNDECIDED:
                row.waiting += 1
            else:
                row.drafts += 1
            row.last_at = _later(row.last_at, submission.submitted_at or submission.changed_at)

    def in_order(self):
        kinds = {"municipality": 0, "organisation": 1, "rest": 2}
        return [self.rows[key] for key in sorted(self.rows, key=lambda key: (kinds[key[0]], self.rows[key].name))]


def _later(first, second):
    return max(filter(None, (first, second)), default=None)
