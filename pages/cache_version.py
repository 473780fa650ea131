"""Cache versions: each kind of content has one (pages.cache_kinds); what was made from it holds the versions it read.

A change starts a new version of its kinds, so what was made from the former ones is not found any more. Versions are
stored in the shared cache, with those before them, so all processes see them at once. When the cache evicts one, a new
one is made: cached values are then lost, never stale. A transaction that has changed content and is not committed yet
has versions of its own: nobody else reads what it caches, and a rollback leaves it unreachable.
"""

import math
import pickle
import secrets
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.backends.signals import connection_created
from django.dispatch import Signal
from django.utils import timezone

from pages import cache_kinds
from pages.cache_kinds import ANY
from pages.code_version import code_version
from pages.process_cache import ProcessCache

KEY = "cache-versions"  # of ANY, which each change renews; the newest first
REMEMBERED = 8  # versions of a kind
# A kind of its own, which no change of content renews: what another version of the code has made is not current.
CODE = "code"
LAST_CHANGE = "cache-version-last-change"
# Sent after a new version was started, in the process that changed the content.
invalidated = Signal()
# Bytes that a process holds of what cached() returns, as they are stored; in memory they take a few times as many.
HELD = 3_000_000
LARGEST_HELD = 500_000


class Held:
    """A value of cached() in this process; stamp: see stamp_of(); until: seconds since 1970."""

    __slots__ = ("kinds", "stamp", "until", "value", "versions")

    def __init__(self, stamp, until, value):
        self.stamp, self.until, self.value = stamp, until, value
        self.kinds = kinds_in(stamp)
        # Those that it was current under last: mostly the very object that the next request reads too.
        self.versions = None

    def is_current(self, versions):
        """Return is_current() of its stamp."""
        if self.versions is not versions:
            if not is_current(self.stamp, versions):
                return False
            self.versions = versions
        return True


class Reading(threading.local):
    """What the request of this thread has read: its versions, or None before it asked for them.

    place: where the InvalidateOnCommit of a transaction last stood among its callbacks.
    """

    is_open = False
    versions = None
    place = 0


VALUES = ProcessCache(HELD, LARGEST_HELD)
READING = Reading()


class InvalidateOnCommit:
    """Callback for transaction.on_commit(); until then it holds the versions of the running transaction."""

    def __init__(self):
        self.kinds = set()
        # Django names a failing callback by this in its log.
        self.__qualname__ = "cache_version.invalidate_on_commit"

    def add(self, kinds):
        """Note that kinds (set) have changed, and forget all that the transaction has cached."""
        self.kinds |= kinds
        version = [_new_version()]
        self.versions = dict.fromkeys(cache_kinds.all_kinds(), version) | {CODE: [code_version()]}

    def __call__(self):
        _renew(self.kinds)


def _new_version():
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def _pending():
    """Return the InvalidateOnCommit of the running transaction, or None when it has changed no content."""
    waiting = transaction.get_connection().run_on_commit
    # Mostly where it was: an import leaves thousands of callbacks, and asks with each row.
    if READING.place < len(waiting) and isinstance(waiting[READING.place][1], InvalidateOnCommit):
        return waiting[READING.place][1]
    for place, (_savepoints, callback, *_rest) in enumerate(waiting):
        if isinstance(callback, InvalidateOnCommit):
            READING.place = place
            return callback
    return None


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
    """Return the version of all content (32 hexadecimal digits); read it before the content that is to be cached."""
    cache_kinds.add([ANY])
    return read_versions()[ANY][0]


def read_versions():
    """Return {kind: list of its versions, the current one first}.

    Inside a transaction that has changed content its own version is the only one.
    """
    if pending := _pending():
        return pending.versions
    versions = READING.versions or _complete(cache.get(KEY))
    if READING.is_open:
        READING.versions = versions
    return versions


def prefetch():
    """Ask the cache for the versions without waiting; read_prefetched() in this thread reads the reply."""
    if hasattr(cache, "prefetch"):
        cache.prefetch(KEY)


def read_prefetched():
    """Return the versions as read_versions() does, as they were when prefetch() was called or later."""
    if pending := _pending():
        return pending.versions
    return _complete(cache.get_prefetched(KEY) if hasattr(cache, "get_prefetched") else cache.get(KEY))


def read_with(key):
    """Return read_versions() and the value of another key of the cache, or None, mostly in one call to the cache."""
    if pending := _pending():
        return pending.versions, cache.get(key)
    found = cache.get_many([KEY, key])
    return _complete(found.get(KEY)), found.get(key)


def _complete(newest):
    """Return the versions of all kinds, given those of ANY: out of this process when they are what it read last."""
    global _last_read
    if newest is None or newest != _last_read.get(ANY):
        _last_read = _read_all()
    return _last_read


_last_read = {}


def _read_all():
    # First those of ANY, which a change writes last: nobody holds older versions of a kind under a newer one of ANY.
    keys = {_key_of(kind): kind for kind in [ANY, *sorted(cache_kinds.all_kinds() - {ANY})]}
    found = cache.get_many(keys)
    if missing := {key: [_new_version()] for key in keys if key not in found}:
        cache.set_many(missing, timeout=None)
        # Another process may have been later.
        found |= missing | cache.get_many(missing)
    return {kind: found[key] for key, kind in keys.items()} | {CODE: [code_version()]}


def _key_of(kind):
    return KEY if kind == ANY else f"{KEY}:{kind}"


def is_pending():
    """Return whether the running transaction has changed content."""
    return _pending() is not None


def stamp_of(kinds, versions):
    """Return the versions of some kinds (set), as pairs of kind and version, for what this code made from these."""
    kinds = {CODE, ANY} if ANY in kinds else kinds | {CODE}
    return tuple((kind, versions[kind][0]) for kind in sorted(kinds))


def kinds_in(stamp):
    """Return the kinds (set) of content in a stamp."""
    return {kind for kind, _version in stamp} - {CODE}


def is_current(stamp, versions):
    """Return whether nothing has changed in what a stamp names; never of one that names no code."""
    if (CODE, versions[CODE][0]) not in stamp:
        return False
    return all(kind in versions and versions[kind][0] == version for kind, version in stamp)


def find_end(stamp, versions):
    """Return when a version in the stamp first stopped to be the current one (seconds since 1970).

    None when all still are; 0 when one is not remembered, and of what other code has made.
    """
    if (CODE, versions[CODE][0]) not in stamp:
        return 0
    ends = [_end_of(version, versions.get(kind, [])) for kind, version in stamp]
    return min((end for end in ends if end is not None), default=None)


def _end_of(version, versions):
    if version not in versions:
        return 0
    place = versions.index(version)
    return int(versions[place - 1][:12], 16) / 1000 if place else None


def invalidate(*models):
    """Start new versions at once: of the kinds of these model classes, without any of all that is cached."""
    _renew(_kinds_of(models))


def _kinds_of(models):
    return cache_kinds.kinds_of_models(models) if models else cache_kinds.all_kinds()


def _renew(kinds):
    """Start new versions of kinds (set) and of ANY, in one call where the cache can."""
    keys = [*(_key_of(kind) for kind in sorted(kinds - {ANY})), KEY]
    known, version = cache.get_many(keys), _new_version()
    cache.set_many({key: [version, *known.get(key, [])[: REMEMBERED - 1]] for key in keys}, timeout=None)
    READING.versions = None
    if pending := _pending():
        # What the running transaction has cached is for itself, under versions of its own.
        pending.add(kinds)
    invalidated.send(sender=invalidate)


def invalidate_on_commit(*models, **kwargs):
    """Start new versions when the running transaction commits: of the kinds of these model classes, without any of all.

    Statements that change content do so by themselves: this is for what is shown and not watched. Once per transaction.
    Usable as a signal receiver. When the cache fails, that is logged and the transaction stands.
    """
    _renew_on_commit(_kinds_of(models))


def _renew_on_commit(kinds):
    if pending := _pending():
        pending.add(kinds)
    else:
        pending = InvalidateOnCommit()
        pending.add(kinds)
        transaction.on_commit(pending, robust=True)


def watch_connections():
    """Have each connection tell which kinds it reads and changes; called once, before the first connects."""
    connection_created.connect(_watch, dispatch_uid="cache-version")


def _watch(connection, **kwargs):
    # At the beginning: whoever adds a wrapper for a while takes away the last.
    if _watch_statement not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _watch_statement)


def _watch_statement(execute, sql, params, many, context):
    """Run a statement (a wrapper of Django's): note what it reads, and invalidate what it changes."""
    is_text = isinstance(sql, str)
    if cache_kinds.is_collecting():
        cache_kinds.add(cache_kinds.kinds_read(sql) if is_text else [ANY])
    result = execute(sql, params, many, context)
    changed = cache_kinds.kinds_changed(sql) if is_text else cache_kinds.all_kinds()
    if changed and not (is_text and _changed_no_row(sql, many, context["cursor"])):
        _renew_on_commit(changed)
    elif is_text and sql.startswith("ROLLBACK TO SAVEPOINT") and (pending := _pending()):
        # What was cached since then holds changes that are undone.
        pending.add(set())
    return result


def _changed_no_row(sql, many, cursor):
    """Return whether a statement that ran was an update or a deletion of no rows."""
    # Rows that are returned are counted when they are read.
    is_counted = not many and sql.startswith(("UPDATE ", "DELETE ")) and "RETURNING" not in sql
    return is_counted and cursor.rowcount == 0


def cached(key, build, timeout=None, *, alone=False, until=None):
    """Return the value cached under `key`, made from content as it is; when there is none, cache and return build().

    key: short text, unique in the project (with the language in it where the value differs by language).
    build: callable without arguments; its value is picklable, and may be None. Requests of this process share it, so
    nobody may change it.
    timeout: seconds; None is the default of the cache (a day).
    alone: whether build() itself reads all content that it uses, so that only its own statements count. Otherwise it
    may use what was read before, such as a page with rows that were fetched with it, and all that the request has read
    counts.
    until: function of the moment before the value is made that returns when the clock changes it (both in seconds since
    1970), such as pages.clock_moments.next_moment_of_records.
    """
    versions, now = read_versions(), time.time()
    held = VALUES.get(key)
    if held and held.until > now and held.is_current(versions):
        cache_kinds.add(held.kinds)
        return held.value
    # What an open transaction caches is for itself only.
    place = f"value:{key}:{versions[ANY][0]}" if is_pending() else f"value:{key}"
    timeout = cache.default_timeout if timeout is None else timeout
    stamp, end, data = cache.get(place) or ((), 0, b"")
    if is_new := end <= now or not is_current(stamp, versions):
        before = set() if alone else cache_kinds.collected()
        with cache_kinds.collect() as kinds:
            built = build()
        kinds |= before
        end = min(now + timeout, until(now)) if until else now + timeout
        stamp, data = stamp_of(kinds, versions), pickle.dumps(built, pickle.HIGHEST_PROTOCOL)
        cache.set(place, (stamp, end, data), end - now)
    else:
        cache_kinds.add(kinds_in(stamp))
    # What other processes get too, and not what the first request may still add to.
    value = pickle.loads(data)  # noqa: S301 (written here)
    VALUES.set(key, Held(stamp, end, value), len(data))
    return built if is_new else value


def held(store, key, build):
    """Return the value held under `key` in a ProcessCache, made from content as it is, or a new one.

    For what the database gives as fast as the shared cache would. build: callable without arguments that reads itself
    all content that it uses; it returns the value, which nobody may change, and its size in bytes.
    """
    versions, found = read_versions(), store.get(key)
    if found and found.is_current(versions):
        cache_kinds.add(found.kinds)
        return found.value
    with cache_kinds.collect() as kinds:
        value, size = build()
    store.set(key, Held(stamp_of(kinds, versions), math.inf, value), size)
    return value


def changed_at():
    """Return since when (aware datetime, whole seconds) content and date are what they are, for `Last-Modified`.

    It is the moment at which the present version was first asked for. Two versions never have the same one, although a
    header counts in seconds: who asks for what changed since then misses nothing (RFC 9110 8.8.2.2).
    """
    return cached(f"changed-at:{timezone.localdate()}", _next_moment)


def _next_moment():
    current()
    moment, last = timezone.now().replace(microsecond=0), cache.get(LAST_CHANGE)
    moment = max(moment, last + timedelta(seconds=1)) if last else moment
    cache.set(LAST_CHANGE, moment, timeout=None)
    return moment
