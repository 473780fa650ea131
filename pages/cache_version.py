"""The cache version: part of every cache key; a new version invalidates all that was cached under the old one.

It is stored in the shared cache, with those before it, so all processes see it at once. When the cache evicts it, a new
one is made: cached values are then lost, never stale. A transaction that has changed content and is not committed yet
has a version of its own: nobody else reads what it caches, and a rollback leaves it unreachable.
"""

import pickle
import secrets
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from pages.process_cache import ProcessCache
from pages.signals import is_draft

KEY = "cache-versions"  # the newest first
REMEMBERED = 16  # versions
LAST_CHANGE = "cache-version-last-change"
# Sent after a new version was started, in the process that changed the content.
invalidated = Signal()
# Bytes that a process holds of what cached() returns, as they are stored; in memory they take a few times as many.
HELD = 3_000_000
LARGEST_HELD = 500_000


class Held(NamedTuple):
    """A value of cached() in this process; until: seconds since 1970."""

    version: str
    until: float
    value: Any


class Reading(threading.local):
    """What the request of this thread has read: its versions, or None before it asked for them."""

    is_open = False
    versions = None


VALUES = ProcessCache(HELD, LARGEST_HELD)
READING = Reading()


class InvalidateOnCommit:
    """Callback for transaction.on_commit(); until then it holds the version of the running transaction."""

    def __init__(self):
        self.version = _new_version()
        # Django names a failing callback by this in its log.
        self.__qualname__ = "cache_version.invalidate_on_commit"

    def __call__(self):
        invalidate()


def _new_version():
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def _pending():
    """Return the InvalidateOnCommit of the running transaction, or None when it has changed no content."""
    waiting = transaction.get_connection().run_on_commit
    return next((entry[1] for entry in reversed(waiting) if isinstance(entry[1], InvalidateOnCommit)), None)


@contextmanager
def read_once(versions=None):
    """Let this thread read the versions from the cache once at most, for a request; own changes are seen at once.

    versions: those that were read for the request already.
    """
    READING.is_open, READING.versions = True, versions
    try:
        yield
    finally:
        READING.is_open, READING.versions = False, None


def current():
    """Return the current version (32 hexadecimal digits); read it before the content that is to be cached."""
    return read_versions()[0]


def read_versions():
    """Return the versions as a list, the current one first.

    Inside a transaction that has changed content its own version is the only one.
    """
    if pending := _pending():
        return [pending.version]
    versions = READING.versions or _known(cache.get(KEY))
    if READING.is_open:
        READING.versions = versions
    return versions


def read_with(key):
    """Return read_versions() and the value of another key of the cache, or None, in one call to the cache."""
    if pending := _pending():
        return [pending.version], cache.get(key)
    found = cache.get_many([KEY, key])
    return _known(found.get(KEY)), found.get(key)


def _known(versions):
    """Return the versions that were read; when there are none (None), start the first."""
    if versions is None:
        versions = [_new_version()]
        # Race: add() stores the version of the first process, the others read that one.
        if not cache.add(KEY, versions, timeout=None):
            versions = cache.get(KEY, versions)
    return versions


def is_pending():
    """Return whether the running transaction has changed content."""
    return _pending() is not None


def find_end(version, versions):
    """Return when a version of the list stopped to be the current one (seconds since 1970).

    None when it still is; 0 for a version that is not remembered.
    """
    if version not in versions:
        return 0
    place = versions.index(version)
    return int(versions[place - 1][:12], 16) / 1000 if place else None


def invalidate():
    """Start a new version: everything cached is unreachable at once."""
    cache.set(KEY, [_new_version(), *cache.get(KEY, [])[: REMEMBERED - 1]], timeout=None)
    READING.versions = None
    invalidated.send(sender=invalidate)


def invalidate_on_commit(*, update_fields=None, **kwargs):
    """Start a new version when the running transaction commits, once per transaction. Usable as a signal receiver.

    A draft of a page, saved beside what readers see, changes nothing. When the cache fails, that is logged and the
    transaction stands.
    """
    if is_draft(update_fields):
        return
    if pending := _pending():
        pending.version = _new_version()
    else:
        transaction.on_commit(InvalidateOnCommit(), robust=True)


def cached(key, build, timeout=None):
    """Return the value cached under `key` and the current version; when there is none, cache and return build().

    key: short text, unique in the project (with the language in it where the value differs by language).
    build: callable without arguments; its value is picklable, and may be None. Requests of this process share it, so
    nobody may change it.
    timeout: seconds; None is the default of the cache (a day).
    """
    version, now = current(), time.time()
    held = VALUES.get(key)
    if held and held.version == version and held.until > now:
        return held.value
    versioned_key = f"value:{version}:{key}"
    timeout = cache.default_timeout if timeout is None else timeout
    until, data = cache.get(versioned_key, (0, b""))
    if is_new := until <= now:
        built = build()
        until, data = now + timeout, pickle.dumps(built, pickle.HIGHEST_PROTOCOL)
        cache.set(versioned_key, (until, data), timeout)
    # What other processes get too, and not what the first request may still add to.
    value = pickle.loads(data)  # noqa: S301 (written here)
    VALUES.set(key, Held(version, until, value), len(data))
    return built if is_new else value


def changed_at():
    """Return since when (aware datetime, whole seconds) content and date are what they are, for `Last-Modified`.

    It is the moment at which the present version was first asked for. Two versions never have the same one, although a
    header counts in seconds: who asks for what changed since then misses nothing (RFC 9110 8.8.2.2).
    """
    return cached(f"changed-at:{timezone.localdate()}", _next_moment)


def _next_moment():
    moment, last = timezone.now().replace(microsecond=0), cache.get(LAST_CHANGE)
    moment = max(moment, last + timedelta(seconds=1)) if last else moment
    cache.set(LAST_CHANGE, moment, timeout=None)
    return moment
