"""The ways that pages offer to put an event or the agenda in one's own calendar."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from events.models import EventIndexPage, EventPage, Session
from tests.sample_records import add_event, from_now, visit

pytestmark = pytest.mark.django_db

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def offer(client, page):
    """Return the section with the ways to put a page in a calendar, None when there is none."""
    return visit(client, page).find(class_="calendar-offer")


def link_to(section, host, path=""):
    """Return the query, as {name: value}, of the first link in a section to a host."""
    for link in section.find_all("a", href=True):
        parts = urlsplit(link["href"])
        if parts.netloc == host and path in parts.path:
            return {name: values[0] for name, values in parse_qs(parts.query).items()}
    raise AssertionError(f"No link to {host}{path}")


class TestAnEvent:
    def test_it_is_offered_as_a_file_to_google_and_outlook_and_as_an_address(self, client):
        start = datetime(2099, 6, 1, 14, 0, tzinfo=AMSTERDAM)
        event = add_event("Middag & avond", start=start, venue="De Klinker", summary="Waarover.")
        section = offer(client, event)
        assert section.find("a", href=f"{event.url}event.ics")["type"] == "text/calendar"
        google = link_to(section, "calendar.google.com")
        assert google["text"] == "Middag & avond"
        assert google["dates"] == "20990601T120000Z/20990601T140000Z"
        assert google["location"] == "De Klinker"
        assert google["details"] == f"{event.full_url}\n\nWaarover."
        outlook = link_to(section, "outlook.office.com")
        assert (outlook["startdt"], outlook["enddt"]) == ("2099-06-01T12:00:00Z", "2099-06-01T14:00:00Z")
        field = section.find("input", readonly=True)
        assert field["value"] == f"webcal://{event.full_url.partition('://')[2]}event.ics"
        assert section.find("label", attrs={"for": field["id"]})

    def test_whole_days_end_on_the_day_after(self, client):
        start = datetime(2099, 6, 1, tzinfo=AMSTERDAM)
        event = add_event(children={"sessions": [Session(start=start, time_known=False)]})
        section = offer(client, event)
        assert link_to(section, "calendar.google.com")["dates"] == "20990601/20990602"
        outlook = link_to(section, "outlook.office.com")
        assert (outlook["startdt"], outlook["enddt"], outlook["allday"]) == ("2099-06-01", "2099-06-02", "true")

    def test_each_session_that_is_to_come_has_its_own_links(self, client):
        sessions = [
            Session(start=from_now(days=-1), sort_order=0),
            Session(start=from_now(days=5), sort_order=1, is_cancelled=True),
            Session(start=from_now(days=6), sort_order=2),
            Session(start=from_now(days=7), sort_order=3),
        ]
        section = offer(client, add_event("Reeks", children={"sessions": sessions}))
        texts = [parse_qs(urlsplit(link["href"]).query).get("text") for link in section.find_all("a", href=True)]
        assert [found for found in texts if found] == [["Reeks (3/4)"], ["Reeks (4/4)"]]

    def test_what_is_over_off_or_without_a_day_is_not_offered(self, client):
        start = from_now(days=9)
        assert offer(client, add_event(start=from_now(days=-3))) is None
        assert offer(client, add_event(start=start, status="cancelled")) is None
        event = add_event(date="2099-06-01")
        assert offer(client, event) is None
        assert client.get(f"{event.url}event.ics").status_code == 404

    def test_hostile_text_stays_in_its_parameter(self, client):
        event = add_event('"><script>&dates=1#', start=from_now(days=9), summary="&location=x\r\n#")
        section = offer(client, event)
        google = link_to(section, "calendar.google.com")
        assert google["text"] == event.title
        assert "location" not in google
        assert not section.find("script")


class TestTheAgenda:
    def test_its_filters_are_carried(self, client):
        agenda = EventIndexPage.objects.get(locale__language_code="nl")
        kind = EventPage.objects.exclude(kind=None).first().kind.slug
        section = offer(client, f"{agenda.url}?soort={kind}&page=2&onzin=1")
        address = f"{agenda.full_url}agenda.ics?soort={kind}"
        assert section.find("a", href=f"{agenda.url}agenda.ics?soort={kind}")
        assert section.find("input", readonly=True)["value"] == f"webcal://{address.partition('://')[2]}"
        assert link_to(section, "calendar.google.com")["cid"] == f"webcal://{address.partition('://')[2]}"
        assert link_to(section, "outlook.office.com", "addfromweb")["url"] == address
