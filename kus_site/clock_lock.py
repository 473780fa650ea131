"""The lock that lets one clock run on a database, however many are started."""

import fcntl
from pathlib import Path

from django.conf import settings
from django.db import connection

from kus_site.database import UNAVAILABLE

KEY = int.from_bytes(b"kUSclock", "big")  # of PostgreSQL's advisory locks, which each database has for itself


class ClockLock:
    """Held until release() or the end of the process, with PostgreSQL also until its connection ends."""

    def __init__(self):
        self._connection = None
        self._file = None

    def acquire(self):
        """Return whether this process holds the lock, now or since before; does not wait.

        Raises OperationalError or InterfaceError when the database is away; whoever held the lock then lost it.
        """
        return self._acquire_in_database() if connection.vendor == "postgresql" else self._acquire_file()

    def release(self):
        """Let another clock take over."""
        if self._connection:
            self._connection.close()
        if self._file:
            self._file.close()
        self._connection = self._file = None

    def _acquire_in_database(self):
        is_held = self._connection is not None
        if not is_held:
            # A connection of its own, as those of the pool change hands.
            self._connection = connection.copy()
            self._connection.settings_dict["OPTIONS"].pop("pool", None)
        try:
            with self._connection.cursor() as cursor:
                # Once is enough: each time more would ask for one more release.
                cursor.execute("SELECT %s OR pg_try_advisory_lock(%s)", [is_held, KEY])
                is_held = cursor.fetchone()[0]
        except UNAVAILABLE:
            is_held = False
            raise
        finally:
            if not is_held:
                self.release()
        return is_held

    def _acquire_file(self):
        if self._file:
            return True
        database = Path(connection.settings_dict["NAME"])
        # A database in memory belongs to this process and its VAR.
        path = database.with_name(f"{database.name}.clock") if database.is_absolute() else settings.VAR / "clock.lock"
        self._file = path.open("a")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
        return self._file is not None
