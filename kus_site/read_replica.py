"""A read replica of PostgreSQL answers what every reader may see (docs/decisions/read-replica.md).

A request reads there when its answer may be kept for everybody, and until it writes something; all others and all
writing use the primary. A replica lags, and a page that is made of old rows under a new cache version would be kept: so
it must first have all that the primary had when the process first saw the version.
"""

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, connections

from pages import cache_version

logger = logging.getLogger(__name__)

PRIMARY, REPLICA = "default", "replica"
PAUSE = 5  # seconds in which a replica that failed is not asked


class Reading(threading.local):
    """Whether the request of this thread reads from the replica."""

    uses_replica = False


class Known:
    """What this process knows.

    position: (a cache version, where the primary was when it was first seen), in one value, as threads share it;
    paused_until: when the replica may be asked again (time.monotonic()).
    """

    position = (None, None)
    paused_until = 0.0


READING = Reading()


class ReplicaRouter:
    """A database router of Django: the replica for reading, where ReplicaMiddleware says so, else the primary."""

    def db_for_read(self, model, **hints):
        return REPLICA if READING.uses_replica else PRIMARY

    def db_for_write(self, model, **hints):
        # Asked for reading too, by get_or_create(); note_writing() sees what is written.
        return PRIMARY

    def allow_relation(self, first, second, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == PRIMARY


class ReplicaMiddleware:
    """Lets a request that kept_pages may answer read from the replica; stands inside KeptPagesMiddleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not (getattr(request, "may_be_kept", False) and is_caught_up()):
            return self.get_response(request)
        READING.uses_replica = True
        try:
            with connections[PRIMARY].execute_wrapper(note_writing):
                return self.get_response(request)
        finally:
            READING.uses_replica = False


def note_writing(execute, sql, params, many, context):
    """Wrap the queries to the primary: after one that may write, this request reads there, where it sees the change."""
    if not sql.lstrip().upper().startswith("SELECT"):
        READING.uses_replica = False
    return execute(sql, params, many, context)


def is_caught_up():
    """Return whether the replica answers and has everything that belongs to the present cache version."""
    if time.monotonic() < Known.paused_until:
        return False
    try:
        position = find_position(cache_version.current())
        with connections[REPLICA].cursor() as cursor:
            # Empty on a server that is no replica any more.
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn AND pg_is_in_recovery()", [position])
            return bool(cursor.fetchone()[0])
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The read replica does not answer, so the primary is read: %s", error)
        Known.paused_until = time.monotonic() + PAUSE
        return False


def find_position(version):
    """Return a position in the primary's log (text of pg_lsn) after all that was committed before `version` began."""
    known_version, position = Known.position
    if known_version != version:
        with connections[PRIMARY].cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
            position = cursor.fetchone()[0]
        Known.position = (version, position)
    return position
