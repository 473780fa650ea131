"""Reads files of thousands of publications, and makes drafts of them, by tasks that go on where they were broken off.

A task first plans every record: what will be made of it, what is there already, and why. Drafts are made by a second
one, after an editor looked at the report and chose what the kinds and series of the file mean.
"""

import hashlib
import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, override

from publications.bibliography import reading
from publications.bibliography.choices import Choices, kind_key, kind_words, series_key, series_words
from publications.bibliography.drafts import Drafts
from publications.duplicates import DuplicateFinder
from publications.models import ImportLine, PublicationImport
from visitors.task_queue import task

State, Outcome = PublicationImport.State, ImportLine.Outcome
LEASE = timedelta(minutes=5)
READ_AT_ONCE, MADE_AT_ONCE = 100, 20
KEPT = timedelta(days=90)

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another task has the import."""


def start(user, listing, file_name, text):
    """Keep a text for a PublicationIndexPage and have it read; return the PublicationImport."""
    source = PublicationImport.objects.create(user=user, listing=listing, file_name=file_name[:200], text=text)
    _queue(source)
    return source


def read_again(source, choices):
    """Have a PublicationImport read again with other choices (dict of form fields)."""
    with transaction.atomic():
        source.lines.all().delete()
        _start_stage(source, State.READING, choices=choices)


def make_drafts(source, choices, takes_likely):
    """Have drafts made of the new lines of a PublicationImport, and of those that look like another on request."""
    _start_stage(source, State.MAKING, choices=choices, takes_likely=takes_likely)


def _start_stage(source, state, **fields):
    rows = PublicationImport.objects.filter(pk=source.pk, state=State.READ)
    if rows.update(state=state, handled=0, problem="", **fields):
        _queue(source)


def _queue(source):
    PublicationImport.objects.filter(pk=source.pk).update(queued_at=timezone.now())
    transaction.on_commit(lambda: work_on_import.enqueue(source.pk))


def queue_lost(now):
    """Queue the imports whose task did not begin or was broken off; now: aware datetime."""
    free = Q(lease_until=None, queued_at__lt=now - LEASE) | Q(lease_until__lt=now, queued_at__lt=now - LEASE)
    for source in PublicationImport.objects.filter(free, state__in=(State.READING, State.MAKING)):
        _queue(source)


def forget_imports(now):
    """Delete the reports of imports that are older than KEPT; the drafts stay."""
    PublicationImport.objects.filter(created_at__lt=now - KEPT).delete()


@task(backend="queue")
def work_on_import(pk):
    """Do what is to be done with the PublicationImport `pk`, unless it is gone, done, or another task works on it."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = PublicationImport.objects.filter(free, pk=pk, state__in=(State.READING, State.MAKING))
    holder = secrets.token_hex(16)
    if not rows.update(holder=holder, lease_until=now + LEASE):
        return
    source = PublicationImport.objects.select_related("listing__locale", "user").get(pk=pk)
    try:
        # Its sentences are for editors.
        with override(settings.LANGUAGE_CODE):
            _work(source)
    except LeaseLost:
        return
    except reading.ReadingError as error:
        _finish(source, state=State.FAILED, problem=str(error))
    except Exception:
        # Nothing that stands in a file may keep a task from ending, nor have it tried each minute.
        logger.exception("The import %s of publications could not be done.", pk)
        _finish(source, state=State.FAILED, problem=gettext("Something went wrong that we did not foresee. Try again."))


def _work(source):
    entries = reading.read(source.text, reading.LONGEST_FILE, reading.MOST_IN_FILE)
    drafts = Drafts(source.listing, source.user, Choices.read(source.choices))
    if source.state == State.READING:
        _plan(source, entries, drafts)
    else:
        _make(source, entries, drafts)


def _plan(source, entries, drafts):
    """Write the line of every entry that has none yet."""
    seen = dict(source.lines.order_by("-number").values_list("identity", "number"))
    for first in range(source.handled, len(entries), READ_AT_ONCE):
        batch = entries[first : first + READ_AT_ONCE]
        drafts.known = DuplicateFinder()
        drafts.look_up([entry.item for entry in batch])
        lines = [_line_of(source, number, entry, drafts, seen) for number, entry in enumerate(batch, first + 1)]
        with transaction.atomic():
            _extend_lease(source, total=len(entries), handled=first + len(batch))
            ImportLine.objects.bulk_create(lines)
    _finish(source, state=State.READ)


def _line_of(source, number, entry, drafts, seen):
    plan = drafts.plan(entry.item, entry.problems)
    line = ImportLine(
        source=source,
        number=number,
        line=entry.line,
        title=plan.title[:255],
        identity=_identity(plan) or f"{number}",
        kind_key=kind_key(entry.item),
        kind_words=kind_words(entry.item),
        kind=plan.kind,
        series_key=series_key(entry.item),
        series_words=series_words(entry.item),
        series=plan.series,
    )
    first = seen.setdefault(line.identity, number)
    line.outcome, line.notes = _outcome_of(plan, first if first != number else None)
    return line


def _identity(plan):
    """Return a digest that records of the same publication share; "" without a title."""
    if not plan.title:
        return ""
    words = plan.item.get("DOI", "").casefold() or f"{plan.title.casefold()}|{plan.item.get('issued')}"
    return hashlib.blake2b(words.encode(), digest_size=16).hexdigest()


def _outcome_of(plan, first):
    """Return (Outcome, sentences) of a Plan; `first`: the number of the same record earlier in the file, or None."""
    notes = [
        gettext("Looks like “%(title)s”: %(reason)s") % {"title": each.title, "reason": each.reason}
        for each in plan.likenesses
    ]
    notes += plan.warnings
    if first:
        notes.insert(0, gettext("The same as number %(number)s in this list.") % {"number": first})
    if not plan.title:
        return Outcome.UNUSABLE, notes
    if plan.same:
        return Outcome.KNOWN, notes
    if first:
        return Outcome.TWICE, notes
    return Outcome.LIKELY if plan.likenesses else Outcome.NEW, notes


def _make(source, entries, drafts):
    """Make the drafts of the lines that are wanted, each with its line in one transaction."""
    if not source.listing.permissions_for_user(source.user).can_add_subpage():
        raise reading.ReadingError(gettext("You may not make such pages."))
    wanted = [Outcome.NEW, Outcome.LIKELY] if source.takes_likely else [Outcome.NEW]
    lines = list(source.lines.filter(outcome__in=wanted))
    done = source.handled
    for first in range(0, len(lines), MADE_AT_ONCE):
        batch = lines[first : first + MADE_AT_ONCE]
        drafts.known = DuplicateFinder()
        drafts.look_up([entries[line.number - 1].item for line in batch])
        for line in batch:
            _make_line(line, entries[line.number - 1], drafts, wanted)
        _extend_lease(source, total=done + len(lines), handled=done + first + len(batch))
    _finish(source, state=State.DONE, text="")


def _make_line(line, entry, drafts, wanted):
    """Make the draft of a line, unless something came meanwhile that makes its outcome another than is wanted."""
    plan = drafts.plan(entry.item, entry.problems)
    line.outcome, line.notes = _outcome_of(plan, None)
    line.kind, line.series = plan.kind, plan.series
    if line.outcome in wanted:
        try:
            with transaction.atomic():
                line.page, line.outcome = drafts.make(plan), Outcome.MADE
                line.save()
            return
        except (ValidationError, DatabaseError) as error:
            reason = " ".join(getattr(error, "messages", [])) or gettext("The database refused it.")
            line.page, line.outcome, line.notes = None, Outcome.REFUSED, [reason, *line.notes]
    line.save()


def _extend_lease(source, **fields):
    """Set columns and extend the lease; raises LeaseLost when another task has the import, or it is gone."""
    held = PublicationImport.objects.filter(pk=source.pk, holder=source.holder)
    if not held.update(lease_until=timezone.now() + LEASE, **fields):
        raise LeaseLost


def _finish(source, **fields):
    PublicationImport.objects.filter(pk=source.pk, holder=source.holder).update(holder="", lease_until=None, **fields)
