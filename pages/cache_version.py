"""The cache version: part of every cache key; a new version invalidates all that was cached under the old one.

It is stored in the shared cache, with those before it, so all processes see it at once. When the cache evicts it, a new
one is made: cached values are then lost, never stale. A transaction that has changed content and is not committed yet
has a version of its own: nobody else reads what it caches, and a rollback leaves it unreachable.
"""

import secrets
import time
from datetime import timedelta

from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

KEY = "cache-versions"  # the newest first
REMEMBERED = 16  # versions
LAST_CHANGE = "cache-version-last-change"
ABSENT = object()
# Sent after a new version was started, in the process that changed the content.
invalidated = Signal()


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


def current():
    """Return the current version (32 hexadecimal digits); read it before the content that is to be cached."""
    return read_versions()[0]


def read_versions():
    """Return the versions as a list, the current one first.

    Inside a transaction that has changed content its own version is the only one.
    """
    pending = _pending()
    return [pending.version] if pending else _known(cache.get(KEY))


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
    invalidated.send(sender=invalidate)


def invalidate_on_commit(**kwargs):
    """Start a new version when the running transaction commits, once per transaction. Usable as a signal receiver.

    When the cache fails, that is logged and the transaction stands.
    """
    if pending := _pending():
        pending.version = _new_version()
    else:
        transaction.on_commit(InvalidateOnCommit(), robust=True)


def cached(key, build, timeout=None):
    """Return the value cached under `key` and the current version; when there is none, cache and return build().

    key: short text, unique in the project (with the language in it where the value differs by language).
    build: callable without arguments; its value is picklable, and may be None.
    timeout: seconds; None is the default of the cache (a day).
    """
    versioned_key = f"cached:{current()}:{key}"
    value = cache.get(versioned_key, ABSENT)
    if value is ABSENT:
        value = build()
        cache.set(versioned_key, value, DEFAULT_TIMEOUT if timeout is None else timeout)
    return value


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
