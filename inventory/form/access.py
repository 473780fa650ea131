"""Who may do what with a submission, and until when; the private links to it."""

from datetime import timedelta

from django.utils import timezone

from inventory.models import Submission
from visitors.addresses import key_of
from visitors.private_links import make_link

PURPOSE = "submission"
DAYS_OF_LINK = 90
# Whoever was typing when the round closed, may finish the next day.
GRACE = timedelta(hours=24)

CHANGEABLE = (Submission.Status.DRAFT, Submission.Status.ASKED_BACK)


def new_token(submission):
    """Return the token of a new private link to a saved submission, for the browser in which it is filled in."""
    return make_link(PURPOSE, submission.pk, days=DAYS_OF_LINK)


def new_mailed_token(submission):
    """Return the token of a new private link to a saved submission that only leaves by mail to its sender.

    Whoever comes by it reads the mail of that address (confirm_by_link).
    """
    return make_link(PURPOSE, submission.pk, days=DAYS_OF_LINK, address=submission.contact_address)


def was_mailed_to_sender(submission, link):
    """Return whether a PrivateLink was mailed to the address that the submission has now."""
    return bool(link.address) and key_of(link.address) == submission.contact_key


def confirm_by_link(submission, link):
    """Store that the address of a submission is confirmed, when its sender came by a PrivateLink mailed to it.

    Not for one that waits for confirmation, which is asked for by a page of its own.
    """
    if submission.address_confirmed_at or submission.status == Submission.Status.UNCONFIRMED:
        return
    if was_mailed_to_sender(submission, link):
        submission.address_confirmed_at = timezone.now()
        mine = Submission.objects.filter(pk=submission.pk, contact_key=submission.contact_key)
        mine.update(address_confirmed_at=submission.address_confirmed_at)


def is_unsent(submission):
    """Return whether a submission never reached the editors: a draft, or one that waits for its address."""
    return submission.status in Submission.UNSENT and submission.submitted_at is None


def may_change(submission):
    """Return whether the submitter can change the answers: of a draft, or when an editor asked something."""
    return submission.status in CHANGEABLE and submission.anonymised_at is None


def may_withdraw(submission):
    """Return whether the submitter can withdraw it: between submitting and a decision."""
    return submission.status in (Submission.Status.UNCONFIRMED, *Submission.UNDECIDED) and not is_unsent(submission)


def accepts_submissions(page, moment=None):
    """Return whether a round accepts submissions at a moment (aware datetime, default now), grace period included."""
    moment = moment or timezone.now()
    begun = page.has_begun(moment)
    return page.live and begun and (page.closes_at is None or moment < page.closes_at + GRACE)


def is_in_grace(page, moment=None):
    """Return whether a round is closed and within its grace period."""
    moment = moment or timezone.now()
    return accepts_submissions(page, moment) and page.closes_at is not None and page.closes_at <= moment


def is_too_late(submission, moment=None):
    """Return whether a draft cannot be submitted any more. Answers to a question and updates always can."""
    if submission.status != Submission.Status.DRAFT or submission.project_id:
        return False
    return submission.round is None or not accepts_submissions(submission.round, moment)
