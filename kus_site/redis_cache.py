"""The cache in Redis, without which the site is slower, not down."""

import logging
import os
import time
from functools import lru_cache

from django.core.cache.backends import redis as django_redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

logger = logging.getLogger(__name__)

PAUSE = 5  # seconds in which a server that failed is not asked, so that not every request waits for it
# A connection that the server closed meanwhile is opened once more; one that hangs costs a second, once per PAUSE.
OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
RETRIES = 1


class Outage:
    """What the threads of this process know of a server that fails: until when it is left alone, and what it missed.

    `missed` are the keys of deletions, and of values without end: they are deleted before anything is read again, or
    a server that comes back would still hold what was to be replaced.
    """

    def __init__(self):
        self.until = 0.0
        self.missed = set()

    def lasts(self):
        """Return whether the server is not to be asked now."""
        return time.monotonic() < self.until

    def begin(self, error):
        """Leave the server alone from now on; log the error, unless an outage ended only just now."""
        now = time.monotonic()
        if now - self.until > PAUSE:
            logger.warning("The cache does not answer, so the site is slower: %s", error)
        self.until = now + PAUSE


OUTAGE = Outage()


class FaultTolerantClient(django_redis.RedisCacheClient):
    """Finds nothing and keeps nothing while the server fails (any RedisError).

    Each thread has one. It keeps its client, which is costly to make, and a connection for get(), which is asked for in
    every request: that spares most of the time of a call.
    prefetched: the key of a prefetch() whose reply is still to be read.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.clients = {}
        self.connection = None
        self.prefetched = None
        self.packed = {}

    def get_client(self, key=None, *, write=False):
        pool = self._get_connection_pool(write)
        if pool not in self.clients:
            self.clients[pool] = super().get_client(key, write=write)
        return self.clients[pool]

    def add(self, key, value, timeout):
        return self._call(super().add, key, value, timeout, without=True)

    def get(self, key, default):
        stored = self._call(self._get_stored, key)
        return default if stored is None else self._serializer.loads(stored)

    def prefetch(self, key):
        """Send a GET without waiting for its reply, which get_prefetched() reads, where that is safe."""
        if OUTAGE.lasts() or OUTAGE.missed:
            # What was asked before then is too old by the time somebody reads it.
            self._disconnect()
        if self.connection is None:
            return
        try:
            self._send_get(key)
        except RedisTimeoutError as error:
            OUTAGE.begin(error)
        except RedisError as error:
            logger.debug("The cache is asked again over another connection: %s", error)

    def get_prefetched(self, key):
        """Return the value of a key as it was at the last prefetch() of it or later, or None."""
        stored = self._call(self._get_stored, key, self.prefetched)
        return None if stored is None else self._serializer.loads(stored)

    def set(self, key, value, timeout):
        return self._call(super().set, key, value, timeout, missed=[key] if timeout is None else ())

    def touch(self, key, timeout):
        return self._call(super().touch, key, timeout, without=False)

    def delete(self, key):
        return self._call(super().delete, key, without=False, missed=[key])

    def get_many(self, keys):
        return self._call(super().get_many, keys, without={})

    def has_key(self, key):
        return self._call(super().has_key, key, without=False)

    def incr(self, key, delta):
        value = self._call(super().incr, key, delta)
        if value is None:
            raise ValueError(f"Key '{key}' not found.")
        return value

    def set_many(self, data, timeout):
        return self._call(super().set_many, data, timeout, missed=list(data) if timeout is None else ())

    def delete_many(self, keys):
        return self._call(super().delete_many, keys, missed=keys)

    def clear(self):
        return self._call(super().clear, without=False)

    def ping(self):
        """Return whether the server answers."""
        return self._call(self.get_client().ping, without=False)

    def _get_stored(self, key, prefetched=None):
        """Return the bytes under a key, or None; prefetched: the key of a prefetch() whose reply will do."""
        for attempt in range(RETRIES + 1):
            try:
                if key != prefetched:
                    self._send_get(key)
                self.prefetched = prefetched = None
                return self.connection.read_response()
            except RedisError as error:
                # What comes now would be the answer to this.
                self._disconnect()
                # One that hangs is not waited for twice.
                if attempt == RETRIES or isinstance(error, RedisTimeoutError):
                    raise
        return None

    def _send_get(self, key):
        # A process that was forked has a connection of its own.
        if self.connection is None or self.connection.pid != os.getpid():
            self.connection, self.prefetched = self._get_connection_pool(write=False).make_connection(), None
        try:
            if self.prefetched:
                # Nobody wanted to know in the end.
                self.connection.read_response()
            self.connection.send_packed_command(self._pack_get(key))
            self.prefetched = key
        except RedisError:
            self._disconnect()
            raise

    def _pack_get(self, key):
        # The same key comes with each request; of others only the last is kept.
        if key not in self.packed:
            self.packed = {key: self.connection.pack_command("GET", key)}
        return self.packed[key]

    def _disconnect(self):
        if self.connection:
            self.connection.disconnect()
        self.connection = self.prefetched = None

    def _call(self, method, *arguments, without=None, missed=()):
        """Return what the method of the server returns, or `without`; note what the server missed."""
        if not OUTAGE.lasts():
            try:
                if waiting := list(OUTAGE.missed):
                    super().delete_many(waiting)
                    OUTAGE.missed.difference_update(waiting)
                return method(*arguments)
            except RedisError as error:
                OUTAGE.begin(error)
        OUTAGE.missed.update(missed)
        return without


class RedisCache(django_redis.RedisCache):
    """Django's cache in Redis, with a client that forgives and short timeouts."""

    def __init__(self, server, params):
        options = {**OPTIONS, "retry": Retry(NoBackoff(), RETRIES), **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._class = FaultTolerantClient
        # The same one comes with each request.
        self._make_prefetched_key = lru_cache(1)(self.make_and_validate_key)

    def prefetch(self, key):
        """Send a GET without waiting; the next get_prefetched() in this thread reads its reply."""
        self._cache.prefetch(self._make_prefetched_key(key))

    def get_prefetched(self, key):
        """Return the value of a key as it was at the last prefetch() of it in this thread or later, or None."""
        return self._cache.get_prefetched(self._make_prefetched_key(key))

    def answers(self):
        """Return whether the server answers."""
        return self._cache.ping()
