"""A GET is sent to Redis ahead and its reply read later: never one that is older than the prefetch."""

import pytest

from kus_site import redis_cache
from kus_site.redis_cache import RedisCache
from tests.redis_server import RedisServer


@pytest.fixture
def server(monkeypatch):
    """A Redis server that runs; the process knows of no outage, and leaves a server that fails alone."""
    monkeypatch.setattr(redis_cache, "OUTAGE", redis_cache.Outage())
    monkeypatch.setattr(redis_cache, "PAUSE", 600)
    server = RedisServer(keeps_data=True)
    server.start()
    yield server
    server.remove()


@pytest.fixture
def cache(server):
    """The cache on that server."""
    return RedisCache(server.url, {})


def test_what_was_asked_is_read_later_and_never_when_something_newer_is_wanted(cache, server):
    elsewhere = RedisCache(server.url, {})
    cache.set("a", 1)
    assert cache.get_prefetched("a") == 1
    for number in (2, 3):
        cache.prefetch("a")
        elsewhere.set("a", number)
        # Nobody reads that answer, and another question follows.
        cache.prefetch("a")
        assert cache.get_prefetched("a") == number
    cache.prefetch("a")
    elsewhere.set("a", 4)
    assert cache.get("a") == 4
    assert cache.get_prefetched("a") == 4
    cache.prefetch("a")
    assert cache.get_prefetched("b") is None


def test_what_was_asked_before_an_outage_is_not_read_after_it(cache, server):
    cache.set("a", 1, timeout=None)
    assert cache.get("a") == 1
    cache.prefetch("a")
    server.hang()
    assert RedisCache(server.url, {}).get("a") is None
    cache.prefetch("a")
    cache.set("a", 2, timeout=None)
    server.resume()
    # As when the pause is over.
    redis_cache.OUTAGE.until = 0.0
    cache.prefetch("a")
    assert cache.get_prefetched("a") is None


def test_a_server_that_starts_again_after_it_was_asked_is_asked_again(cache, server, caplog):
    cache.set("a", 1)
    assert cache.get("a") == 1
    for is_away in (False, True):
        cache.prefetch("a")
        server.stop()
        if is_away:
            cache.prefetch("a")
        server.start()
        if is_away:
            cache.prefetch("a")
        assert cache.get_prefetched("a") == 1
    assert not caplog.records
