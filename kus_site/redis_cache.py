"""The cache in Redis, without which the site is slower, not down."""

import logging
import os
import time

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


class ForgivingClient(django_redis.RedisCacheClient):
    """Finds nothing and keeps nothing while the server fails (any RedisError).

    Each thread has one. It keeps its client, which is costly to make, and a connection for get(), which is asked for in
    every request: that spares most of the time of a call.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.clients = {}
        self.connection = None

    def get_client(self, key=None, *, write=False):
        pool = self._get_connection_pool(write)
        if pool not in self.clients:
            self.clients[pool] = super().get_client(key, write=write)
        return self.clients[pool]

    def add(self, key, value, timeout):
        return self._ask(super().add, key, value, timeout, without=True)

    def get(self, key, default):
        stored = self._ask(self._get_stored, key)
        return default if stored is None else self._serializer.loads(stored)

    def set(self, key, value, timeout):
        return self._ask(super().set, key, value, timeout, missed=[key] if timeout is None else ())

    def touch(self, key, timeout):
        return self._ask(super().touch, key, timeout, without=False)

    def delete(self, key):
        return self._ask(super().delete, key, without=False, missed=[key])

    def get_many(self, keys):
        return self._ask(super().get_many, keys, without={})

    def has_key(self, key):
        return self._ask(super().has_key, key, without=False)

    def incr(self, key, delta):
        value = self._ask(super().incr, key, delta)
        if value is None:
            raise ValueError(f"Key '{key}' not found.")
        return value

    def set_many(self, data, timeout):
        return self._ask(super().set_many, data, timeout, missed=list(data) if timeout is None else ())

    def delete_many(self, keys):
        return self._ask(super().delete_many, keys, missed=keys)

    def clear(self):
        return self._ask(super().clear, without=False)

    def ping(self):
        """Return whether the server answers."""
        return self._ask(self.get_client().ping, without=False)

    def _get_stored(self, key):
        """Return the bytes under a key, or None."""
        for attempt in range(RETRIES + 1):
            # A process that was forked has a connection of its own.
            if self.connection is None or self.connection.pid != os.getpid():
                self.connection = self._get_connection_pool(write=False).make_connection()
            try:
                self.connection.send_command("GET", key)
                return self.connection.read_response()
            except RedisError as error:
                # What comes now would be the answer to this.
                self.connection.disconnect()
                # One that hangs is not waited for twice.
                if attempt == RETRIES or isinstance(error, RedisTimeoutError):
                    raise
        return None

    def _ask(self, method, *arguments, without=None, missed=()):
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
        self._class = ForgivingClient

    def answers(self):
        """Return whether the server answers."""
        return self._cache.ping()
