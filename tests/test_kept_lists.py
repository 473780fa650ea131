"""Form, rows and numbers of the agenda and of a list with one choice are kept until something changes them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.models import Municipality, RegionGroup
from pages import cache_version
from pages.process_cache import ProcessCache
from pages.record_index.reading import BITMAPS
from tests.sample_records import add_event, add_publication, from_now, settle, text_of, visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
PUBLISH_ELSEWHERE = """
from django.test import Client
from tests.another_process import in_another_process

def is_shown():
    client = Client()
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
    return ["Zandloperdag" in client.get(path).content.decode() for path in ("/agenda/", "/agenda/?vorm=online")]

event = "add_event('Zandloperdag', start=from_now(hours=1), attendance='online')"
result = [is_shown(), is_shown()]
in_another_process(f"from tests.sample_records import add_event, from_now; {event}")
result.append(is_shown())
"""


@pytest.fixture
def reader(client):
    """A client for whom no page is kept."""
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
    return client


def titles(soup):
    return [text_of(each) for each in soup.select(".agenda-list .card-title")]


def parts(soup):
    """Return {part of the agenda: number of events}."""
    return dict(text_of(link).rsplit(None, 1) for link in soup.select("nav.tabs")[1].select("a"))


def count_of(soup, value):
    """Return the number beside a checkbox, None for none."""
    box = soup.find("input", value=value)
    return int(text_of(box.find_parent("li").find(class_="facet-count"))) if box else None


@pytest.mark.parametrize(
    "path",
    ["/agenda/", "/agenda/?periode=geweest", "/agenda/?vorm=online", "/publicaties/?jaar=2031", "/projecten/"],
)
def test_a_list_that_is_kept_asks_nothing(reader, path):
    for days in (3, -3):
        add_event(start=from_now(days=days), attendance="online")
    add_publication(date="2031")
    settle()
    first = visit(reader, path)
    with CaptureQueriesContext(connection) as queries:
        again = visit(reader, path)
    assert [query["sql"] for query in queries if "index" in query["sql"] or "facet" in query["sql"]] == []
    assert str(again.main) == str(first.main)


def test_an_event_moves_to_the_past_when_it_ends(reader, set_clock):
    start = timezone.localtime().replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(hours=24)
    add_event("Zandloperdag", start=start, hours=2, attendance="online")
    add_event("Later", start=from_now(days=9), attendance="online")
    settle()
    seen = {}
    for minutes in (0, 119, 121):
        set_clock(start + timedelta(minutes=minutes))
        for path in ("/agenda/", "/agenda/?vorm=online", "/agenda/?periode=geweest"):
            soup = visit(reader, path)
            seen[minutes, path] = "Zandloperdag" in titles(soup), parts(soup), count_of(soup, "online")
    for path, begins in (("/agenda/", True), ("/agenda/?vorm=online", True), ("/agenda/?periode=geweest", False)):
        assert seen[0, path] == seen[119, path]
        assert (seen[119, path][0], seen[121, path][0]) == (begins, not begins)
        [before, after] = [{name: int(number) for name, number in seen[at, path][1].items()} for at in (119, 121)]
        assert after == before | {"Komend": before["Komend"] - 1, "Geweest": before["Geweest"] + 1}
        assert seen[121, path][2] - seen[119, path][2] == (-1 if begins else 1)


def test_what_is_kept_follows_a_publish_and_an_unpublish(reader):
    add_event("Later", start=from_now(days=9), attendance="online")
    settle()
    paths = ("/agenda/", "/agenda/?vorm=online")
    before = [count_of(visit(reader, path), "online") for path in paths]
    event = add_event("Zandloperdag", start=from_now(hours=1), attendance="online")
    shown = [visit(reader, path) for path in paths]
    assert [titles(soup)[0] for soup in shown] == ["Zandloperdag"] * 2
    assert [count_of(soup, "online") for soup in shown] == [number + 1 for number in before]
    event.unpublish()
    assert not any("Zandloperdag" in titles(visit(reader, path)) for path in paths)


@pytest.mark.heavy
def test_what_is_kept_follows_a_publish_in_another_process(own_pool):
    assert own_pool.run(PUBLISH_ELSEWHERE) == [[False, False], [False, False], [True, True]]


def test_each_filter_and_each_part_has_rows_and_a_form_of_its_own(reader):
    for attendance in ("online", "on-site", "hybrid"):
        add_event(f"Straks {attendance}", start=from_now(hours=1), attendance=attendance)
        add_event(f"Toen {attendance}", start=from_now(hours=-3), attendance=attendance)
    settle()
    for _time in range(2):
        for attendance in ("online", "on-site", "hybrid"):
            coming = visit(reader, f"/agenda/?vorm={attendance}")
            assert titles(coming)[0] == f"Straks {attendance}"
            past = visit(reader, f"/agenda/?vorm={attendance}&periode=geweest")
            assert titles(past)[0] == f"Toen {attendance}"
            for soup in (coming, past):
                assert [box["value"] for box in soup.select("input[name=vorm]") if box.has_attr("checked")] == [
                    attendance
                ]
            assert [field["value"] for field in past.select(".facet-form input[type=hidden]")] == ["geweest"]


def test_a_region_holds_its_municipalities_and_the_venue_and_follows_both(reader):
    region = RegionGroup.objects.create(name="Zandstreek", slug="zandstreek")
    inside, outside = Municipality.objects.order_by("pk")[:2]
    inside.region_groups.add(region)
    add_event("Gaat erover", start=from_now(hours=1), children={"municipalities": [inside]})
    there = add_event("Is er", start=from_now(hours=2), municipality=inside)
    add_event("Is elders", start=from_now(hours=3), municipality=outside)
    settle()
    path = "/agenda/?regio=zandstreek"
    assert titles(visit(reader, path)) == titles(visit(reader, path)) == ["Gaat erover", "Is er"]
    outside.region_groups.add(region)
    assert titles(visit(reader, path)) == ["Gaat erover", "Is er", "Is elders"]
    there.municipality = None
    there.save()
    assert titles(visit(reader, path)) == ["Gaat erover", "Is elders"]


def test_lists_with_more_choices_and_far_pages_take_no_memory(reader, monkeypatch):
    values = ProcessCache(cache_version.HELD, cache_version.LARGEST_HELD)
    monkeypatch.setattr(cache_version, "VALUES", values)
    for number in range(85):
        add_event(f"Zanddag {number:02d}", start=from_now(hours=1 + number), attendance="online")
    settle()

    def kept(path):
        before = set(values.held)
        visit(reader, path)
        return [key for key in set(values.held) - before if re.fullmatch("(rows|facet-panel):[0-9a-f]{64}", key)]

    assert len(kept("/agenda/?vorm=online")) == 2
    assert [len(kept(f"/agenda/?vorm=online&page={number}")) for number in (2, 3, 4)] == [1, 1, 0]
    assert kept("/agenda/?vorm=online&taal=nl") == []
    assert kept("/agenda/?vorm=online&sorteer=titel") == []
    assert kept("/agenda/?vorm=nergens") == []
    assert BITMAPS.size <= BITMAPS.total
