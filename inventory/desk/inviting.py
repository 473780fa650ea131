"""Sends invitations and reminders: nobody twice on one day, and nobody who answered.

What could not be sent is tried again by itself, at growing intervals; then it waits for an editor.
"""

from datetime import datetime, time, timedelta
from functools import partial
from smtplib import SMTPRecipientsRefused

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from inventory.desk.response import unanswered
from inventory.models import InventoryRoundPage, Invitation
from pages.cache_version import invalidate_on_commit
from visitors.letters import absolute_url, is_permanent, send_letter
from visitors.private_links import make_link
from visitors.task_queue import RETRY_DELAYS, task

INVITATION, REMINDER = Invitation.Kind.INVITATION, Invitation.Kind.REMINDER
# A round without closing date; and how long a link works after closing, to be told that it is closed.
DAYS_OF_LINK, DAYS_AFTER = 365, 7
HOUR_OF_REMINDERS = time(9)
LONGEST_AHEAD = timedelta(days=61)
AT_ONCE = 200  # mails that the clock hands out in one minute
NOT_FAILED = {"failed_kind": "", "failures": 0, "failed_at": None}


class NotOpen(Exception):
    """The round is not open, so nobody can be asked to answer; the text is a sentence for the editor."""


def to_invite(round_page):
    """Return the Invitations of a round that were never sent, but for those who answered uninvited."""
    return unanswered(Invitation.objects.filter(round=round_page, invited_at=None))


def answered_uninvited(round_page):
    """Return the Invitations of a round that were never sent and need not be: the answer is there already."""
    never_sent = Invitation.objects.filter(round=round_page, invited_at=None)
    return never_sent.exclude(pk__in=to_invite(round_page).order_by().values("pk"))


def failed(round_page):
    """Return the Invitations of a round whose last mail could not be sent, and who did not answer."""
    return unanswered(Invitation.objects.filter(round=round_page).exclude(failed_at=None))


def to_remind(round_page, moment=None):
    """Return the Invitations that were sent, not answered, and got no mail on the day of `moment` (default now)."""
    midnight = _start_of_day(moment or timezone.now())
    rows = unanswered(Invitation.objects.filter(round=round_page, invited_at__lt=midnight))
    return rows.filter(Q(reminded_at=None) | Q(reminded_at__lt=midnight))


@transaction.atomic
def send_invitations(round_page):
    """Send what was never sent, by tasks; return how many. Raises NotOpen."""
    _require_open(round_page)
    # Who was invited is told from who was not on the page of the overview.
    invalidate_on_commit()
    return _claim(to_invite(round_page), {"invited_at": timezone.now()} | NOT_FAILED, INVITATION)


@transaction.atomic
def send_reminders(round_page):
    """Remind who did not answer, by tasks; return how many. Raises NotOpen."""
    _require_open(round_page)
    return _claim(to_remind(round_page), _reminded(timezone.now()), REMINDER)


def remind_before_closing(moment):
    """Remind, once, who did not answer when the days before closing have come that the round says (a duty)."""
    soon = InventoryRoundPage.objects.live().filter(
        opens_at__lte=moment, closes_at__gt=moment, closes_at__lte=moment + LONGEST_AHEAD, remind_days__gt=0
    )
    for round_page in soon:
        due_at = moment_of_reminder(round_page)
        if due_at <= moment:
            with transaction.atomic():
                rows = to_remind(round_page, moment).filter(invited_at__lt=due_at)
                rows = rows.filter(Q(reminded_at=None) | Q(reminded_at__lt=due_at))
                _claim(rows.order_by("pk"), _reminded(moment), REMINDER, AT_ONCE)


def try_again(moment):
    """Hand out again what could not be sent, when its pause is over and its round still open (a duty)."""
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
    """Return when a round that closes reminds by itself (aware datetime): in the morning, some days before."""
    day = timezone.localdate(round_page.closes_at) - timedelta(days=round_page.remind_days)
    return timezone.make_aware(datetime.combine(day, HOUR_OF_REMINDERS))


@task(backend="queue")
def write_invitation(invitation_id, kind):
    """Send one invitation or reminder (`kind`); an invitation that cannot be sent counts as not sent.

    A failure is written down and raised, for the log; `try_again` sees to the rest.
    """
    invitation = Invitation.objects.select_related("round", "municipality", "organisation").filter(pk=invitation_id)
    invitation = (unanswered(invitation) if kind == REMINDER else invitation).first()
    if invitation is None:
        # Answered or erased in the meantime.
        return
    try:
        with override(invitation.language):
            context = _say(invitation)
        send_letter(f"inventory/letters/{kind}", invitation.address, invitation.language, context)
    except Exception as error:
        _note_failure(invitation, kind, error)
        raise
    Invitation.objects.filter(pk=invitation_id).exclude(failures=0).update(**NOT_FAILED)


def _note_failure(invitation, kind, error):
    is_refused = isinstance(error, SMTPRecipientsRefused) and is_permanent(error)
    failures = len(RETRY_DELAYS) + 1 if is_refused else F("failures") + 1
    changes = {"failed_kind": kind, "failures": failures, "failed_at": timezone.now()}
    if kind == INVITATION:
        changes["invited_at"] = None
    # Another address is another person, whose mail did not fail.
    Invitation.objects.filter(pk=invitation.pk, address_key=invitation.address_key).update(**changes)


def _say(invitation):
    round_page = invitation.round
    days = (round_page.closes_at - timezone.now()).days + 1 + DAYS_AFTER if round_page.closes_at else DAYS_OF_LINK
    token = make_link("invitation", invitation.pk, days=max(days, 1), address=invitation.address)
    closes = timezone.localtime(round_page.closes_at) if round_page.closes_at else None
    return {
        "invitation": invitation,
        "round": round_page,
        "on_behalf_of": str(invitation),
        "closes": date_format(closes, "DATETIME_FORMAT") if closes else "",
        "link": absolute_url("inventory-invitation", token),
    }


def _claim(rows, changes, kind, most=None):
    """Write down that mail goes to these Invitations, and put one task for each in the queue after the commit."""
    found = list(rows.values_list("pk", flat=True)[:most])
    # Locked in a fixed order, then asked again: another process may have claimed them while this one waited.
    list(Invitation.objects.select_for_update().filter(pk__in=found).order_by("pk").values_list("pk"))
    keys = list(rows.filter(pk__in=found).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=keys).update(**changes)
    for key in keys:
        transaction.on_commit(partial(write_invitation.enqueue, key, kind))
    return len(keys)


def _reminded(moment):
    return {"reminded_at": moment, "reminders": F("reminders") + 1} | NOT_FAILED


def _require_open(round_page):
    if not round_page.is_open:
        raise NotOpen(gettext("This round is not open, so nobody can answer. Nothing was sent."))


def _start_of_day(moment):
    return timezone.make_aware(datetime.combine(timezone.localdate(moment), time.min))
