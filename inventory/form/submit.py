"""Submitting and discarding a draft, and the mails of the form.

A task gets no token and no address: it makes a new private link itself when the mail leaves.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from inventory.form.access import DAYS_OF_LINK, is_too_late, may_change, new_token
from inventory.form.answers import describe
from inventory.models import Submission, SubmissionEvent, Visibility
from visitors.letters import absolute_url, send_letter
from visitors.task_queue import task

MOST_LINKS = 20  # in one mail
# A worker that died is noticed after this long, and the letter leaves after all.
PATIENCE = timedelta(minutes=10)


class RoundClosed(Exception):
    """The round is closed, and its grace period is over."""


def lock_submission(pk):
    """Return the Submission with this primary key, locked until the end of the transaction."""
    # The round may be missing, and PostgreSQL locks no outer join: only the row itself.
    return Submission.objects.select_for_update(of=("self",)).select_related("round").get(pk=pk)


@transaction.atomic
def submit(submission):
    """Submit a complete draft; return whether this call did it. Idempotent; safe under concurrent requests.

    Stores status, moment and event in one transaction and queues the receipt on commit. Raises RoundClosed, and changes
    nothing then.
    """
    row = lock_submission(submission.pk)
    if not may_change(row):
        submission.status, submission.submitted_at = row.status, row.submitted_at
        return False
    now = timezone.now()
    if is_too_late(row, now):
        raise RoundClosed(row.reference)
    is_answer = row.status == Submission.Status.ASKED_BACK
    submission.status, submission.submitted_at = Submission.Status.SUBMITTED, now
    submission.save(update_fields=["status", "submitted_at"])
    submission.add_event(SubmissionEvent.Kind.SUBMITTED, snapshot=submission.snapshot() if is_answer else None)
    schedule_receipt(submission)
    return True


@transaction.atomic
def discard(submission):
    """Delete a draft with its files and history; return False for a submission that is no draft."""
    row = lock_submission(submission.pk)
    if row.status != Submission.Status.DRAFT:
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

    At least once: after a crash it is retried, so the same mail can be sent twice.
    """
    submission = Submission.objects.select_related("round", "municipality", "project").filter(pk=pk).first()
    if submission is None or submission.receipt_due_at is None:
        return
    if submission.contact_address:
        with translation.override(submission.language):
            sections = describe(submission, set(Visibility))
            link = absolute_url("inventory-submission", new_token(submission))
        _send("sent", submission, {"link": link, "sections": sections})
    Submission.objects.filter(pk=pk, receipt_due_at=submission.receipt_due_at).update(receipt_due_at=None)


@task(backend="queue")
def send_draft_link(pk):
    """Mail the private link of a draft (primary key)."""
    submission = Submission.objects.select_related("round").filter(pk=pk).exclude(contact_address="").first()
    if submission:
        with translation.override(submission.language):
            link = absolute_url("inventory-submission", new_token(submission))
        _send("draft", submission, {"link": link})


@task(backend="queue")
def send_lost_links(pks, language):
    """Send one mail with private links to these submissions (primary keys) of one address; none, no mail."""
    found = list(Submission.objects.select_related("round").filter(pk__in=pks).exclude(contact_address="")[:MOST_LINKS])
    if not found:
        return
    with translation.override(language):
        rows = [(submission, absolute_url("inventory-submission", new_token(submission))) for submission in found]
        send_letter(
            "inventory/letters/links",
            found[0].contact_address,
            language,
            {"rows": rows, "days": DAYS_OF_LINK},
            reply_to=settings.CONTACT_EMAIL,
        )


def retry_receipts(moment):
    """Queue again the receipts whose task was lost before `moment` (aware datetime). A scheduled job."""
    for submission in Submission.objects.filter(receipt_due_at__lt=moment - PATIENCE)[:100]:
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
