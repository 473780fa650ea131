"""Whole calendars: of one event, and of an agenda with its filters."""

from datetime import timedelta

from django.db.models import prefetch_related_objects
from django.db.models.fields.json import KT
from django.http import HttpResponse
from django.utils.http import http_date
from icalendar import Calendar, vDuration

from pages import cache_version
from pages.record_index.build import shape_of
from pages.structured_data import site_facts

from .entries import ENTRY_PREFETCH, add_text, event_entries, with_root
from .times import amsterdam_rules

# Some 20 MB.
MOST_EVENTS = 25_000
REFRESH = timedelta(hours=6)
END = "END:VCALENDAR\r\n"


def event_calendar(page, request, *, for_registered=False):
    """Return the bytes of the calendar of one event; None when no day of it is known.

    for_registered: with the address of the online meeting that only people with a place get.
    """
    prefetch_related_objects([page], *ENTRY_PREFETCH)
    entries = event_entries(page, for_registered=for_registered)
    return write(page, page.title, "", [entries], request) if entries else None


def agenda_calendar(page, request):
    """Return the bytes of the calendar of an agenda (events.EventIndexPage), narrowed by its filters.

    What has been is in it too, the newest first. One query reads the entries that the record index keeps.
    """
    listing = page.get_listing(request)
    selection = listing.selection
    # Rows written by an older release may lack the entries; `migrate` and the clock index them again.
    dated = selection.records().filter(shape=shape_of(selection.model)).exclude(starts_at=None)
    entries = dated.order_by("-starts_at", "-page").values_list(KT("entry__calendar_entry"), flat=True)
    name = f"{site_facts(request)['short_name']}: {listing.title}"
    filters = f"?{listing.query_string}" if listing.query_string else ""
    return write(page, name, filters, entries[:MOST_EVENTS], request)


def write(page, name, filters, entries, request):
    """Return the calendar of a page as a whole iCalendar object (bytes, CRLF, lines folded at 75 octets).

    entries: texts of events.calendar.entries.event_entries(). filters: the query of its address, "" for none. Without a
    request the addresses are those of the site that Wagtail has.
    """
    _site, root, path = page.get_url_parts(request)
    calendar = Calendar()
    calendar.add("prodid", "-//kennisplatform Utrecht Sociaal//agenda//NL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # RFC 7986 5.1, and what most programs read instead.
    add_text(calendar, "name", name)
    add_text(calendar, "x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Amsterdam")
    calendar.add("url", f"{root}{path}{filters}")
    # RFC 7986 5.7 wants the value type written out.
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    # Always there: a calendar must hold at least one component (RFC 5545 3.6).
    calendar.add_component(amsterdam_rules())
    head = calendar.to_ical().decode().removesuffix(END)
    return (head + with_root("".join(entries), root) + END).encode()


def calendar_response(make, name):
    """Return a calendar as text/calendar, with Last-Modified; the page cache adds an ETag.

    make: callable that returns its bytes, or None; then None is returned. name: a slug, what a browser saves it as.
    """
    # Before the content is read, so that a change meanwhile is told next time.
    changed_at = cache_version.changed_at()
    if (content := make()) is None:
        return None
    headers = {
        "Content-Disposition": f'inline; filename="{name}.ics"',
        "Last-Modified": http_date(changed_at.timestamp()),
    }
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
