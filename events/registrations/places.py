"""How many places an event has, and whether one can sign up now."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import EventPage, Registration
from pages.cache_version import invalidate_on_commit

# Pages name the number of places left only when it is this small: else each registration would invalidate them.
FEW = 10


class Openness(models.TextChoices):
    """Whether one can sign up, and if not, why not."""

    OPEN = "open", _("Open")
    WAITING_LIST = "waiting-list", _("Waiting list only")
    FULL = "full", _("Full")
    NOT_YET = "not-yet", _("Not open yet")
    CLOSED = "closed", _("Closed")
    OVER = "over", _("Over")
    OFF = "off", _("Does not take place")
    NONE = "none", _("No registration on this site")


@dataclass(frozen=True)
class Availability:
    """The places of an event; `capacity` None: without a limit. Only confirmed addresses count.

    taken, waiting: numbers of people; state: an Openness; opens_at, closes_at: aware datetimes or None.
    """

    capacity: int | None
    taken: int
    waiting: int
    state: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    @property
    def left(self):
        """The number of places left (not below 0), or None without a limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def few_left(self):
        """The number of places left when it is FEW or less, else None. What cached pages show."""
        return self.left if self.left is not None and self.left <= FEW else None

    @property
    def can_register(self):
        """Whether one can sign up now, for a place or for the waiting list."""
        return self.state in (Openness.OPEN, Openness.WAITING_LIST)


def availability(event):
    """Return the Availability of an EventPage, in any language, at this moment. One query."""
    event = event.registered_on
    numbers = Registration.objects.of_event(event).aggregate(
        taken=Count("pk", filter=Q(state=Registration.State.REGISTERED)),
        waiting=Count("pk", filter=Q(state=Registration.State.WAITING)),
    )
    state = _openness_by_clock(event, timezone.now()) or openness_by_places(event, **numbers)
    return Availability(
        capacity=event.capacity,
        state=state,
        opens_at=event.registration_opens_at,
        closes_at=closes_at(event),
        **numbers,
    )


def is_open(event):
    """Return whether one can sign up for an EventPage now, for a place or for the waiting list."""
    return availability(event).can_register


def closes_at(event):
    """Return until when (aware datetime) one can sign up for an EventPage: its deadline, else its start, else its end;
    None when nothing is known.
    """
    return event.registration_deadline or event.starts_at or event.ends_at


def _openness_by_clock(event, moment):
    """Return why one cannot sign up at `moment` whatever the number of places (an Openness), or None."""
    if event.registration != event.Registration.FORM or not event.live:
        return Openness.NONE
    if event.is_off:
        return Openness.OFF
    if event.is_past:
        return Openness.OVER
    if event.registration_opens_at and event.registration_opens_at > moment:
        return Openness.NOT_YET
    closing = closes_at(event)
    return Openness.CLOSED if closing and closing <= moment else None


def openness_by_places(event, taken, waiting):
    """Return OPEN, WAITING_LIST or FULL by the number of people. Who waits goes before who comes now."""
    if event.capacity is None or taken + waiting < event.capacity:
        return Openness.OPEN
    return Openness.WAITING_LIST if event.has_waiting_list else Openness.FULL


@contextmanager
def locked(event):
    """Lock the places of an EventPage in a transaction, so that changes of them come one after the other.

    Yield the page of EventPage.registered_on as it is in the database. Cached pages are invalidated when what they show
    of the places changed.
    """
    with transaction.atomic():
        rows = EventPage.objects.defer_streamfields().select_related("locale")
        # No key update: a row that refers to the event can be added meanwhile.
        page = rows.select_for_update(of=("self",), no_key=True).get(pk=event.registered_on.pk)
        before = availability(page)
        yield page
        after = availability(page)
        if (before.state, before.few_left) != (after.state, after.few_left):
            invalidate_on_commit(Registration)
