"""Sending: the moment at which a draft becomes a submission. Once, however often and by how many it is pressed."""

from django.db import transaction
from django.utils import timezone

from inventory.filling.access import is_too_late, may_change
from inventory.filling.letters import owe_receipt
from inventory.history import record
from inventory.models import Submission, SubmissionEvent


class TooLate(Exception):
    """The round is closed, and the time to finish what was being typed is over too."""


def locked(pk):
    """Return the Submission with this primary key and keep everybody else from it until the transaction ends."""
    # The round may be missing, and PostgreSQL locks no outer join: only the row itself.
    return Submission.objects.select_for_update(of=("self",)).select_related("round").get(pk=pk)


@transaction.atomic
def send(submission):
    """Send a saved Submission that is whole; return whether this call did it, and not an earlier one.

    Writes status, moment and history in one transaction and has one letter mailed after it. Raises TooLate, and
    changes nothing then.
    """
    row = locked(submission.pk)
    if not may_change(row):
        submission.status, submission.submitted_at = row.status, row.submitted_at
        return False
    now = timezone.now()
    if is_too_late(row, now):
        raise TooLate(row.reference)
    submission.status, submission.submitted_at = Submission.Status.SUBMITTED, now
    submission.save(update_fields=["status", "submitted_at"])
    record(submission, SubmissionEvent.Kind.SUBMITTED)
    owe_receipt(submission)
    return True


@transaction.atomic
def discard(submission):
    """Erase a draft with its files and history, for who does not report after all; return whether it was one."""
    row = locked(submission.pk)
    if row.status != Submission.Status.DRAFT:
        return False
    row.delete()
    return True
