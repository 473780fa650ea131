"""What an editor decides about a mailing. Each verb does nothing when the mailing is in another state by now."""

import uuid
from types import SimpleNamespace

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from newsletters.issue_checks import STOPS, Finding, check_issue
from newsletters.mail.rendering import render_mail
from newsletters.models import Batch, Delivery, Mailing
from newsletters.sending.leases import settle
from newsletters.sending.message import MailForm, read_sender
from newsletters.sending.tasks import enqueue_batches, enqueue_preparation


class NotSendable(Exception):
    """Something about the issue stops the sending; `findings` say what."""

    def __init__(self, findings):
        super().__init__(" ".join(str(finding.text) for finding in findings))
        self.findings = findings


def findings_for(issue, sending_at):
    """Return all Findings of an issue, first that it is not published, if so."""
    found = list(check_issue(issue, sending_at))
    if not issue.live:
        text = gettext("The issue is not published: mail would lead to a page that is not there.")
        found.insert(0, Finding(STOPS, text, issue.title))
    return found


def what_stops(issue, sending_at):
    """Return only the Findings that stop the sending."""
    return [finding for finding in findings_for(issue, sending_at) if finding.severity == STOPS]


@transaction.atomic
def make_mailing(issue, lists, user, scheduled_at=None):
    """Return a new Mailing of an issue to lists: begun at once, or scheduled (aware datetime); raises NotSendable."""
    stopping = what_stops(issue, scheduled_at or timezone.now())
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
    """Begin a draft or a scheduled mailing; return whether it began. What stops it becomes its notice."""
    stopping = what_stops(mailing.issue, timezone.now()) if mailing.issue else []
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
    """Hold a mailing: what is being handed over is finished, nothing else leaves."""
    return _change(mailing, [Mailing.SENDING, Mailing.PREPARING], state=Mailing.PAUSED)


@transaction.atomic
def resume(mailing):
    """Go on where a pause began; what was to be tried again later is tried now."""
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
    settle(mailing.pk)
    return True


@transaction.atomic
def cancel(mailing):
    """Send nothing more. What is being handed over at this moment is finished."""
    states = [Mailing.DRAFT, Mailing.SCHEDULED, Mailing.PREPARING, Mailing.SENDING, Mailing.PAUSED]
    if not _change(mailing, states, state=Mailing.CANCELLED, finished_at=timezone.now(), notice=""):
        return False
    mailing.deliveries.filter(state__in=Delivery.TO_SEND).update(state=Delivery.CANCELLED, not_before=None)
    mailing.batches.filter(state__in=[Batch.QUEUED, Batch.RESTING]).update(state=Batch.DONE)
    return True


@transaction.atomic
def send_again(mailing, keys):
    """Let deliveries whose fate is unknown (UUIDs) be sent once more, as the editor decided; return how many."""
    unknown = mailing.deliveries.filter(state=Delivery.UNKNOWN, key__in=keys, subscriber__isnull=False)
    batches = list(unknown.values_list("batch_id", flat=True).distinct())
    # A worker that stood still all the time must not write over what happens from here.
    number = Delivery.objects.filter(pk__in=list(unknown.values_list("pk", flat=True)), state=Delivery.UNKNOWN).update(
        state=Delivery.WAITING, handed_at=None, not_before=None
    )
    if number:
        mailing.batches.filter(pk__in=batches, state=Batch.DONE).update(state=Batch.QUEUED)
        _change(mailing, [Mailing.DONE, Mailing.CANCELLED], state=Mailing.SENDING, finished_at=None)
        enqueue_batches(mailing.batches.filter(pk__in=batches))
    return number


def treat_as_sent(mailing, keys):
    """Count deliveries whose fate is unknown (UUIDs) as sent, as the editor decided; return how many."""
    unknown = mailing.deliveries.filter(state=Delivery.UNKNOWN, key__in=keys)
    return unknown.update(state=Delivery.SENT, answer=gettext("Counted as sent by an editor."))


def send_test(issue, mailing_list, language, address):
    """Send an issue to one address, now, with [Test] before its subject; raises what the mail backend raises.

    Its unsubscribe link belongs to nobody and does nothing.
    """
    mail = render_mail(issue, mailing_list, language)
    rendering = SimpleNamespace(
        subject=mail.subject,
        html=mail.html,
        text=mail.text,
        language=language,
        mailing_list=mailing_list,
        mailing_list_id=mailing_list.pk if mailing_list else None,
    )
    delivery = Delivery(key=uuid.uuid4(), address=address)
    connection = get_connection()
    form = MailForm(rendering, read_sender(), subject_prefix="[Test] ")
    connection.send_messages([form.fill_in(delivery, connection)])


def wipe_addresses(before):
    """Wipe the addresses of mailings that finished before a moment (aware datetime); return how many."""
    over = Delivery.objects.filter(mailing__finished_at__lt=before)
    return over.forget_address()


def keep_until():
    """Return the moment before which a finished mailing keeps no addresses."""
    return timezone.now() - settings.MAILING["addresses_kept"]


def _change(mailing, from_states, **fields):
    """Change the row if it is in one of the states; the object follows. Return whether it was."""
    changed = Mailing.objects.filter(pk=mailing.pk, state__in=from_states).update(**fields)
    mailing.refresh_from_db()
    return bool(changed)
