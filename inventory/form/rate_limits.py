"""Rate limits of the form. People in one town hall share a network, so one person has limits of their own.

Starting is counted per ten minutes, so that whoever shares a network with a program waits minutes, not hours.
"""

from django.utils.translation import gettext

from visitors.addresses import key_of, network_of
from visitors.rate_limit import DAY, HOUR, Limit, exceeded_for_recipient, first_exceeded, is_of_recipient

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
CONFIRMATIONS = Limit("inventory-confirmations", 10, DAY)
LOST = Limit("inventory-lost-link", 100, TEN_MINUTES)


def exceeded_on_view(request):
    """Count opening the first step; return the exceeded Limit of the network, or None."""
    return first_exceeded((LOOK, network_of(request)))


def exceeded_on_start(request, address):
    """Count an attempt to start with an address (text); return the exceeded Limit, or None.

    Attempts over the limit of one address do not count for its network, which others share.
    """
    person = key_of(address)
    return first_exceeded((FLOOD, person), (SAME_ADDRESS, person), (BEGIN, network_of(request)), (EVERYBODY, ""))


def exceeded_on_step(request, submission):
    """Count sending a step; return the exceeded Limit, or None."""
    return first_exceeded((ONE_FORM, str(submission.pk)), (FORMS, network_of(request)))


def exceeded_on_bad_link(request):
    """Count an invalid private link; return the exceeded Limit, or None."""
    return first_exceeded((WRONG_LINK, network_of(request)))


def exceeded_on_lost_link(request, address):
    """Count a request for a lost link; return the exceeded Limit, or None."""
    network = network_of(request)
    return exceeded_for_recipient(address, "submission-links", (LOST, network), network=network)


def exceeded_on_mail(request, submission):
    """Count a mail with a link to a submission; return the exceeded Limit of its address, or None."""
    network = None if submission.address_confirmed_at else network_of(request)
    return exceeded_for_recipient(submission.contact_address, "submission-draft", network=network)


def exceeded_on_confirmation(network, submission):
    """Count a mail that asks to confirm the address of a submission; return the exceeded Limit, or None.

    One submission asks for a few in a day, whatever the address. network: CIDR text.
    """
    own = CONFIRMATIONS, str(submission.pk)
    return exceeded_for_recipient(submission.contact_address, "submission-confirm", own, network=network)


def limit_message(limit):
    """Return the error message for an exceeded Limit."""
    if is_of_recipient(limit) or limit == CONFIRMATIONS:
        return gettext(
            "This address got several of our mails today. Look in your mail, also under unwanted mail: the links in "
            "the last mail work. Or try again tomorrow."
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
