import logging
import signal
import threading
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from kus_site.clock_lock import ClockLock
from kus_site.database import UNAVAILABLE

# What is done each minute; one that fails does not keep the others.
JOBS = [
    ["publish_scheduled"],
    ["run_mailings"],
    ["read_bounces"],
    ["forget_subscribers"],
    ["forget_visitors"],
    ["forget_requests"],
    ["read_documents", "--lost"],
    ["make_renditions", "--lost"],
    ["rebuild_record_index", "--behind"],
    ["harvest_sources", "--due"],
    ["run_publication_imports"],
    ["run_inventory_jobs"],
    ["run_event_jobs"],
]
# Where the database holds the queue, finished tasks stay in it until somebody takes them out.
if settings.TASKS["queue"]["BACKEND"] == "django_tasks_db.DatabaseBackend":
    JOBS.append(["prune_db_task_results", "--backend=queue", "--queue-name=*", "--min-age-days=7", "--verbosity=0"])

RUNS = "The clock runs."
WAITS_FOR_CLOCK = "Another clock runs on this database; this one takes over when it ends."
WAITS_FOR_DATABASE = "The clock waits for the database."
SECONDS_BETWEEN_ATTEMPTS = 5

logger = logging.getLogger("kus_site.clock")


class Command(BaseCommand):
    """The scheduler: runs every scheduled job once a minute."""

    help = "Publish, send, read bounces and forget what is due, every minute, until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=60, help="Seconds between two looks (default: 60).")
        parser.add_argument("--once", action="store_true", help="Look once and end.")

    def handle(self, *, interval, once, **options):
        lock = ClockLock()
        try:
            if once:
                self.look_once(lock)
            else:
                self.run(lock, interval)
        finally:
            lock.release()

    def look_once(self, lock):
        """Run every job once; a failure ends the command. Nothing is done beside another clock."""
        if not lock.acquire():
            logger.warning("Another clock runs on this database already.")
            return
        for job in JOBS:
            call_command(*job)

    def run(self, lock, interval):
        """Look every `interval` seconds until SIGTERM or SIGINT; beside another clock, wait until that one ends."""
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        logger.info("The clock runs and looks every %g seconds.", interval)
        state = RUNS
        while not stopped.is_set():
            state, before = self.state_of(lock), state
            if state == RUNS:
                self.look()
                # On the minute, so that "published at 10:00" is seen at 10:00 and not up to a minute later.
                stopped.wait(interval - time.time() % interval)
            else:
                if state != before:
                    logger.warning(state)
                stopped.wait(min(interval, SECONDS_BETWEEN_ATTEMPTS))

    def state_of(self, lock):
        """Return RUNS when this clock holds the lock, else why it waits."""
        try:
            return RUNS if lock.acquire() else WAITS_FOR_CLOCK
        except UNAVAILABLE:
            return WAITS_FOR_DATABASE

    def look(self):
        """Run every job once. A failure is logged; the job runs again at the next turn."""
        for job in JOBS:
            close_old_connections()
            try:
                call_command(*job)
            except Exception:
                logger.exception("What the clock does (%s) failed and is tried again in a minute.", job[0])
            finally:
                close_old_connections()
