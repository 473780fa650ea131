"""The calendars of the agenda: read back with icalendar, and down to the octet where RFC 5545 asks for it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.calendar import event_calendar
from events.models import EventIndexPage, EventKind, EventPage, Session
from network.models import Municipality
from pages import cache_version
from pages.fuzzy_date import parse
from pages.models import Subject, SubjectLink
from pages.record_index.changes import bring_up_to_date
from tests.bulk_rows import copy_indexed

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def agenda(home):
    """The Dutch agenda."""
    return EventIndexPage.objects.child_of(home).get()


@pytest.fixture
def kind(db):
    """A kind of event."""
    return EventKind.objects.create(name="Proefbijeenkomst", name_en="Trial meeting", slug="proefbijeenkomst")


def local(*parts):
    """Return the aware datetime that a clock in Amsterdam shows."""
    return datetime(*parts, tzinfo=AMSTERDAM)


def add_event(agenda, title, *sessions, **fields):
    """Return a published event; `sessions` are (start, end) or (start, end, False) when only the day is known."""
    fields.setdefault(
        "kind", EventKind.objects.get_or_create(slug="bijeenkomst-test", defaults={"name": "Bijeenkomst"})[0]
    )
    event = EventPage(title=title, locale=agenda.locale, **fields)
    event.sessions = [
        Session(start=start, end=end, time_known=not known or known[0], sort_order=place)
        for place, (start, end, *known) in enumerate(sessions)
    ]
    agenda.add_child(instance=event)
    event.save_revision().publish()
    event.refresh_from_db()
    return event


def replaced(row, **values):
    """Return a row of the database with other values, not saved."""
    for name, value in values.items():
        setattr(row, name, value)
    return row


def read(client, page, name):
    """Return the response of a calendar under a page and the calendar in it, parsed again."""
    response = client.get(f"{page.url}{name}")
    assert response.status_code == 200, response.content[:300]
    return response, icalendar.Calendar.from_ical(response.content)


def read_event(client, event):
    """Return the VEVENTs of one event."""
    return read(client, event, "event.ics")[1].walk("VEVENT")


def test_an_event_can_be_put_in_a_calendar(client, agenda, kind):
    town = Municipality.objects.create(name="Kwizelmonde", slug="kwizelmonde", code="GM9991")
    event = add_event(
        agenda,
        "Samen; verder, met “buren”",
        (local(2031, 4, 10, 14), local(2031, 4, 10, 17, 30)),
        kind=kind,
        summary="Wat gebeurt er?\nVeel, heel veel.",
        venue="Buurthuis De Boog",
        address="Dorpsstraat 1",
        municipality=town,
        status=EventPage.Status.PROVISIONAL,
    )
    response, calendar = read(client, event, "event.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == f'inline; filename="{event.slug}.ics"'
    assert calendar["VERSION"] == "2.0"
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["PRODID"]
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == event.title
    [entry] = calendar.walk("VEVENT")
    assert entry["SUMMARY"] == event.title
    assert entry.decoded("DTSTART") == local(2031, 4, 10, 14)
    assert entry.decoded("DTEND") == local(2031, 4, 10, 17, 30)
    assert entry["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert entry["LOCATION"] == "Buurthuis De Boog, Dorpsstraat 1, Kwizelmonde"
    assert entry["DESCRIPTION"].startswith(event.summary)
    assert entry["URL"] == event.full_url
    assert entry["STATUS"] == "TENTATIVE"
    assert entry["CATEGORIES"].cats == ["Proefbijeenkomst"]
    assert entry.decoded("DTSTAMP") == entry.decoded("LAST-MODIFIED") == event.last_published_at.replace(microsecond=0)
    assert entry["SEQUENCE"] == 0


def test_the_bytes_are_as_the_standard_wants_them(client, agenda):
    event = add_event(agenda, "é" * 200, (local(2031, 4, 10, 14), None), summary="ü" * 400)
    response, _calendar = read(client, event, "event.ics")
    lines = response.content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert response.content.count(b"BEGIN:VTIMEZONE") == 1
    assert b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in response.content
    assert len(response.content) < 4_000


def test_the_same_event_gives_the_same_bytes_and_a_change_a_higher_sequence(client, agenda):
    event = add_event(agenda, "Vergadering", (local(2031, 4, 10, 14), None))
    first = client.get(f"{event.url}event.ics").content
    assert client.get(f"{event.url}event.ics").content == first
    [before] = read_event(client, event)
    event = EventPage.objects.get(pk=event.pk)
    event.title = "Andere naam"
    event.slug = "ander-adres"
    event.save_revision().publish()
    [after] = read_event(client, EventPage.objects.get(pk=event.pk))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_mail_takes_the_calendar_of_an_event_along(client, agenda):
    event = add_event(agenda, "Vergadering", (local(2031, 4, 10, 14), None))
    assert event_calendar(event, None, for_registered=True) == client.get(f"{event.url}event.ics").content
    assert event_calendar(add_event(agenda, "Ooit", date=parse("najaar 2031")), None) is None


def test_without_a_time_an_event_takes_whole_days(client, agenda):
    one = add_event(agenda, "Een dag", (local(2031, 4, 10), None, False))
    [entry] = read_event(client, one)
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (date(2031, 4, 10), date(2031, 4, 11))
    assert entry["DTSTART"].params["VALUE"] == "DATE"
    three = add_event(agenda, "Drie dagen", (local(2031, 10, 25), local(2031, 10, 27), False))
    [entry] = read_event(client, three)
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (date(2031, 10, 25), date(2031, 10, 28))


def test_without_an_end_there_is_none(client, agenda):
    [entry] = read_event(client, add_event(agenda, "Open eind", (local(2031, 4, 10, 14), None)))
    assert "DTEND" not in entry


def test_over_midnight_and_over_the_clock_change(client, agenda):
    # Summer time began on 30 March 2031 at 02:00 and ends on 26 October 2031 at 03:00.
    spring = add_event(agenda, "Lente", (local(2031, 3, 29, 23), local(2031, 3, 30, 4)))
    [entry] = read_event(client, spring)
    assert entry.decoded("DTEND").astimezone(UTC) - entry.decoded("DTSTART").astimezone(UTC) == timedelta(hours=4)
    assert entry.decoded("DTEND").replace(tzinfo=None) == datetime(2031, 3, 30, 4)
    autumn = add_event(agenda, "Herfst", (local(2031, 10, 25, 23), local(2031, 10, 26, 4)))
    [entry] = read_event(client, autumn)
    assert entry.decoded("DTEND").astimezone(UTC) - entry.decoded("DTSTART").astimezone(UTC) == timedelta(hours=6)


def test_the_hour_that_comes_twice_is_told_in_utc(client, agenda):
    second = datetime(2031, 10, 26, 1, 30, tzinfo=UTC)
    [entry] = read_event(client, add_event(agenda, "Tweede", (second, second + timedelta(hours=2))))
    assert entry.to_ical().count(b"DTSTART:20311026T013000Z") == 1
    assert entry.to_ical().count(b"DTEND:20311026T033000Z") == 1
    first = datetime(2031, 10, 26, 0, 30, tzinfo=UTC)
    [entry] = read_event(client, add_event(agenda, "Eerste", (first, first + timedelta(minutes=10))))
    assert entry.to_ical().count(b"DTSTART;TZID=Europe/Amsterdam:20311026T023000") == 1


def test_before_the_present_rules_times_are_in_utc(client, agenda):
    [entry] = read_event(client, add_event(agenda, "Lang geleden", (local(1995, 10, 10, 14), None)))
    assert entry.decoded("DTSTART") == datetime(1995, 10, 10, 13, tzinfo=UTC)


def test_the_time_zone_that_is_sent_agrees_with_that_of_python(client, agenda):
    _response, calendar = read(client, agenda, "agenda.ics")
    [zone] = calendar.walk("VTIMEZONE")
    sent = zone.to_tz(lookup_tzid=False)
    for year in range(1997, 2038):
        for month in range(1, 13):
            for day in (1, 15, 24, 28):
                moment = datetime(year, month, day, 12)
                assert moment.replace(tzinfo=sent).utcoffset() == moment.replace(tzinfo=AMSTERDAM).utcoffset(), moment


@pytest.mark.parametrize(
    ("status", "sent", "front"),
    [
        ("provisional", "TENTATIVE", ""),
        ("confirmed", "CONFIRMED", ""),
        ("moved-online", "CONFIRMED", ""),
        ("cancelled", "CANCELLED", "x: "),
        ("postponed", "CANCELLED", "x: "),
    ],
)
def test_what_does_not_take_place_says_so_twice(client, agenda, status, sent, front):
    event = add_event(agenda, "Bijeenkomst", (local(2031, 4, 10, 14), None), status=status, venue="Buurthuis")
    [entry] = read_event(client, event)
    assert entry["STATUS"] == sent
    assert entry["SUMMARY"].endswith("Bijeenkomst")
    assert (entry["SUMMARY"] != "Bijeenkomst") is bool(front)
    assert entry.get("TRANSP", "OPAQUE") == ("TRANSPARENT" if front else "OPAQUE")
    assert ("Buurthuis" in entry["LOCATION"]) is (status != "moved-online")


def test_every_session_is_an_entry_of_its_own(client, agenda):
    event = add_event(
        agenda,
        "Reeks",
        (local(2031, 4, 10, 14), None),
        (local(2031, 4, 17, 14), None),
        (local(2031, 4, 24), None, False),
    )
    entries = read_event(client, event)
    assert [entry["SUMMARY"] for entry in entries] == ["Reeks (1/3)", "Reeks (2/3)", "Reeks (3/3)"]
    assert len({entry["UID"] for entry in entries}) == 3


def test_one_session_that_is_cancelled_stays_in_and_the_others_go_on(client, agenda):
    event = add_event(agenda, "Reeks", (local(2031, 4, 10, 14), None), (local(2031, 4, 17, 14), None))
    event.sessions.set([*event.sessions.all()[1:], replaced(event.sessions.all()[0], is_cancelled=True)])
    event.save_revision().publish()
    entries = {entry["SUMMARY"]: entry for entry in read_event(client, EventPage.objects.get(pk=event.pk))}
    assert {entry["STATUS"] for entry in entries.values()} == {"CANCELLED", "CONFIRMED"}
    [cancelled] = [entry for entry in entries.values() if entry["STATUS"] == "CANCELLED"]
    assert cancelled["SUMMARY"].startswith("Gaat niet door: Reeks")
    assert cancelled["TRANSP"] == "TRANSPARENT"


def test_where_it_is_and_how_to_join_are_said_for_programs(client, agenda):
    fields = {"attendance": "hybrid", "online_url": "https://vergader.example.org/a,b;c"}
    event = add_event(
        agenda, "Hybride", (local(2031, 4, 10, 14), None), latitude="52.09083", longitude="5.12222", **fields
    )
    [entry] = read_event(client, event)
    assert entry["GEO"].to_ical() == "52.09083;5.12222"
    assert entry["CONFERENCE"] == fields["online_url"]
    assert entry["CONFERENCE"].params["VALUE"] == "URI"
    assert entry["CONFERENCE"].params["FEATURE"] == ["AUDIO", "VIDEO"]
    event.status = "cancelled"
    event.save_revision().publish()
    [entry] = read_event(client, event)
    assert "CONFERENCE" not in entry
    event.status = "moved-online"
    event.save_revision().publish()
    [entry] = read_event(client, event)
    assert "GEO" not in entry
    assert "CONFERENCE" in entry


def test_the_address_of_the_meeting_is_for_who_registers_here(client, agenda):
    meeting = "https://vergader.example.org/geheim"
    event = add_event(
        agenda,
        "Besloten",
        (local(2031, 4, 10, 14), None),
        attendance="online",
        online_url=meeting,
        registration=EventPage.Registration.FORM,
    )
    for address in (event.url, f"{event.url}event.ics", f"{agenda.url}agenda.ics"):
        assert b"geheim" not in client.get(address).content.replace(b"\r\n ", b"")
    [entry] = icalendar.Calendar.from_ical(event_calendar(event, None, for_registered=True)).walk("VEVENT")
    assert entry["CONFERENCE"] == meeting
    event.registration = ""
    event.save_revision().publish()
    assert meeting.encode() in client.get(event.url).content


def test_an_event_says_what_it_is_about(client, agenda, kind):
    event = add_event(agenda, "Over zorg", (local(2031, 4, 10, 14), None), kind=kind)
    subject = Subject.objects.create(name="Mantelzorg, proef", slug="mantelzorg-proef")
    event.subject_links = [SubjectLink(subject=subject)]
    event.save_revision().publish()
    [entry] = read_event(client, event)
    assert entry["CATEGORIES"].cats == ["Proefbijeenkomst", "Mantelzorg, proef"]


def test_the_agenda_says_of_an_event_what_its_own_calendar_says(client, agenda):
    event = add_event(
        agenda,
        "Dezelfde",
        (local(2031, 4, 10, 14), None),
        (local(2031, 4, 17), None, False),
        summary="Wat\ue000 er gebeurt.",
        online_url="https://vergader.example.org/",
    )
    mine = {str(session.uid) for session in event.sessions.all()}
    both = []
    for page, name in ((event, "event.ics"), (agenda, "agenda.ics")):
        _response, calendar = read(client, page, name)
        both.append([entry.to_ical() for entry in calendar.walk("VEVENT") if entry["UID"] in mine])
    assert both[0] == both[1]
    assert len(both[0]) == 2
    response, calendar = read(client, event, "event.ics")
    assert calendar.walk("VEVENT")[0]["URL"] == event.full_url
    assert calendar.walk("VEVENT")[0]["DESCRIPTION"].startswith("Wat er gebeurt.")
    assert b"\r\n \r\n" not in response.content


def test_a_kind_that_is_renamed_is_renamed_in_the_agenda(client, agenda, kind):
    add_event(agenda, "Van dit soort", (local(2031, 4, 10, 14), None), kind=kind)
    kind.name = "Andere naam"
    kind.save()
    _response, calendar = read(client, agenda, "agenda.ics?soort=proefbijeenkomst")
    assert [entry["CATEGORIES"].cats for entry in calendar.walk("VEVENT")] == [["Andere naam"]]


def test_a_calendar_that_has_not_changed_is_not_sent_again(client, agenda):
    event = add_event(agenda, "Vergadering", (local(2031, 4, 10, 14), None))
    bring_up_to_date()
    for page, name in ((event, "event.ics"), (agenda, "agenda.ics")):
        response, _calendar = read(client, page, name)
        again = client.get(f"{page.url}{name}", headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        unchanged = client.get(f"{page.url}{name}", headers={"If-Modified-Since": response["Last-Modified"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
    # A header counts in seconds, and this is the same one.
    for title in ("Andere naam", "Nog een naam"):
        before = client.get(f"{agenda.url}agenda.ics")
        event.title = title
        event.save_revision().publish()
        cache_version.invalidate()
        for header, value in (("If-None-Match", before["ETag"]), ("If-Modified-Since", before["Last-Modified"])):
            assert client.get(f"{agenda.url}agenda.ics", headers={header: value}).status_code == 200


@pytest.mark.engine
def test_a_thousand_events_are_read_from_the_index_and_nothing_when_unchanged(client, agenda):
    event = add_event(agenda, "Vergadering", (local(2031, 4, 10, 14), local(2031, 4, 10, 16)), summary="Zin. " * 20)
    copy_indexed(event, 1_000 - len(read(client, agenda, "agenda.ics")[1].walk("VEVENT")))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"{agenda.url}agenda.ics")
    uids = [line for line in response.content.splitlines() if line.startswith(b"UID:")]
    assert len(uids) == len(set(uids)) == 1_000
    # Reading the events themselves would take seconds.
    assert [query["sql"] for query in queries if '"events_eventpage"."venue"' in query["sql"]] == []
    for header, value in (("If-None-Match", response["ETag"]), ("If-Modified-Since", response["Last-Modified"])):
        again = client.get(f"{agenda.url}agenda.ics", headers={header: value})
        assert (again.status_code, again.content) == (304, b"")


def test_an_event_whose_day_is_not_known_has_no_calendar_and_says_why(client, agenda):
    event = add_event(agenda, "Ooit", date=parse("najaar 2031"))
    response = client.get(f"{event.url}event.ics")
    assert response.status_code == 404
    assert event.full_url in response.content.decode()
    assert event.title not in [entry["SUMMARY"] for entry in read(client, agenda, "agenda.ics")[1].walk("VEVENT")]


def test_the_agenda_follows_its_filters_and_ignores_unknown_ones(client, agenda, kind):
    add_event(agenda, "Van dit soort", (local(2031, 4, 10, 14), None), kind=kind)
    add_event(agenda, "Zonder soort", (local(2031, 4, 11, 14), None))
    response, calendar = read(client, agenda, "agenda.ics?soort=proefbijeenkomst")
    assert response["Content-Disposition"] == 'inline; filename="agenda.ics"'
    assert [entry["SUMMARY"] for entry in calendar.walk("VEVENT")] == ["Van dit soort"]
    _response, calendar = read(client, agenda, "agenda.ics?soort=%22%00%ff&jaar=12345&page=abc")
    assert {"Van dit soort", "Zonder soort"} <= {entry["SUMMARY"] for entry in calendar.walk("VEVENT")}


def test_an_agenda_without_events_is_still_a_calendar(client, agenda):
    for event in EventPage.objects.all():
        event.delete()
    _response, calendar = read(client, agenda, "agenda.ics")
    assert not calendar.walk("VEVENT")
    assert calendar.subcomponents


def test_what_readers_may_not_see_is_in_no_calendar(client, agenda):
    event = add_event(agenda, "Concept", (local(2031, 4, 10, 14), None))
    event.unpublish()
    assert client.get(f"{agenda.url}{event.slug}/event.ics").status_code == 404
    assert b"Concept" not in client.get(f"{agenda.url}agenda.ics").content
