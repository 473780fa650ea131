"""Submitting and discarding a draft, confirming its sender's address, and the mails of the form.

A task gets no token and no address: it makes a new private link itself when the mail leaves. A mail to an address that
is not confirmed holds nothing that was typed.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from inventory.form import rate_limits
from inventory.form.access import DAYS_OF_LINK, is_too_late, is_unsent, may_change, new_mailed_token
from inventory.form.answers import describe
from inventory.models import Submission, SubmissionEvent, Visibility
from visitors.addresses import key_of
from visitors.letters import absolute_url, send_letter
from visitors.private_links import make_link
from visitors.task_queue import LOST_AFTER, task

CONFIRM = "submission-confirm"  # purpose of private links, to all that waits for confirmation at their address
DAYS_TO_CONFIRM = 7
MOST_LINKS = 20  # in one mail


class RoundClosed(Exception):
    """The round is closed, and its grace period is over."""


def lock_submission(pk):
    """Return the Submission with this primary key, locked until the end of the transaction."""
    # The round may be missing, and PostgreSQL locks no outer join: only the row itself.
    return Submission.objects.select_for_update(of=("self",)).select_related("round").get(pk=pk)


@transaction.atomic
def submit(submission, network="unknown"):
    """Submit a complete draft; return whether this call did it. Idempotent; safe under concurrent requests.

    From a confirmed address it reaches the editors, from another one it waits for confirmation (await_confirmation).
    network: CIDR text of the visitor. Raises RoundClosed, and changes nothing then.
    """
    row = lock_submission(submission.pk)
    if not may_change(row):
        submission.status, submission.submitted_at = row.status, row.submitted_at
        return False
    now = timezone.now()
    if is_too_late(row, now):
        raise RoundClosed(row.reference)
    if row.address_confirmed_at:
        _hand_in(submission)
    else:
        await_confirmation(submission, network)
    return True


def _hand_in(submission):
    """Put a locked submission in the queue of the editors, with its event, and queue the receipt on commit."""
    is_answer = submission.submitted_at is not None
    submission.status, submission.submitted_at = Submission.Status.SUBMITTED, timezone.now()
    submission.save(update_fields=["status", "submitted_at"])
    submission.add_event(SubmissionEvent.Kind.SUBMITTED, snapshot=submission.snapshot() if is_answer else None)
    schedule_receipt(submission)


def await_confirmation(submission, network):
    """Let a locked submission wait until its address is confirmed; mail the link for that, within the limits.

    network: CIDR text of the visitor. Returns the exceeded Limit, or None. Over a limit a letter of the same kind left
    shortly before, and its link serves all that waits for its address.
    """
    submission.status = Submission.Status.UNCONFIRMED
    submission.save(update_fields=["status"])
    limit = rate_limits.exceeded_on_confirmation(network, submission)
    if not limit:
        schedule_receipt(submission)
    return limit


def waiting_for(address):
    """Return the Submissions that wait for the confirmation of an address, the oldest first."""
    waiting = Submission.objects.with_address(address).filter(status=Submission.Status.UNCONFIRMED)
    return waiting.select_related("round", "municipality").order_by("pk")


@transaction.atomic
def confirm_address(submission, address):
    """Hand a submission in that waits for the confirmation of `address`; return whether this call did it. Idempotent.

    What was sent in time is not too late, whenever it is confirmed.
    """
    row = lock_submission(submission.pk)
    if row.status != Submission.Status.UNCONFIRMED or row.contact_key != key_of(address):
        return False
    row.address_confirmed_at = timezone.now()
    row.save(update_fields=["address_confirmed_at"])
    _hand_in(row)
    return True


@transaction.atomic
def deny_address(submission, address):
    """Delete a submission on behalf of the reader of an address who did not send it; return whether this call did it.

    One that was with the editors before only loses the address: it waits on.
    """
    row = lock_submission(submission.pk)
    if row.status != Submission.Status.UNCONFIRMED or row.contact_key != key_of(address):
        return False
    if row.submitted_at is None:
        row.delete()
    else:
        row.contact_address = ""
        row.save(update_fields=["contact_address"])
    return True


@transaction.atomic
def correct_address(submission, address, network):
    """Set the address of a submission that waits for confirmation, and ask there; return the exceeded Limit or None.

    Does nothing for a submission that does not wait (any more).
    """
    row = lock_submission(submission.pk)
    if row.status != Submission.Status.UNCONFIRMED:
        return None
    row.contact_address = address
    row.save(update_fields=["contact_address"])
    return await_confirmation(row, network)


@transaction.atomic
def take_back(submission):
    """Make a submission that waits for confirmation a draft again, so that it can be changed."""
    waiting = Submission.objects.filter(pk=submission.pk, status=Submission.Status.UNCONFIRMED, submitted_at=None)
    waiting.update(status=Submission.Status.DRAFT, receipt_due_at=None)


@transaction.atomic
def discard(submission):
    """Delete what never reached the editors, with files and history; return False for another submission."""
    row = lock_submission(submission.pk)
    if not is_unsent(row):
        return False
    row.delete()
    return True


def schedule_receipt(submission):
    """Store that a receipt is due, and queue the task that mails it on commit."""
    submission.receipt_due_at = timezone.now()
    submission.save(update_fields=["receipt_due_at"])
    transaction.on_commit(lambda: send_receipt.enqueue(submission.pk))


@task(backend="queue")
def send_receipt(pk):
    """Mail the receipt of a submission (primary key): reference, summary and private link, if it is still due.

    Of one that waits for the confirmation of its address, mail the link to confirm and nothing else. At least once:
    after a crash it is retried, so the same mail can be sent twice.
    """
    submission = Submission.objects.select_related("round", "municipality", "project").filter(pk=pk).first()
    if submission is None or submission.receipt_due_at is None:
        return
    if submission.contact_address and submission.status == Submission.Status.UNCONFIRMED:
        with translation.override(submission.language):
            token = make_link(CONFIRM, address=submission.contact_address, days=DAYS_TO_CONFIRM)
            link = absolute_url("inventory-confirm", token)
        _send("confirm", submission, {"link": link, "days": DAYS_TO_CONFIRM})
    elif submission.contact_address and submission.address_confirmed_at:
        with translation.override(submission.language):
            sections = describe(submission, set(Visibility))
            link = absolute_url("inventory-submission", new_mailed_token(submission))
        _send("sent", submission, {"link": link, "sections": sections})
    Submission.objects.filter(pk=pk, receipt_due_at=submission.receipt_due_at).update(receipt_due_at=None)


@task(backend="queue")
def send_draft_link(pk):
    """Mail the private link of a draft (primary key)."""
    submission = Submission.objects.select_related("round").filter(pk=pk).exclude(contact_address="").first()
    if submission:
        with translation.override(submission.language):
            link = absolute_url("inventory-submission", new_mailed_token(submission))
        _send("draft", submission, {"link": link})


@task(backend="queue")
def send_lost_links(pks, language):
    """Send one mail with private links to these submissions (primary keys) of one address; none, no mail."""
    found = list(Submission.objects.select_related("round").filter(pk__in=pks).exclude(contact_address="")[:MOST_LINKS])
    if not found:
        return
    with translation.override(language):
        rows = [(each, absolute_url("inventory-submission", new_mailed_token(each))) for each in found]
        send_letter(
            "inventory/letters/links",
            found[0].contact_address,
            language,
            {"rows": rows, "days": DAYS_OF_LINK},
            reply_to=settings.CONTACT_EMAIL,
        )


def retry_receipts(moment):
    """Queue again receipts and mails to confirm whose task was lost before `moment` (aware). A scheduled job."""
    for submission in Submission.objects.filter(receipt_due_at__lt=moment - LOST_AFTER)[:100]:
        # Only who changes the moment hands it out, so that two clocks do it once.
        mine = Submission.objects.filter(pk=submission.pk, receipt_due_at=submission.receipt_due_at)
        if mine.update(receipt_due_at=moment):
            send_receipt.enqueue(submission.pk)


def _send(name, submission, context):
    context = {"submission": submission, "days": DAYS_OF_LINK, **context}
    send_letter(
        f"inventory/letters/{name}",
        submission.contact_address,
        submission.language,
        context,
        reply_to=settings.CONTACT_EMAIL,
    )
