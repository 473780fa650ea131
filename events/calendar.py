"""Events as iCalendar (RFC 5545, with NAME and REFRESH-INTERVAL of RFC 7986): every session is a VEVENT.

Times are those of Amsterdam with one VTIMEZONE, and UTC where local time would not say which moment is meant. Events
of which only a month or year is known have no sessions, and are in no calendar.
"""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, prefetch_related_objects
from django.http import HttpResponse
from django.utils.translation import gettext, override
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vRecur, vText

from pages.structured_data import address_of, site_facts
from visitors.plain_text import clean_text

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# Summer time has begun and ended on the days of our VTIMEZONE since this moment.
RULES_SINCE = datetime(1996, 1, 1, tzinfo=UTC)
MOST_EVENTS = 1_000
REFRESH = timedelta(hours=6)
JOINED = ["kind", "municipality", "locale"]
PREFETCH = ["sessions", "calendar_entries"]
STATUS = {"provisional": "TENTATIVE", "confirmed": "CONFIRMED", "moved-online": "CONFIRMED"}


def event_calendar(page, request):
    """Return the bytes of the calendar of one event; None when no day of it is known."""
    prefetch_related_objects([page], *PREFETCH, *JOINED)
    if not page.sessions.all():
        return None
    return write(page.title, address_of(page, request), [page], request)


def event_attachment(page):
    """Return the calendar of one event (bytes, METHOD:PUBLISH) for a mail; None when no day of it is known.

    Attach it as `text/calendar; method=PUBLISH; charset=utf-8` (RFC 6047 2.4). A calendar that is sent again with a
    higher SEQUENCE replaces the one that the receiver has.
    """
    return event_calendar(page, None)


def agenda_calendar(page, request):
    """Return the bytes of the calendar of an agenda (events.EventIndexPage), narrowed by its filters."""
    listing = page.get_listing(request)
    dated = listing.selection.records().exclude(starts_at=None).order_by("-starts_at", F("page").desc())
    events = listing.selection.model.objects.filter(pk__in=dated.values("page")[:MOST_EVENTS])
    events = events.order_by("-starts_at", "-pk").defer_streamfields().select_related(*JOINED)
    name = f"{site_facts(request)['short_name']}: {listing.title}"
    filters = f"?{listing.query_string}" if listing.query_string else ""
    return write(name, address_of(page, request) + filters, events.prefetch_related(*PREFETCH), request)


def write(name, address, events, request):
    """Return a whole iCalendar object (bytes, CRLF, lines folded at 75 octets) of the sessions of `events`."""
    calendar = Calendar()
    calendar.add("prodid", "-//kennisplatform Utrecht Sociaal//agenda//NL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # RFC 7986 5.1, and what most programs read instead.
    add_text(calendar, "name", name)
    add_text(calendar, "x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Amsterdam")
    calendar.add("url", address)
    # RFC 7986 5.7 wants the value type written out.
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    # Always there: a calendar must hold at least one component (RFC 5545 3.6).
    calendar.add_component(amsterdam_rules())
    for page in events:
        with override(page.locale.language_code):
            sessions = list(page.sessions.all())
            sequences = {entry.uid: entry.sequence for entry in page.calendar_entries.all()}
            for number, session in enumerate(sessions, start=1):
                entry = describe_session(page, session, number, len(sessions), request)
                entry.add("sequence", sequences.get(session.uid, 0))
                calendar.add_component(entry)
    return calendar.to_ical()


def add_text(component, name, text):
    """Add a property of type TEXT; one control character in it would make the whole calendar invalid (3.1)."""
    component.add(name, clean_text(text))


def note_changes(page):
    """Keep what calendars are told of each session of an event that readers see; count what changed materially.

    Idempotent: without such a change no number rises (RFC 5545 3.8.7.4).
    """
    known = {entry.uid: entry for entry in page.calendar_entries.all()}
    for session in page.sessions.all():
        state = state_of(page, session)
        entry = known.get(session.uid)
        if entry is None:
            page.calendar_entries.create(uid=session.uid, state=state)
        elif entry.state != state:
            entry.state, entry.sequence = state, entry.sequence + 1
            entry.save()


def state_of(page, session):
    """Return a digest of what matters to who has the session in a calendar: what it is, when, where, and whether."""
    place = page.municipality_id and page.municipality.name
    times = [value.strftime("%Y-%m-%dT%H:%M:%S%z") for _name, value in session_times(session)]
    facts = [page.title, session.title, *times, page.venue, page.address, place, page.attendance]
    return hashlib.sha256("\n".join(map(str, [*facts, page.online_url, page.status])).encode()).hexdigest()


def amsterdam_rules():
    """Return the VTIMEZONE (RFC 5545 3.6.5) of Amsterdam, as the European Union has set it since 1996."""
    zone = Timezone()
    zone.add("tzid", "Europe/Amsterdam")
    for part, name, month, start, before, after in (
        (TimezoneDaylight(), "CEST", 3, datetime(1996, 3, 31, 2), 1, 2),
        (TimezoneStandard(), "CET", 10, datetime(1996, 10, 27, 3), 2, 1),
    ):
        part.add("tzname", name)
        part.add("dtstart", start)
        part.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"}))
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone


def describe_session(page, session, number, count, request):
    """Return the VEVENT of one session, the `number`th of `count`, in the active language."""
    address = address_of(page, request)
    entry = Event()
    entry.add("uid", session_uid(page, session))
    # What is sent is the record as it was last published, so the same record gives the same bytes (3.8.7.2).
    changed = page.changed_at.astimezone(UTC).replace(microsecond=0)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    for name, value in session_times(session):
        entry.add(name, value)
    add_text(entry, "summary", summary_of(page, session, number, count))
    if description := "\n\n".join(part for part in (page.summary, online_line(page), address) if part):
        add_text(entry, "description", description)
    if place := location_of(page):
        add_text(entry, "location", place)
    if address:
        entry.add("url", address)
    entry.add("status", STATUS.get(page.status, "CANCELLED"))
    if page.is_off:
        entry.add("transp", "TRANSPARENT")
    entry.add("categories", [vText(clean_text(str(page.kind_label)))])
    return entry


def session_uid(page, session):
    """Return an identifier (3.8.4.7; a UUID as RFC 7986 5.3 advises) that survives a new title, time and address."""
    return str(uuid.uuid5(page.translation_key, f"{page.locale.language_code}/{session.uid}"))


def session_times(session):
    """Return DTSTART and, where the end is known, DTEND as (name, date or aware datetime).

    Without a time of day both are dates, and the end is the day after the last (3.6.1). A time before our rules, or in
    the hour that comes twice when summer time ends, is given in UTC: local time there means its first occurrence
    (3.3.5). Both ends are then given in UTC.
    """
    if not session.time_known:
        first = session.start.astimezone(AMSTERDAM).date()
        last = session.end.astimezone(AMSTERDAM).date() if session.end else first
        return [("dtstart", first), ("dtend", max(first, last) + timedelta(days=1))]
    moments = [moment for moment in (session.start, session.end) if moment]
    local = [moment.astimezone(AMSTERDAM) for moment in moments]
    unclear = any(moment < RULES_SINCE or moment.fold for moment in local)
    values = [moment.astimezone(UTC) for moment in moments] if unclear else local
    return list(zip(("dtstart", "dtend"), values, strict=False))


def summary_of(page, session, number, count):
    """Return the title with the session's name or number.

    What is wrong stands in front, for many programs do not show the status.
    """
    title = page.title
    if session.title:
        title = f"{title}: {session.title}"
    elif count > 1:
        title = f"{title} ({number}/{count})"
    if page.is_off:
        return f"{page.get_status_display()}: {title}"
    return title


def location_of(page):
    """Return where to go in words: venue, address and municipality, or that it is online."""
    moved = page.status == page.Status.MOVED_ONLINE
    parts = [] if moved else [page.venue, page.address, str(page.municipality or "")]
    if moved or page.attendance in (page.Attendance.ONLINE, page.Attendance.HYBRID):
        parts.append(gettext("online"))
    # A municipality that is in the address already is not said twice.
    kept = [part for place, part in enumerate(parts) if part and not any(part in other for other in parts[:place])]
    return ", ".join(kept)


def online_line(page):
    """Return the address of the online meeting with a label, "" when there is none."""
    return f"{gettext('Online')}: {page.online_url}" if page.online_url else ""


def calendar_response(content, name):
    """Return the calendar as text/calendar; `name` (a slug) is what a browser saves it as."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response
