"""Waiting for the database at start-up."""

import time

from django.core.management import CommandError
from django.db import connection
from django.db.utils import OperationalError


def wait_for_database(seconds=0):
    """Return when the database accepts a connection; try again each second for so many seconds.

    Raises CommandError with the server's own words when it still refuses. Connects without a pool, which would wait for
    10 seconds at each attempt and then not say why.
    """
    if connection.connection is None:
        connection.settings_dict["OPTIONS"].pop("pool", None)
    deadline = time.monotonic() + seconds
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() >= deadline:
                raise CommandError(str(error).strip().splitlines()[0]) from error
            time.sleep(1)
