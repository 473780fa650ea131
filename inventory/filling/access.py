"""Who may do what with a submission, and until when: the rules behind every private page of the form."""

from datetime import timedelta

from django.utils import timezone

from inventory.models import Submission
from visitors.private_links import make_link

PURPOSE = "submission"
DAYS_OF_LINK = 90
# Whoever was typing when the round closed, may finish the next day.
GRACE = timedelta(hours=24)

CHANGEABLE = (Submission.Status.DRAFT, Submission.Status.ASKED_BACK)


def new_token(submission):
    """Return the token of a new private link to a saved submission."""
    return make_link(PURPOSE, submission.pk, days=DAYS_OF_LINK, address=submission.contact_address)


def may_change(submission):
    """Return whether the submitter can still change the answers: a draft, or when an editor asked something."""
    return submission.status in CHANGEABLE and submission.anonymised_at is None


def may_withdraw(submission):
    """Return whether the submitter can take back what was sent: until a decision."""
    return submission.status in (Submission.Status.SUBMITTED, Submission.Status.ASKED_BACK)


def takes_part(page, moment=None):
    """Return whether something can be sent in a round (a page) at a moment (aware, default now), grace included."""
    moment = moment or timezone.now()
    begun = page.opens_at is not None and page.opens_at <= moment
    return page.live and begun and (page.closes_at is None or moment < page.closes_at + GRACE)


def is_in_grace(page, moment=None):
    """Return whether a round (a page) is closed, and takes what was being typed."""
    moment = moment or timezone.now()
    return takes_part(page, moment) and page.closes_at is not None and page.closes_at <= moment


def is_too_late(submission, moment=None):
    """Return whether a submission cannot be sent any more; what an editor asked about never is, nor an update."""
    if submission.status != Submission.Status.DRAFT or submission.project_id:
        return False
    return submission.round is None or not takes_part(submission.round, moment)
