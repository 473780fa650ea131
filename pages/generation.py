"""One stamp for everything that is kept: raise it and all that was kept under the old stamp is out of reach.

The stamp lives in the shared cache, so all processes see it at once. When the cache drops it, a new one is drawn;
kept pages are then lost, never stale. A transaction that has changed content and is not committed yet works under a
stamp of its own: what it renders is seen by nobody else, and is out of reach again after a rollback.
"""

import uuid

from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import transaction

KEY = "content-generation"
ABSENT = object()


class RaiseOnCommit:
    """What on_commit() calls; until then it carries the running transaction's own stamp."""

    def __init__(self):
        self.stamp = _draw()
        # Django names a failing callback by this in its log.
        self.__qualname__ = "generation.raise_on_commit"

    def __call__(self):
        raise_now()


def _draw():
    return uuid.uuid4().hex


def _pending():
    """Return the RaiseOnCommit of the running transaction, or None when it has changed no content."""
    waiting = transaction.get_connection().run_on_commit
    return next((entry[1] for entry in reversed(waiting) if isinstance(entry[1], RaiseOnCommit)), None)


def current():
    """Return the present stamp (32 hexadecimal digits); read it before the content that is to be kept."""
    if pending := _pending():
        return pending.stamp
    stamp = cache.get(KEY)
    if stamp is None:
        stamp = _draw()
        # add() lets the first of two processes win; the other takes what it finds.
        if not cache.add(KEY, stamp, timeout=None):
            stamp = cache.get(KEY, stamp)
    return stamp


def raise_now():
    """Make everything kept unreachable at once."""
    cache.set(KEY, _draw(), timeout=None)


def raise_on_commit(**kwargs):
    """Make everything kept unreachable as soon as the running transaction is committed; fit as a signal receiver.

    Many changes in one transaction raise once. A cache that fails is logged and does not undo the editor's change.
    """
    if pending := _pending():
        pending.stamp = _draw()
    else:
        transaction.on_commit(RaiseOnCommit(), robust=True)


def kept(key, build, timeout=None):
    """Return the picklable value kept under `key` and the present stamp, or else build(), which is then kept.

    key: short text, unique in the project (with the language in it where the value differs by language).
    timeout: seconds; None leaves it to the cache's own default (a day). None is a value like any other.
    """
    address = f"kept:{current()}:{key}"
    value = cache.get(address, ABSENT)
    if value is ABSENT:
        value = build()
        cache.set(address, value, DEFAULT_TIMEOUT if timeout is None else timeout)
    return value
