"""The mails of the form. A task gets no token and no address: it makes a new link itself, when the mail leaves."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from inventory.filling.access import DAYS_OF_LINK, new_token
from inventory.filling.answers import describe
from inventory.models import Submission, Visibility
from visitors.letters import absolute_url, send_letter
from visitors.task_queue import task

MOST_LINKS = 20  # in one mail
# A worker that died is noticed after this long, and the letter leaves after all.
PATIENCE = timedelta(minutes=10)


def owe_receipt(submission):
    """Write down that somebody gets a receipt, and let a task mail it after the commit."""
    submission.receipt_due_at = timezone.now()
    submission.save(update_fields=["receipt_due_at"])
    transaction.on_commit(lambda: send_receipt.enqueue(submission.pk))


@task(backend="queue")
def send_receipt(pk):
    """Mail reference, summary and private link of a submission (primary key) that was sent, if that is still due.

    Killed halfway it is done again: at worst the same mail comes twice, never none.
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
    """Mail the private link of a draft (primary key), to go on later."""
    submission = Submission.objects.select_related("round").filter(pk=pk).exclude(contact_address="").first()
    if submission:
        with translation.override(submission.language):
            link = absolute_url("inventory-submission", new_token(submission))
        _send("draft", submission, {"link": link})


@task(backend="queue")
def send_lost_links(pks, language):
    """Mail one letter with a private link to each of the submissions (primary keys) of one address; none, no mail."""
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


def send_owed_receipts(moment):
    """Hand out again the receipts whose worker died before `moment` (aware); a duty of every minute."""
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
