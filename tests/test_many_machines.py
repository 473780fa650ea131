"""Several machines with a real Redis between them: all see a change, and so does a proxy that is on neither."""

import time

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command

from kus_site import proxy_cache, redis_cache
from kus_site.settings import environment
from pages import cache_version
from tests.another_process import in_another_process
from tests.redis_server import RedisServer
from tests.waiting import wait_until

pytestmark = pytest.mark.heavy


@pytest.fixture
def redis(settings, monkeypatch):
    """A Redis server that runs and is the cache of this process."""
    monkeypatch.setattr(redis_cache, "OUTAGE", redis_cache.Outage())
    monkeypatch.setattr(redis_cache, "PAUSE", 0.0)
    server = RedisServer()
    server.start()
    monkeypatch.setenv("CACHE_URL", server.url)
    settings.CACHES = {"default": environment.read_cache("CACHE_URL", None)}
    yield server
    server.remove()


def test_a_change_on_one_machine_is_seen_on_another(redis):
    before = cache_version.current()
    shown = in_another_process(
        "from pages import cache_version as v; before = v.current(); v.invalidate(); print(before, v.current())",
        CACHE_URL=redis.url,
    )
    assert shown.split() == [before, cache_version.current()]
    assert cache_version.current() != before


def test_the_link_of_a_proxy_elsewhere_follows(redis, tmp_path):
    link = tmp_path / "cache-version"
    proxy_cache.follow(link)
    assert link.resolve(strict=True).name == cache_version.current()
    state = link.lstat()
    proxy_cache.follow(link)
    assert link.lstat() == state, "moved without a change"
    cache_version.invalidate()
    proxy_cache.follow(link)
    assert link.resolve(strict=True).name == cache_version.current()


def test_without_redis_there_is_no_link_and_afterwards_another(redis, tmp_path):
    link = tmp_path / "cache-version"
    proxy_cache.follow(link)
    before = link.readlink()
    redis.stop()
    proxy_cache.follow(link)
    assert not link.is_symlink()
    redis.start()
    wait_until(lambda: caches["default"].answers())
    proxy_cache.follow(link)
    assert link.exists()
    assert link.readlink() != before


@pytest.mark.parametrize("lacking", ["CACHE_VERSION_LINK", "CACHES"])
def test_following_needs_a_link_and_redis(settings, tmp_path, lacking):
    settings.CACHE_VERSION_LINK = None if lacking == "CACHE_VERSION_LINK" else tmp_path / "link"
    with pytest.raises(CommandError, match="Set CACHE_VERSION_LINK and CACHE_URL"):
        call_command("follow_cache_version")


def test_pages_are_offered_for_storing_when_the_link_is_elsewhere(settings):
    settings.CACHE_VERSION_LINK, settings.PROXY_STORES_PAGES = None, True
    assert proxy_cache.storing_headers(time.time() + 100, is_former=False)
    # Nothing to move here, and no error.
    proxy_cache.move_link()
