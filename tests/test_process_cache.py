"""What a process holds of the cache: one read of the versions per request, values held until they change, bounded."""

import pickle

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction
from django.test import Client

from pages import cache_version
from pages.process_cache import ProcessCache
from pages.record_index.reading import BITMAPS
from tests.another_process import in_another_process
from tests.sample_addresses import list_sample_addresses


class CountingCache(LocMemCache):
    """A cache in memory that notes the keys it is asked for."""

    asked = []

    def get(self, key, default=None, version=None):
        self.asked.append(key)
        return super().get(key, default, version)


@pytest.fixture
def asked(settings):
    """The keys (list) that the cache was asked for."""
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.CountingCache", "OPTIONS": {"MAX_ENTRIES": 5_000}}}
    cache.clear()
    CountingCache.asked = []
    yield CountingCache.asked
    cache.clear()


@pytest.fixture
def editor():
    """A client whose requests are never answered with a kept page."""
    return Client(headers={"Cookie": "sessionid=x"})


@pytest.mark.parametrize("path", ["/", "/publicaties/", "/zoeken/?q=armoede"])
def test_a_request_reads_the_versions_once_and_no_value_that_the_process_holds(home, editor, asked, path):
    editor.get(path)
    asked.clear()
    assert editor.get(path).status_code == 200
    assert [key for key in asked if key == cache_version.KEY or key.startswith("value:")] == [cache_version.KEY]


def test_what_a_request_changes_itself_is_seen_in_it_at_once(db):
    with cache_version.read_once():
        before = cache_version.current()
        assert cache_version.cached("count", lambda: 1) == 1
        cache_version.invalidate()
        assert cache_version.current() != before
        assert cache_version.cached("count", lambda: 2) == 2


@pytest.mark.usefixtures("cache_in_files")
def test_what_another_process_changed_is_seen_by_the_next_request_and_by_what_is_no_request(db):
    change = "from pages import cache_version; cache_version.invalidate()"
    with cache_version.read_once():
        assert cache_version.cached("count", lambda: 1) == 1
        in_another_process(change)
        assert cache_version.cached("count", lambda: 2) == 1
    with cache_version.read_once():
        assert cache_version.cached("count", lambda: 2) == 2
    in_another_process(change)
    assert cache_version.cached("count", lambda: 3) == 3


@pytest.mark.usefixtures("cache_in_files")
def test_what_another_process_cached_is_not_built_again(db):
    in_another_process("from pages import cache_version; cache_version.cached('names', lambda: ['Utrecht'])")
    for _ in range(2):
        assert cache_version.cached("names", lambda: pytest.fail("built again")) == ["Utrecht"]


def test_the_first_request_may_add_to_what_it_built(db):
    cache_version.cached("names", lambda: ["Utrecht"]).append("Zeist")
    assert cache_version.cached("names", list) == ["Utrecht"]


def test_pages_change_nothing_in_what_requests_share(home, editor):
    def visit():
        for path in list_sample_addresses().values():
            editor.get(path)
        shared = [*cache_version.VALUES.held.items(), *BITMAPS.held.items()]
        return {key: pickle.dumps(held.value) for key, (held, _size) in shared}

    visit()
    before = visit()
    after = visit()
    assert before.keys() == after.keys()
    assert [key for key in before if before[key] != after[key]] == []


def test_values_stay_below_their_bound_and_those_asked_for_last_stay():
    held = ProcessCache(total=2_500, largest=1_000)
    for number in range(10):
        held.set(number, "value", 1_000)
    assert (list(held.held), held.size) == ([8, 9], 2_000)
    assert held.get(8) == "value"
    held.set(10, "value", 1_000)
    assert list(held.held) == [8, 10]
    held.set(8, "larger than one may be", 1_001)
    assert (held.get(8), held.size) == (None, 1_000)


def test_a_new_version_drops_what_a_transaction_with_changes_has_cached(db):
    cache_version.invalidate_on_commit()
    assert cache_version.cached("proef", lambda: "eerst") == "eerst"
    cache_version.invalidate()
    assert cache_version.cached("proef", lambda: "later") == "later"


def test_what_was_cached_since_a_savepoint_goes_when_it_is_rolled_back(db):
    cache_version.invalidate_on_commit()
    savepoint = transaction.savepoint()
    assert cache_version.cached("proef", lambda: "ongedaan") == "ongedaan"
    transaction.savepoint_rollback(savepoint)
    assert cache_version.cached("proef", lambda: "eerst") == "eerst"
