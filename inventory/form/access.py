"""Who may do what with a submission, until when, and how often (rate limits).

People in one town hall share a network, so one person has limits of their own. Starting is counted per ten minutes, so
that whoever shares a network with a program waits minutes, not hours.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext

from inventory.models import Submission
from pages.visitors.addresses import key_of, network_of
from pages.visitors.private_links import make_link
from pages.visitors.throttle import DAY, HOUR, Limit, first_over

PURPOSE = "submission"
DAYS_OF_LINK = 90
# Whoever was typing when the round closed, may finish the next day.
GRACE = timedelta(hours=24)

CHANGEABLE = (Submission.Status.DRAFT, Submission.Status.ASKED_BACK)
TEN_MINUTES = 600
# No person sends so much: who does, gets a line of text instead of a page.
FLOOD = Limit("inventory-flood", 200, HOUR)
SAME_ADDRESS = Limit("inventory-same-address", 20, HOUR)
BEGIN = Limit("inventory-begin", 120, TEN_MINUTES)
LOOK = Limit("inventory-look", 900, TEN_MINUTES)
EVERYBODY = Limit("inventory-everybody", 3_000, HOUR)
ONE_FORM = Limit("inventory-form", 200, HOUR)
FORMS = Limit("inventory-forms", 1_500, TEN_MINUTES)
WRONG_LINK = Limit("inventory-wrong-link", 200, TEN_MINUTES)
LETTERS = Limit("inventory-letters", 6, DAY)
LOST = Limit("inventory-lost-link", 100, TEN_MINUTES)


def new_token(submission):
    """Return the token of a new private link to a saved submission."""
    return make_link(PURPOSE, submission.pk, days=DAYS_OF_LINK, address=submission.contact_address)


def may_change(submission):
    """Return whether the submitter can still change the answers: a draft, or when an editor asked something."""
    return submission.status in CHANGEABLE and submission.anonymised_at is None


def may_withdraw(submission):
    """Return whether the submitter can take back what was sent: until a decision."""
    return submission.status in (Submission.Status.SUBMITTED, Submission.Status.ASKED_BACK)


def accepts_submissions(page, moment=None):
    """Return whether something can be sent in a round (a page) at a moment (aware, default now), grace included."""
    moment = moment or timezone.now()
    begun = page.opens_at is not None and page.opens_at <= moment
    return page.live and begun and (page.closes_at is None or moment < page.closes_at + GRACE)


def is_in_grace(page, moment=None):
    """Return whether a round (a page) is closed, and takes what was being typed."""
    moment = moment or timezone.now()
    return accepts_submissions(page, moment) and page.closes_at is not None and page.closes_at <= moment


def is_too_late(submission, moment=None):
    """Return whether a submission cannot be sent any more; what an editor asked about never is, nor an update."""
    if submission.status != Submission.Status.DRAFT or submission.project_id:
        return False
    return submission.round is None or not accepts_submissions(submission.round, moment)


def exceeded_on_view(request):
    """Count somebody who opens the first step; return whether their network does that too often."""
    return first_over((LOOK, network_of(request)))


def exceeded_on_start(request, address):
    """Count an attempt to begin by who gave an address (text); return the Limit it goes over, or None.

    One that begins without end with one address does not count for its network, in which others want to begin too.
    """
    person = key_of(address)
    return first_over((FLOOD, person), (SAME_ADDRESS, person), (BEGIN, network_of(request)), (EVERYBODY, ""))


def exceeded_on_step(request, submission):
    """Count a step that is sent; return the Limit it goes over, or None."""
    return first_over((ONE_FORM, str(submission.pk)), (FORMS, network_of(request)))


def exceeded_on_bad_link(request):
    """Count a private link that opens nothing; return the Limit it goes over, or None."""
    return first_over((WRONG_LINK, network_of(request)))


def exceeded_on_lost_link(request, address):
    """Count somebody who lost a link; return the Limit it goes over, or None."""
    return first_over((LETTERS, key_of(address)), (LOST, network_of(request)))


def exceeded_on_mail(address):
    """Count a letter with a link that a form asks for; return whether this address got enough of them today."""
    return first_over((LETTERS, key_of(address)))


def limit_message(limit):
    """Return the sentence for whoever went over a Limit."""
    if limit == LETTERS:
        return gettext(
            "This address got several of our mails today. Look in your mail, also under unwanted mail, "
            "or try again tomorrow."
        )
    if limit == FLOOD:
        return gettext("This was sent too often. Wait an hour and send it again.")
    if limit == SAME_ADDRESS:
        return gettext("With this address very much was begun already. Wait an hour. What you typed is still here.")
    if limit == ONE_FORM:
        return gettext("This form was sent very often. Wait an hour and send it again. What you typed is still here.")
    return gettext(
        "Very many people do this at the moment. Wait ten minutes and send it again. What you typed is still here."
    )
