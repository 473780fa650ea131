"""Kept pages end at the moments at which the clock changes them, and else each at its own."""

import time
from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone

from kus_site import kept_pages
from pages import clock_moments
from pages.cache_kinds import ANY, SITE
from pages.clock_moments import next_moment
from tests.sample_records import add_call, add_event

PERIOD = 300


def moment(hour, minute=0, day=1):
    """Return a moment on a day of May 2035 in Amsterdam."""
    return timezone.make_aware(datetime(2035, 5, day, hour, minute))


@pytest.fixture
def event(home):
    """An event from 15:00 to 17:00."""
    return add_event(start=moment(15), hours=2)


@pytest.mark.parametrize("kinds", [{"events_eventpage"}, {"events_session"}, {"pages_indexedrecord"}, {ANY}])
def test_a_page_with_events_ends_when_one_begins_and_when_it_ends(event, kinds):
    for after, found in [(moment(14), moment(15)), (moment(15), moment(17)), (moment(16, 59), moment(17))]:
        assert next_moment({SITE, *kinds}, after.timestamp()) == found.timestamp()


def test_a_page_without_events_ends_at_midnight(event):
    assert next_moment({SITE, "pages_subject"}, moment(14).timestamp()) == moment(0, day=2).timestamp()
    assert next_moment({SITE, "events_eventpage"}, moment(17).timestamp()) == moment(0, day=2).timestamp()


def test_when_somebody_did_something_is_no_moment_to_come(event, django_assert_num_queries):
    with django_assert_num_queries(0):
        found = next_moment({SITE, "events_registration", "inventory_submission"}, moment(14).timestamp())
    assert found == moment(0, day=2).timestamp()


def test_a_moment_that_is_added_or_moved_counts_at_once(event):
    after = moment(14).timestamp()
    assert next_moment({"pages_indexedrecord"}, after) == moment(15).timestamp()
    call = add_call(closes_at=moment(14, 30))
    assert next_moment({"pages_indexedrecord"}, after) == moment(14, 30).timestamp()
    call.closes_at = moment(14, 10)
    call.save()
    assert next_moment({"pages_indexedrecord"}, after) == moment(14, 10).timestamp()


def test_moments_of_former_hours_are_not_read(event):
    [(_tables, of_records), *_others] = clock_moments._groups()
    for after, found in [(moment(14), {15, 17}), (moment(15, 30), {15, 17}), (moment(16), {17})]:
        moments = clock_moments._moments_of(of_records, after, moment(0, day=2))
        assert {timezone.localtime(each).hour for each in moments} == found


def test_every_moment_of_a_record_has_an_index():
    [(_tables, of_records), *_others] = clock_moments._groups()
    assert len(of_records) > 10
    assert [
        f"{model._meta.label}.{name}" for model, name in of_records if not model._meta.get_field(name).db_index
    ] == []


def test_a_kept_page_ends_with_the_event_it_shows(home):
    now = timezone.localtime()
    ends = now + timedelta(minutes=20)
    add_event(start=ends - timedelta(hours=2), hours=2)
    assert Client().get("/agenda/").wsgi_request.page_cache == "miss"
    copy, _size = next(reversed(kept_pages.COPIES.held.values()))
    assert copy.page.until <= ends.timestamp()


def test_pages_end_each_at_its_own_moment_and_within_the_period(settings):
    settings.PAGE_CACHE_SECONDS = PERIOD
    now = time.time()
    keys = [f"kept:{sha256(str(number).encode()).hexdigest()}" for number in range(3_000)]
    ends = [kept_pages.end_of_page(key, now) for key in keys]
    assert all(0 < end - now <= PERIOD for end in ends)
    assert max(Counter(int(end) for end in ends).values()) < 40
    one = kept_pages.end_of_page(keys[0], now)
    assert kept_pages.end_of_page(keys[0], one) == one + PERIOD
