"""A GET is sent to Redis ahead and its reply read later: never one that is older than the prefetch."""

from kus_site import redis_cache
from kus_site.redis_cache import RedisCache


def test_what_was_asked_is_read_later_and_never_when_something_newer_is_wanted(tolerant_cache, redis_server):
    elsewhere = RedisCache(redis_server.url, {})
    tolerant_cache.set("a", 1)
    assert tolerant_cache.get_prefetched("a") == 1
    for number in (2, 3):
        tolerant_cache.prefetch("a")
        elsewhere.set("a", number)
        # Nobody reads that answer, and another question follows.
        tolerant_cache.prefetch("a")
        assert tolerant_cache.get_prefetched("a") == number
    tolerant_cache.prefetch("a")
    elsewhere.set("a", 4)
    assert tolerant_cache.get("a") == 4
    assert tolerant_cache.get_prefetched("a") == 4
    tolerant_cache.prefetch("a")
    assert tolerant_cache.get_prefetched("b") is None


def test_what_was_asked_before_an_outage_is_not_read_after_it(tolerant_cache, redis_server):
    tolerant_cache.set("a", 1, timeout=None)
    assert tolerant_cache.get("a") == 1
    tolerant_cache.prefetch("a")
    redis_server.hang()
    assert RedisCache(redis_server.url, {}).get("a") is None
    tolerant_cache.prefetch("a")
    tolerant_cache.set("a", 2, timeout=None)
    redis_server.resume()
    # As when the pause is over.
    redis_cache.OUTAGE.until = 0.0
    tolerant_cache.prefetch("a")
    assert tolerant_cache.get_prefetched("a") is None


def test_a_server_that_starts_again_after_it_was_asked_is_asked_again(tolerant_cache, redis_server, caplog):
    tolerant_cache.set("a", 1)
    assert tolerant_cache.get("a") == 1
    for is_away in (False, True):
        tolerant_cache.prefetch("a")
        redis_server.stop()
        if is_away:
            tolerant_cache.prefetch("a")
        redis_server.start()
        if is_away:
            tolerant_cache.prefetch("a")
        assert tolerant_cache.get_prefetched("a") == 1
    assert not caplog.records
