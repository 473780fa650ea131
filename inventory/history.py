"""The history of a submission: every step is written down when it is taken."""

from inventory.models import SubmissionEvent


def record(submission, kind, *, user=None, text=""):
    """Write down a step, one of SubmissionEvent.Kind, of a Submission; without `user` the submitter took it."""
    return SubmissionEvent.objects.create(submission=submission, kind=kind, user=user, text=text)
