"""A database that does not answer: waiting for it at start-up, and how its failures are distinguished from others."""

import time

from django.core.management import CommandError
from django.db import InterfaceError, OperationalError, connection

SECONDS_TO_WAIT = 60
# What a driver raises when the server is away, restarts, is overloaded or hangs; no fault of the code.
UNAVAILABLE = (OperationalError, InterfaceError)
# Words of PostgreSQL that waiting does not help.
LASTING = ("authentication failed", "does not exist", "no pg_hba.conf entry")


def wait_for_database(seconds=None, note=None):
    """Return when the database accepts a connection; try again each second for so many seconds (SECONDS_TO_WAIT).

    note: called with what is waited for (text) before each new attempt. Raises CommandError with the server's own words
    when it still does not answer, or at once when it refuses us. Connects without a pool, which would not say why.
    """
    attempt = connection.copy()
    attempt.settings_dict["OPTIONS"].pop("pool", None)
    deadline = time.monotonic() + (SECONDS_TO_WAIT if seconds is None else seconds)
    while True:
        try:
            return attempt.ensure_connection()
        except OperationalError as error:
            words = str(error).strip().splitlines()[0]
            is_lasting = attempt.vendor == "sqlite" or any(each in str(error) for each in LASTING)
            if is_lasting or time.monotonic() >= deadline:
                raise CommandError(words) from error
            if note:
                note(f"waiting for the database: {words}")
            time.sleep(1)
        finally:
            attempt.close()
