"""Series of meetings: the number of each, what cards and pages say of it, and the page of the series."""

import json

import pytest
from django.db import connection
from django.utils import translation
from wagtail.models import Locale

from events.models import EventPage, EventSeries
from pages.record_index import changes
from pages.record_index.check import find_differences
from tests.index_samples import card_of
from tests.sample_records import add_event, from_now, text_of, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the interface as it is written in the templates."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def index_is_right():
    """After every test the index is what the records are, those of the others in the series included."""
    yield
    changes.bring_up_to_date()
    assert list(find_differences()) == []


@pytest.fixture
def series():
    return EventSeries.objects.create(
        name="Dementie en kwaliteit van leven", slug="dementie", description="Gesprekken."
    )


def meet(series, days, title="Gesprek", **fields):
    return add_event(f"{title} {days}", start=from_now(days=days), series=series, **fields)


def number_of(event):
    changes.bring_up_to_date()
    return card_of(event).series_place["number"]


class TestNumbers:
    def test_events_are_counted_by_their_days(self, series):
        second, first, third = meet(series, 20), meet(series, -20), meet(series, 40)
        assert [number_of(event) for event in (first, second, third)] == ["1", "2", "3"]

    def test_a_number_that_was_given_is_counted_on_from(self, series):
        first, second = meet(series, 10, series_number="4"), meet(series, 20)
        assert [number_of(first), number_of(second)] == ["4", "5"]

    def test_a_new_day_changes_the_numbers_of_the_others(self, series):
        first, second = meet(series, 10), meet(series, 20)
        session = first.sessions.get()
        session.start, session.end = from_now(days=30), from_now(days=30, hours=1)
        first.sessions.set([session])
        first.save_revision().publish()
        assert [number_of(first), number_of(second)] == ["2", "1"]

    def test_what_leaves_a_series_is_counted_no_more(self, series):
        events = [meet(series, days) for days in (10, 20, 30, 40)]
        events[0].delete()
        events[1].unpublish()
        third = EventPage.objects.get(pk=events[2].pk)
        third.series = EventSeries.objects.create(name="Anders", slug="anders")
        third.save_revision().publish()
        assert [number_of(third), number_of(events[3])] == ["1", "1"]

    def test_a_translation_has_the_number_of_its_original(self, series):
        locale = Locale.objects.get(language_code="en")
        first, second = meet(series, 10), meet(series, 20)
        made = second.copy_for_translation(locale)
        made.save_revision().publish()
        assert [number_of(first), number_of(second)] == ["1", "2"]
        assert card_of(made, "en").series_place["number"] == "2"

    def test_an_undated_event_has_none_and_says_what_it_is_part_of(self, series):
        undated = add_event("Ooit", series=series)
        assert undated.series_place == {
            "number": "",
            "words": "part of “Dementie en kwaliteit van leven”",
            "url": "/en/agenda/reeks/dementie/",
        }


class TestWhereItIsSaid:
    def test_event_and_agenda_name_the_series_and_lead_to_it(self, client, series):
        meet(series, 10)
        event = meet(series, 20)
        for where in (event, "/agenda/?reeks=dementie"):
            words = [text_of(link) for link in visit(client, where).find_all("a", href="/agenda/reeks/dementie/")]
            assert any(each.startswith("2") and each.endswith("“Dementie en kwaliteit van leven”") for each in words)

    def test_the_page_of_a_series_shows_all_of_it_with_numbers(self, client, series):
        past, coming = meet(series, -10), meet(series, 10)
        add_event("Iets anders", start=from_now(days=5))
        soup = visit(client, "/agenda/reeks/dementie/")
        rows = soup.select(".agenda-list > li")
        assert [row.find("h3").a["href"] for row in rows] == [coming.url, past.url]
        assert [text_of(row.find(class_="part-number")).split()[-1] for row in rows] == ["2", "1"]
        assert "Gesprekken." in text_of(soup.main)
        graph = json.loads(soup.find("script", type="application/ld+json").string)["@graph"]
        node = next(node for node in graph if node["@type"] == "EventSeries")
        assert [event["name"] for event in node["subEvent"]] == [coming.title, past.title]

    def test_a_series_without_published_events_has_no_page(self, client, series):
        meet(series, 10).unpublish()
        assert client.get("/agenda/reeks/dementie/").status_code == 404


def test_an_event_that_leaves_its_series_is_saved_and_noted_in_one_transaction(series):
    """Else the index is written twice, and the others keep their numbers when the process stops in between."""
    event = meet(series, 3)
    meet(series, 9)
    event.series = None
    around, inside = len(connection.atomic_blocks), []

    def remember(execute, *asked):
        inside.append(connection.atomic_blocks[around : around + 1])
        return execute(*asked)

    with connection.execute_wrapper(remember):
        event.save()
    assert inside[0]
    assert all(block == inside[0] for block in inside)
    changes.bring_up_to_date()
