"""The events and calls that landing pages show: the lists of the hook `landing_lists` (pages.landing)."""

from django.db.models import F, Q
from django.utils import timezone

from events.facets import QUOTED
from events.models import CallPage, EventPage
from pages.record_index.reading import indexed_records

MOST_NEXT = 2
MOST_CALLS = 3
MOST_QUOTING = 12


def next_events(landing):
    """Return the next events of a Landing that take place."""
    coming = landing.records(EventPage).current(timezone.now()).exclude(card__status__in=EventPage.OFF)
    return coming.soonest_first()[:MOST_NEXT]


def open_calls(landing):
    """Return the calls of a Landing that can still be answered."""
    running = landing.records(CallPage).filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))
    return running.order_by(F("ends_at").asc(nulls_last=True), "-page")[:MOST_CALLS]


def quoting_events(landing):
    """Return the last events that quote the person of a Landing."""
    if landing.kind != "person":
        return None
    quoting = indexed_records(landing.locale.language_code, EventPage).with_value(QUOTED, landing.value)
    return quoting.newest_first()[:MOST_QUOTING]


def list_landing_lists():
    """Return {name of the list: function of a Landing that returns its IndexedRecords}."""
    return {"next-events": next_events, "open-calls": open_calls, "quoting-events": quoting_events}
