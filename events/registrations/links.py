"""The private link with which a person confirms, sees, changes and cancels a registration."""

from datetime import timedelta

from django.utils import timezone, translation

from events.models import Registration
from visitors.letters import absolute_url
from visitors.private_links import ExpiredLink, make_link, read_link

PURPOSE = "event-registration"
HOURS_TO_CONFIRM = 48
DAYS_AFTER_EVENT = 14
# Of an event whose end is not known.
LONGEST_DAYS = 400


def make_token(registration):
    """Return a new token for a Registration: valid 48 hours until it is confirmed, then until 14 days after the event.

    The page is the view `event-registration`.
    """
    return make_link(PURPOSE, registration.pk, days=_days_of(registration), address=registration.address)


def private_address(registration):
    """Return the absolute URL of the private page of a Registration, with a new token, in its language."""
    with translation.override(registration.language):
        return absolute_url("event-registration", make_token(registration))


def read_token(token):
    """Return the Registration of a token, with event and locale; raises visitors.private_links.BadLink or ExpiredLink.

    The link to a registration that was forgotten counts as expired.
    """
    link = read_link(PURPOSE, token)
    found = Registration.objects.select_related("event__locale").filter(pk=link.subject, forgotten_at=None).first()
    if found is None:
        raise ExpiredLink(link)
    return found


def _days_of(registration):
    if registration.state == registration.State.UNCONFIRMED:
        return HOURS_TO_CONFIRM // 24
    end = registration.event.ends_at
    if end is None:
        return LONGEST_DAYS
    return max((end - timezone.now()) // timedelta(days=1), 0) + 1 + DAYS_AFTER_EVENT
