import logging
import os
import sys

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import Error, connection

from kus_site.database import UNAVAILABLE, wait_for_database

logger = logging.getLogger("kus_site.worker")


class Command(BaseCommand):
    """The worker of the task queue: that of the database, or with TASK_QUEUE_URL that of Redis."""

    help = "Do the background tasks until it is stopped; waits for a database that is away."

    def handle(self, **options):
        if os.environ.get("TASK_QUEUE_URL", "").strip():
            call_command("rqworker", "default", "--job-class", "django_tasks_rq.Job", "--with-scheduler")
            return
        while True:
            try:
                call_command("db_worker", "--backend", "queue", "--queue-name", "*", "--no-reload")
                return
            except Error as error:
                if (code := _exit_code_behind(error)) is not None:
                    sys.exit(code)
                if not isinstance(error, UNAVAILABLE):
                    raise
                # The worker is a process that ends when it cannot fetch a task; ending for good is the supervisor's
                # matter, and would come of three restarts in a minute.
                logger.warning("The worker waits for the database: %s", str(error).strip().splitlines()[0])
            connection.close()
            self.wait()

    def wait(self):
        """Return when the database answers, however long that takes."""
        while True:
            try:
                wait_for_database()
                return
            except CommandError as error:
                logger.warning("The worker still waits for the database: %s", error)


def _exit_code_behind(error):
    """Return the exit code (integer) of the SystemExit during which a database error was raised; None without one.

    A worker that is asked to stop while it commits leaves the transaction, which fails as the commit still goes on.
    """
    while error is not None and not isinstance(error, SystemExit):
        error = error.__cause__ or error.__context__
    return error.code if error else None
