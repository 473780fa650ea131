"""Reads the sources of partners: which are due, one task at a time for each, growing pauses after failures.

A list of OAI-PMH is read in several tasks when it is long: the resumption token is stored with the records of the page
before it, so that a run that was broken off goes on from there, and a page that is read twice changes nothing.
"""

import logging
import secrets
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from pages.harvest import letters, oai_pmh
from pages.harvest.calendars import read_calendar
from pages.harvest.feeds import read_feed
from pages.harvest.fetching import FetchFailed
from pages.harvest.storing import store
from pages.models import PartnerSource, Problem
from visitors.task_queue import task

logger = logging.getLogger("pages.harvest")

LEASE = timedelta(minutes=15)
# A task that was queued so long ago was lost with its worker.
STALE_AFTER = timedelta(hours=2)
PAUSES = [timedelta(minutes=minutes) for minutes in (15, 60, 240, 1440, 2880, 10_080)]
MAILED_AFTER = 3  # failures in a row
PAGES_AT_ONCE = 50
SECONDS_AT_ONCE = 300
MOST_PAGES = 5_000  # of one list
SHOWN = 300  # characters of what a site said
UNREAD = {"list_key": "", "token": "", "pages_read": 0, "since": "", "began": ""}


class LeaseLost(Exception):
    """Another task reads the source by now: nothing more is stored."""


def queue_due(now):
    """Queue a task for each source that is due at `now` (aware); the scheduled job."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    lost = Q(queued_at=None) | Q(queued_at__lt=now - STALE_AFTER)
    for pk in PartnerSource.objects.filter(free, lost, paused=False, next_at__lte=now).values_list("pk", flat=True):
        # Of two clocks, one changes the row.
        if PartnerSource.objects.filter(lost, pk=pk).update(queued_at=now):
            harvest_source.enqueue(pk)


def queue_now(source):
    """Have a source read as soon as a worker is free."""
    PartnerSource.objects.filter(pk=source.pk).update(next_at=timezone.now(), queued_at=timezone.now())
    transaction.on_commit(lambda: harvest_source.enqueue(source.pk))


@task(backend="queue")
def harvest_source(pk):
    """Read the PartnerSource `pk`, unless it is gone, paused, not due, or read by another task."""
    harvest(pk, timezone.now())


def harvest(pk, now, force=False):
    """Read a PartnerSource (primary key); return how many proposals are new or changed, None when it was not read.

    force: also when it is not due or paused.
    """
    holder = secrets.token_hex(16)
    due = Q() if force else Q(paused=False, next_at__lte=now)
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = PartnerSource.objects.filter(due, free, pk=pk)
    if not rows.update(holder=holder, lease_until=now + LEASE, queued_at=None):
        PartnerSource.objects.filter(pk=pk).update(queued_at=None)
        return None
    source = PartnerSource.objects.select_related("organisation").get(pk=pk)
    try:
        return read_source(source)
    except LeaseLost:
        return None
    except FetchFailed as failure:
        fail(source, failure.problem, failure.detail, failure.wait)
    except Exception:
        # Nothing that a site sends may keep a task from ending, nor have it tried each minute.
        logger.exception("The source %s could not be read.", source.name)
        fail(source, Problem.UNEXPECTED)
    return 0


def read_source(source):
    """Read a PartnerSource that this task holds; return how many proposals are new or changed. Raises FetchFailed."""
    if source.protocol != PartnerSource.Protocol.OAI_PMH:
        records = read_feed(source) if source.protocol == PartnerSource.Protocol.FEED else read_calendar(source)
        with transaction.atomic():
            _extend_lease(source)
            count = store(source, records)
            _succeed(source)
        return count
    return _read_list(source)


def _read_list(source):
    """Read pages of an OAI-PMH list until it is whole, or long enough for one task."""
    if source.list_key != source.asked_key:
        _set(source, **UNREAD | {"list_key": source.asked_key})
    granularity = oai_pmh.read_granularity(source)
    started, count, seen, restarted = time.monotonic(), 0, set(), False
    for _page in range(PAGES_AT_ONCE):
        try:
            page = oai_pmh.read_page(source, source.token, source.since)
        except oai_pmh.TokenRefused:
            # Tokens expire: request the list from its start, once.
            if not source.token or restarted:
                raise FetchFailed(Problem.OAI_ERROR, "badResumptionToken") from None
            restarted = True
            _set(source, token="", pages_read=0)
            continue
        if page.token and page.token in seen | {source.token}:
            raise FetchFailed(Problem.ENDLESS)
        seen.add(page.token)
        with transaction.atomic():
            _extend_lease(source)
            count += store(source, page.records)
            if not source.token:
                source.began = oai_pmh.since_of(page.response_date, granularity)
            if not page.token:
                _succeed(source, token="", pages_read=0, since=source.began or source.since)
                return count
            if source.pages_read >= MOST_PAGES:
                raise FetchFailed(Problem.ENDLESS)
            _set(source, token=page.token, pages_read=source.pages_read + 1, began=source.began)
        if time.monotonic() - started > SECONDS_AT_ONCE:
            break
    _set(source, next_at=timezone.now(), holder="", lease_until=None)
    return count


def _extend_lease(source):
    """Extend the lease; raises LeaseLost when another task has it."""
    held = PartnerSource.objects.filter(pk=source.pk, holder=source.holder)
    if not held.update(lease_until=timezone.now() + LEASE):
        raise LeaseLost


def _set(source, **fields):
    """Set columns of a source that this task holds, in memory too."""
    if not PartnerSource.objects.filter(pk=source.pk, holder=source.holder).update(**fields):
        raise LeaseLost
    for name, value in fields.items():
        setattr(source, name, value)


def _succeed(source, **fields):
    now = timezone.now()
    fields |= {"last_success_at": now, "next_at": now + timedelta(hours=source.hours), "problem": ""}
    _set(source, problem_detail="", failures=0, holder="", lease_until=None, **fields)


def fail(source, problem, detail="", wait=0):
    """Note a failure of a source that this task holds: the reason, and a longer pause each time; tell the editors."""
    failures = source.failures + 1
    pause = max(PAUSES[min(failures, len(PAUSES)) - 1], timedelta(seconds=wait))
    now = timezone.now()
    fields = {"problem": problem, "problem_detail": detail[:SHOWN], "last_failure_at": now, "next_at": now + pause}
    if problem in (Problem.ENDLESS, Problem.OAI_ERROR):
        # Going on from its token would only lead further into a list without end, or to the same refusal.
        fields |= {"token": "", "pages_read": 0}
    held = PartnerSource.objects.filter(pk=source.pk, holder=source.holder)
    if held.update(failures=F("failures") + 1, holder="", lease_until=None, **fields) and failures == MAILED_AFTER:
        letters.tell_of_failure.enqueue(source.pk)
