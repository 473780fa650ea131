"""Reads calendars (iCalendar, RFC 5545): every event with all its times, also those of a rule, is one record."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.conf import settings
from icalendar import Calendar, vRecur

from pages.harvest.fetching import FetchFailed, fetch
from pages.harvest.values import RemoteRecord, collect, plain, web_address, without_mail
from pages.models import Problem

ACCEPT = "text/calendar"
MOST_BYTES = 4 * 2**20
MOST_EVENTS = 2_000
MOST_SESSIONS = 30
# A rule without end is followed so far; one of hours, minutes or seconds is not followed at all.
LONGEST_RULE = timedelta(days=730)
FREQUENCIES = (["DAILY"], ["WEEKLY"], ["MONTHLY"], ["YEARLY"])
OF_HOURS = ("BYHOUR", "BYMINUTE", "BYSECOND")
STATUS = {"CANCELLED": "cancelled", "TENTATIVE": "provisional"}


def read_calendar(source):
    """Return the RemoteRecords of the calendar of a PartnerSource; raises FetchFailed."""
    answer = fetch(source.address, ACCEPT, most=MOST_BYTES)
    start = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        raise FetchFailed(Problem.NOT_CALENDAR)
    try:
        calendar = Calendar.from_ical(start.decode(answer.charset or "utf-8", errors="replace"))
    except (ValueError, LookupError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise FetchFailed(Problem.NOT_CALENDAR, str(error)[:200]) from error
    groups = {}
    for event in islice(calendar.walk("VEVENT"), MOST_EVENTS):
        groups.setdefault(plain(event.get("UID"), 2_000), []).append(event)
    records = [_read_event(uid, events, source.language) for uid, events in groups.items() if uid]
    return [record for record in records if record]


def _read_event(uid, events, language):
    """Return the RemoteRecord of the VEVENTs with one UID: the event, and its times that differ; None without start."""
    main = next((event for event in events if "RECURRENCE-ID" not in event), events[0])
    sessions = _sessions_of(main)
    for event in events:
        if event is not main:
            sessions = _replace(sessions, event)
    if not sessions:
        return None
    organiser = main.get("ORGANIZER")
    name = organiser.params.get("CN", "") if hasattr(organiser, "params") else ""
    values = collect(
        title=main.get("SUMMARY"),
        summary=main.get("DESCRIPTION"),
        venue=main.get("LOCATION"),
        publisher=without_mail(plain(name, 200)),
        language=language,
        link=web_address(main.get("URL")),
        kinds=_categories(main),
        subjects=_categories(main),
        status=STATUS.get(str(main.get("STATUS", "")).upper(), "confirmed"),
        sessions=sorted(sessions, key=lambda session: session["start"])[:MOST_SESSIONS],
    )
    if not values.get("title"):
        return None
    moments = [moment for event in events for name in ("LAST-MODIFIED", "DTSTAMP") if (moment := _moment(event, name))]
    return RemoteRecord(uid, max(moments, default=None), values)


def _value(event, name):
    """Return the date or datetime of a property, or None; of several the first."""
    found = event.get(name)
    found = found[0] if isinstance(found, list) else found
    value = getattr(found, "dt", None)
    return value if isinstance(value, date) else None


def _moment(event, name):
    value = _value(event, name)
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else None


def _length(event, start):
    """Return how long an event takes (timedelta), or None when its end is not said or not after its start."""
    end = _value(event, "DTEND")
    if end is not None and isinstance(end, datetime) == isinstance(start, datetime):
        if isinstance(end, datetime):
            end, start = _in_zone(end), _in_zone(start)
        length = end - start
    else:
        length = _value_of_duration(event)
    return length if length and length > timedelta(0) else None


def _value_of_duration(event):
    duration = getattr(event.get("DURATION"), "dt", None)
    return duration if isinstance(duration, timedelta) else None


def _in_zone(moment):
    """Return a datetime with its zone; one without is meant in the time zone of the platform (RFC 5545, 3.3.5)."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def _session(start, length):
    """Return one session of `values`; the length counts on the clock's time line, so that a change of time is right."""
    if not isinstance(start, datetime):
        last = start + (length or timedelta(days=1)) - timedelta(days=1)
        return {"start": start.isoformat(), "end": last.isoformat(), "whole_day": True}
    start = _in_zone(start).astimezone(UTC)
    end = (start + length).isoformat() if length else ""
    return {"start": start.isoformat(), "end": end, "whole_day": False}


def _sessions_of(event):
    start = _value(event, "DTSTART")
    if start is None or not 1900 < start.year < 2200:
        return []
    length = _length(event, start)
    starts = [start, *_repeats(event, start)]
    left_out = {_comparable(each) for each in _dates(event, "EXDATE")}
    starts = [each for each in starts if _comparable(each) not in left_out]
    return [_session(each, length) for each in dict.fromkeys(starts)][:MOST_SESSIONS]


def _replace(sessions, event):
    """Return the sessions with that of a RECURRENCE-ID as this event says it; without it when it is cancelled."""
    original = _value(event, "RECURRENCE-ID")
    was = _session(original, None)["start"] if original is not None else ""
    sessions = [session for session in sessions if session["start"] != was]
    start = _value(event, "DTSTART")
    if start is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return sessions
    return [*sessions, _session(start, _length(event, start))]


def _repeats(event, start):
    """Return the later starts that a rule and a list of dates give, in the zone of the first one."""
    found = [each for each in _dates(event, "RDATE") if isinstance(each, datetime) == isinstance(start, datetime)]
    rule = event.get("RRULE")
    if not _can_follow(rule):
        return found
    # By the clock on the wall: a meeting at ten stays at ten when the clock changes.
    is_moment = isinstance(start, datetime)
    naive = start.replace(tzinfo=None) if is_moment else datetime.combine(start, time.min)
    last, until = naive + LONGEST_RULE, next(iter(rule.get("UNTIL", [])), None)
    if isinstance(until, datetime):
        if until.tzinfo:
            until = until.astimezone(_in_zone(start).tzinfo if is_moment else UTC)
        last = min(last, until.replace(tzinfo=None))
    elif isinstance(until, date):
        last = min(last, datetime.combine(until, time.max))
    # A number of times and an end do not go together (RFC 5545, 3.3.10).
    rest = vRecur({name: value for name, value in rule.items() if name.upper() not in ("UNTIL", "COUNT")})
    most = min(MOST_SESSIONS, *(int(each) for each in rule.get("COUNT", [])), MOST_SESSIONS)
    try:
        times = rrulestr(f"{rest.to_ical().decode()};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=naive)
        times = list(islice(times, max(0, most)))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return found
    return [*found, *(each.replace(tzinfo=start.tzinfo) if is_moment else each.date() for each in times)]


def _can_follow(rule):
    """Return whether a rule says days: one of hours, or with a step of nothing, could be counted without end."""
    if not isinstance(rule, vRecur) or any(name.upper() in OF_HOURS for name in rule):
        return False
    steps = [int(each) for each in rule.get("INTERVAL", [1])]
    return [str(each).upper() for each in rule.get("FREQ", [])][0:1] in FREQUENCIES and min(steps, default=1) > 0


def _dates(event, name):
    """Return the dates and datetimes of a property that may stand there several times, each with a list."""
    properties = event.get(name, [])
    properties = properties if isinstance(properties, list) else [properties]
    return [each.dt for one in properties for each in getattr(one, "dts", []) if isinstance(each.dt, date)]


def _comparable(moment):
    return _in_zone(moment).astimezone(UTC).isoformat() if isinstance(moment, datetime) else moment.isoformat()


def _categories(event):
    found = event.get("CATEGORIES", [])
    found = found if isinstance(found, list) else [found]
    return [str(word) for each in found for word in getattr(each, "cats", [each])]
