"""When a session is, as iCalendar says it, and the time zone of Amsterdam (RFC 5545 3.6.5)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# Summer time has begun and ended on the days of our VTIMEZONE since this moment.
RULES_SINCE = datetime(1996, 1, 1, tzinfo=UTC)


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


def amsterdam_rules():
    """Return the VTIMEZONE of Amsterdam, as the European Union has set it since 1996."""
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
