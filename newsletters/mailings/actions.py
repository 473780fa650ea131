"""Actions of editors on a mailing. Each returns False (or 0) and changes nothing when the state does not allow it."""

import uuid
from types import SimpleNamespace

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from newsletters.compose.issue_checks import ERROR, Finding, check_issue
from newsletters.mailings.mail.rendering import render_mail
from newsletters.mailings.sending.batch_lock import finish_if_complete
from newsletters.mailings.sending.message import MessageTemplate, read_sender
from newsletters.mailings.sending.tasks import enqueue_batches, enqueue_preparation
from newsletters.models import Batch, Delivery, Mailing
from visitors.mail_queue import direct_connection

TEST_SECONDS = 5


class NotSendable(Exception):
    """The checks found errors in the issue; `findings` is the list of them."""

    def __init__(self, findings):
        super().__init__(" ".join(str(finding.text) for finding in findings))
        self.findings = findings


def sending_findings(issue, sending_at):
    """Return the Findings of an issue sent at `sending_at` (aware datetime), with an error when it is not published."""
    found = list(check_issue(issue, sending_at))
    if not issue.live:
        text = gettext("The issue is not published: mail would lead to a page that is not there.")
        found.insert(0, Finding(ERROR, text, issue.title))
    return found


def blocking_findings(issue, sending_at):
    """Return only the Findings with severity ERROR."""
    return [finding for finding in sending_findings(issue, sending_at) if finding.severity == ERROR]


@transaction.atomic
def create_mailing(issue, lists, user, scheduled_at=None):
    """Create and return the Mailing of an issue to MailingLists; starts now, or at `scheduled_at` (aware datetime).

    Raises NotSendable when checks of the issue find errors.
    """
    stopping = blocking_findings(issue, scheduled_at or timezone.now())
    if stopping:
        raise NotSendable(stopping)
    mailing = Mailing.objects.create(
        issue=issue,
        issue_key=issue.translation_key,
        title=issue.title,
        created_by=user,
        state=Mailing.SCHEDULED if scheduled_at else Mailing.DRAFT,
        scheduled_at=scheduled_at,
    )
    mailing.lists.set(lists)
    if not scheduled_at:
        start(mailing)
    return mailing


def start(mailing):
    """Start a draft or scheduled mailing; return whether it started. Errors found are stored as its notice."""
    stopping = blocking_findings(mailing.issue, timezone.now()) if mailing.issue else []
    if stopping or not mailing.issue:
        notice = " ".join(finding.text for finding in stopping) or gettext("The issue was deleted.")
        _change(mailing, [Mailing.DRAFT, Mailing.SCHEDULED], state=Mailing.DRAFT, notice=notice)
        return False
    with transaction.atomic():
        changed = _change(
            mailing,
            [Mailing.DRAFT, Mailing.SCHEDULED],
            state=Mailing.PREPARING,
            touched_at=timezone.now(),
            notice="",
        )
        if changed:
            enqueue_preparation(mailing)
        return changed


def pause(mailing):
    """Pause a mailing; the message that a worker is sending now is completed. Return whether it was paused."""
    return _change(mailing, [Mailing.SENDING, Mailing.PREPARING], state=Mailing.PAUSED)


@transaction.atomic
def resume(mailing):
    """Resume a paused mailing; deferred deliveries are retried at once. Return whether it was resumed."""
    mailing.refresh_from_db()
    if mailing.started_at is None:
        if _change(mailing, [Mailing.PAUSED], state=Mailing.PREPARING, touched_at=timezone.now(), notice=""):
            enqueue_preparation(mailing)
            return True
        return False
    if not _change(mailing, [Mailing.PAUSED], state=Mailing.SENDING, notice=""):
        return False
    mailing.deliveries.filter(state=Delivery.DEFERRED).update(not_before=None)
    mailing.batches.filter(state=Batch.RESTING).update(state=Batch.QUEUED, not_before=None)
    enqueue_batches(mailing.batches)
    finish_if_complete(mailing.pk)
    return True


@transaction.atomic
def cancel(mailing):
    """Cancel a mailing; the message that a worker is sending now is completed. Return whether it was cancelled."""
    states = [Mailing.DRAFT, Mailing.SCHEDULED, Mailing.PREPARING, Mailing.SENDING, Mailing.PAUSED]
    if not _change(mailing, states, state=Mailing.CANCELLED, finished_at=timezone.now(), notice=""):
        return False
    mailing.deliveries.filter(state__in=Delivery.TO_SEND).update(state=Delivery.CANCELLED, not_before=None)
    mailing.batches.filter(state__in=[Batch.QUEUED, Batch.RESTING]).update(state=Batch.DONE)
    return True


@transaction.atomic
def resend_unknown(mailing, keys):
    """Send deliveries in state UNKNOWN again; `keys` are their UUIDs. Return how many."""
    unknown = mailing.deliveries.filter(state=Delivery.UNKNOWN, key__in=keys, subscriber__isnull=False)
    # Contents of alerts are wiped after a while.
    unknown = unknown.exclude(rendering__html="")
    batches = list(unknown.values_list("batch_id", flat=True).distinct())
    # Clearing claimed_at keeps a suspended worker from overwriting the delivery when it wakes up.
    number = Delivery.objects.filter(pk__in=list(unknown.values_list("pk", flat=True)), state=Delivery.UNKNOWN).update(
        state=Delivery.WAITING, claimed_at=None, not_before=None
    )
    if number:
        mailing.batches.filter(pk__in=batches, state=Batch.DONE).update(state=Batch.QUEUED)
        _change(mailing, [Mailing.DONE, Mailing.CANCELLED], state=Mailing.SENDING, finished_at=None)
        enqueue_batches(mailing.batches.filter(pk__in=batches))
    return number


def mark_unknown_as_sent(mailing, keys):
    """Mark deliveries in state UNKNOWN as sent; `keys` are their UUIDs. Return how many."""
    unknown = mailing.deliveries.filter(state=Delivery.UNKNOWN, key__in=keys)
    return unknown.update(state=Delivery.SENT, answer=gettext("Counted as sent by an editor."))


def send_test(issue, mailing_list, language, address):
    """Send an issue to one address now, with the prefix [Test] in its subject; the unsubscribe link has no effect.

    Raises what the mail backend raises.
    """
    mail = render_mail(issue, mailing_list, language)
    rendering = SimpleNamespace(
        subject=mail.subject,
        html=mail.html,
        text=mail.text,
        language=language,
        is_of_alerts=False,
        mailing_list=mailing_list,
        mailing_list_id=mailing_list.pk if mailing_list else None,
    )
    delivery = Delivery(key=uuid.uuid4(), address=address)
    connection = direct_connection()
    # An editor waits, and so does a thread of the web server.
    connection.timeout = TEST_SECONDS
    template = MessageTemplate(rendering, read_sender(), subject_prefix="[Test] ")
    connection.send_messages([template.for_delivery(delivery, connection)])


def erase_addresses(before):
    """Erase the addresses of mailings that finished before `before` (aware datetime); return the number of rows."""
    expired = Delivery.objects.filter(mailing__finished_at__lt=before)
    return expired.erase_addresses()


def retention_limit():
    """Return the time (aware datetime) before which finished mailings keep no addresses (MAILING_ADDRESS_DAYS)."""
    return timezone.now() - settings.MAILING["addresses_kept"]


def _change(mailing, from_states, **fields):
    """Update the row if it is in one of the states (compare-and-set) and refresh the object; return whether it was."""
    changed = Mailing.objects.filter(pk=mailing.pk, state__in=from_states).update(**fields)
    mailing.refresh_from_db()
    return bool(changed)
