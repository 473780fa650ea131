"""Three readers of iCalendar that share no code with ours: hard days, clock changes, hostile text."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import ics
import pytest
import vobject
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream

from events.models import EventIndexPage, Session
from tests.sample_records import add_event

pytestmark = pytest.mark.django_db

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEW_YORK = ZoneInfo("America/New_York")


def local(*parts, zone=AMSTERDAM, fold=0):
    """Return the aware datetime that a clock in a zone shows; fold=1 the second time that it does."""
    return datetime(*parts, tzinfo=zone, fold=fold)


# Start, end and what is known of the time: (name, start, end, whether the time of day is known).
DAYS = [
    ("over midnight", local(2031, 12, 31, 22), local(2032, 1, 1, 1, 30), True),
    ("at midnight", local(2031, 5, 10), local(2031, 5, 11), True),
    ("clock forward", local(2031, 3, 29, 23), local(2031, 3, 30, 4), True),
    ("clock back", local(2031, 10, 25, 23), local(2031, 10, 26, 4), True),
    ("first of the hour that comes twice", local(2031, 10, 26, 2, 15), local(2031, 10, 26, 2, 45), True),
    ("second of that hour", local(2031, 10, 26, 2, 15, fold=1), local(2031, 10, 26, 2, 45, fold=1), True),
    ("from the first into the second", local(2031, 10, 26, 2, 15), local(2031, 10, 26, 2, 15, fold=1), True),
    ("leap day", local(2032, 2, 29, 14), local(2032, 2, 29, 16), True),
    ("over the leap day", local(2032, 2, 29, 23), local(2032, 3, 1, 1), True),
    ("whole leap day", local(2032, 2, 29), None, False),
    ("whole days over the clock change", local(2031, 3, 29), local(2031, 3, 31), False),
    ("typed in another zone", local(2031, 7, 1, 9, zone=NEW_YORK), local(2031, 7, 1, 11, zone=NEW_YORK), True),
    ("before the rules of today", local(1987, 7, 1, 14), local(1987, 7, 1, 16), True),
    ("before summer time", local(1960, 7, 1, 14), local(1960, 7, 1, 16), True),
]
HOSTILE = [
    "Komma, punt; komma\\ en \"aanhaling\" 'enkel'",
    "Geen regel: \\n, \\, en \\;",
    "Regel\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT",
    "END:VCALENDAR",
    # No NUL: PostgreSQL stores none.
    "Bel \x07 esc \x1b[31m scheiding \x1e \x85 \u2028 einde",
    "Omgekeerd \u202egnp.exe\u202c",
    "Emoji 👩\u200d🔬 en " + "é" * 90 + "😀" * 40,
    " DTSTART:20000101T000000Z",
    "=?utf-8?Q?x?= ^n ^' %0A %s {0}",
]


def when(value):
    """Return a date as it is, and a moment in UTC."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def by_vobject(text):
    """Return {UID: (summary, start, end, status)} as vobject reads a calendar; an end that is not told is None."""
    found = {}
    for event in vobject.readOne(text).vevent_list:
        end = when(event.dtend.value) if hasattr(event, "dtend") else None
        found[event.uid.value] = (event.summary.value, when(event.dtstart.value), end, event.status.value)
    return found


def by_ical(text):
    """The same as ical reads it."""
    found = {}
    for event in IcsCalendarStream.calendar_from_ics(text).events:
        end = when(event.dtend) if event.dtend else None
        found[event.uid] = (event.summary, when(event.dtstart), end, event.status.value)
    return found


def by_ics(text):
    """The same as ics reads it, which gives every moment as an Arrow and whole days as those from midnight."""
    found = {}
    for event in ics.Calendar(text).events:
        begin, end = event.begin.datetime, event.end.datetime if event._end_time or event.all_day else None
        if event.all_day:
            begin, end = begin.date(), end.date()
        found[event.uid] = (event.name, when(begin), end and when(end), event.status)
    return found


READERS = pytest.mark.parametrize("read", [by_vobject, by_ical, by_ics])


def text_of(client, page, name):
    return client.get(f"{page.url}{name}").content.decode()


@READERS
def test_days_and_times_are_understood_as_they_are_meant(client, read):
    wanted = {}
    for name, start, end, is_known in DAYS:
        event = add_event(name, children={"sessions": [Session(start=start, end=end, time_known=is_known)]})
        [session] = event.sessions.all()
        if is_known:
            times = (when(start), when(end))
        else:
            after = {date(2032, 2, 29): date(2032, 3, 1), date(2031, 3, 29): date(2031, 4, 1)}
            times = (start.date(), after[start.date()])
        wanted[str(session.uid)] = (name, *times, "CONFIRMED")
    agenda = EventIndexPage.objects.get(locale__language_code="nl")
    with timezone.override("Asia/Tokyo"):
        found = read(text_of(client, agenda, "agenda.ics"))
    assert {uid: found[uid] for uid in wanted} == wanted


@READERS
def test_hostile_text_is_text(client, read):
    agenda = EventIndexPage.objects.get(locale__language_code="nl")
    before = read(text_of(client, agenda, "agenda.ics"))
    events = [
        add_event(
            f"Proef {number}",
            start=local(2031, 5, 10 + number, 14),
            summary=words,
            venue=words[:200],
            address=words[:200],
            children={"sessions": [Session(start=local(2031, 5, 10 + number, 14), title=words[:200])]},
        )
        for number, words in enumerate(HOSTILE)
    ]
    content = text_of(client, agenda, "agenda.ics")
    found = read(content)
    new = found.keys() - before.keys()
    assert new == {str(session.uid) for event in events for session in event.sessions.all()}
    assert {found[uid][1] for uid in new} == {when(local(2031, 5, 10 + number, 14)) for number in range(len(HOSTILE))}
    first = next(value[0] for value in found.values() if value[0].startswith("Proef 0"))
    assert first == f"Proef 0: {HOSTILE[0]}"
    assert all(ord(character) >= 32 or character in "\r\n\t" for character in content)


@READERS
def test_what_does_not_take_place_is_understood_as_cancelled(client, read):
    sessions = [Session(start=local(2031, 5, day, 14), is_cancelled=day == 10, sort_order=day) for day in (10, 17)]
    event = add_event("Reeks", children={"sessions": sessions}, attendance="hybrid", online_url="https://example.org/x")
    statuses = {value[1].day: value[3] for value in read(text_of(client, event, "event.ics")).values()}
    assert statuses == {10: "CANCELLED", 17: "CONFIRMED"}
