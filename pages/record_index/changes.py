"""Notes during a transaction which records must be indexed anew, and does it after the commit.

Who reads the index inside a transaction that has changed content (`bring_up_to_date`) has it done there and then: a
transaction reads its own writes, and a rollback takes them away with the rest. More than IMMEDIATE pages are left to
the task queue, except that what readers may no longer see goes at once. So are the records that only name a page which
stays public, such as those of a theme: whoever publishes it does not wait for hundreds of others.
"""

from collections import defaultdict

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from pages.record_index.build import index_pages, remove_hidden
from pages.record_index.counts import batches, count_as_stored, lock_index
from pages.record_index.dependents import find_dependents
from visitors.task_queue import hand_over, task

IMMEDIATE = 500  # pages
IN_ONE_TASK = 2_000  # pages


class PendingChanges:
    """Callback for transaction.on_commit(): what the running transaction has changed, as sets of primary keys.

    pages: to index. translations: translation keys of pages to index. subtrees: pages to index with all below them.
    rows: (model, primary key) of what records show. named: the same of pages that stay public, whose dependents can
    wait. pairs, gone: (FacetValue, page) and (language, record type, page) of records that are deleted, to count anew.
    """

    def __init__(self):
        # Django names a failing callback by this in its log.
        self.__qualname__ = "record_index.index_on_commit"
        self.is_committed = False
        self.clear()

    def clear(self):
        """Forget everything."""
        self.pages, self.translations, self.subtrees = set(), set(), set()
        self.rows, self.named, self.pairs, self.gone = set(), set(), set(), set()

    def __call__(self):
        # What is noted from here on belongs to another transaction.
        self.is_committed = True
        self.carry_out()

    def carry_out(self, *, all_at_once=False, advance=None):
        """Index what was noted; with `all_at_once` nothing is left to the task queue."""
        if all_at_once:
            self.rows |= self.named
            self.named = set()
        pages, named, pairs, gone = self._find_pages(), self.named, self.pairs, self.gone
        self.clear()
        if gone:
            with transaction.atomic():
                lock_index()
                count_as_stored(pairs, gone)
        now = pages if all_at_once else pages[:IMMEDIATE]
        index_pages(now, advance=advance, can_wait=not all_at_once)
        if later := pages[len(now) :]:
            remove_hidden(later)
            for some in batches(later, IN_ONE_TASK):
                index_in_background.enqueue(some)
        if named:
            hand_over(index_dependents, [[model._meta.label, pk] for model, pk in sorted(named, key=str)])

    def _find_pages(self):
        """Return the primary keys of the pages to index, sorted."""
        found, wanted = set(self.pages), Q(translation_key__in=self.translations)
        for path in Page.objects.filter(pk__in=self.subtrees).values_list("path", flat=True):
            wanted |= Q(path__startswith=path)
        if self.translations or self.subtrees:
            found.update(Page.objects.order_by().filter(wanted).values_list("pk", flat=True))
        return sorted(found | _dependents_of(self.rows))


def _dependents_of(rows):
    """Return the primary keys (set) of the records that show something of rows: pairs (model, primary key)."""
    by_model = defaultdict(set)
    for model, pk in rows:
        by_model[model].add(pk)
    return set().union(*(find_dependents(model, pks) for model, pks in by_model.items()))


def pending():
    """Return the PendingChanges of the running transaction, made when there are none yet.

    Outside a transaction it is carried out as soon as it is registered: use mark_changed().
    """
    found = _registered()
    if found is None:
        found = PendingChanges()
        transaction.on_commit(found, robust=True)
    return found


def _registered():
    waiting = transaction.get_connection().run_on_commit
    found = (entry[1] for entry in reversed(waiting) if isinstance(entry[1], PendingChanges))
    return next((changes for changes in found if not changes.is_committed), None)


def mark_changed(**kinds):
    """Mark what the running transaction changed, to be indexed after its commit.

    Each argument is an attribute of PendingChanges and an iterable.
    """
    with transaction.atomic(savepoint=False):
        changes = pending()
        for kind, found in kinds.items():
            getattr(changes, kind).update(found)


def bring_up_to_date(advance=None):
    """Index now what the running transaction has changed so far; costs nothing when it changed nothing."""
    if changes := _registered():
        changes.carry_out(all_at_once=True, advance=advance)


@task(backend="queue")
def index_in_background(pages):
    """Index pages with these primary keys (a list); a task that is done again does no harm."""
    index_pages(pages)


@task(backend="queue")
def index_dependents(rows):
    """Index the records that show something of rows: a list of [label of the model, primary key]."""
    index_pages(_dependents_of((apps.get_model(label), pk) for label, pk in rows))
