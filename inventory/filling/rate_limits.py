"""The limits of the form. People in one town hall share a network, so one person has limits of their own.

Beginning is counted per ten minutes, so that whoever shares a network with a program waits for minutes, not for hours.
"""

from django.utils.translation import gettext

from visitors.addresses import key_of, network_of
from visitors.rate_limit import DAY, HOUR, Limit, first_exceeded

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


def over_looking(request):
    """Count somebody who opens the first step; return whether their network does that too often."""
    return first_exceeded((LOOK, network_of(request)))


def over_beginning(request, address):
    """Count an attempt to begin by who gave an address (text); return the Limit it goes over, or None.

    One that begins without end with one address does not count for its network, in which others want to begin too.
    """
    person = key_of(address)
    return first_exceeded((FLOOD, person), (SAME_ADDRESS, person), (BEGIN, network_of(request)), (EVERYBODY, ""))


def over_filling(request, submission):
    """Count a step that is sent; return the Limit it goes over, or None."""
    return first_exceeded((ONE_FORM, str(submission.pk)), (FORMS, network_of(request)))


def over_guessing(request):
    """Count a private link that opens nothing; return the Limit it goes over, or None."""
    return first_exceeded((WRONG_LINK, network_of(request)))


def over_lost_link(request, address):
    """Count somebody who lost a link; return the Limit it goes over, or None."""
    return first_exceeded((LETTERS, key_of(address)), (LOST, network_of(request)))


def over_mailing(address):
    """Count a letter with a link that a form asks for; return whether this address got enough of them today."""
    return first_exceeded((LETTERS, key_of(address)))


def too_often(limit):
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
