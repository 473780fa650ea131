"""References and search indexes of a page, written once when it is saved with all its child rows.

Wagtail would write its references once for the page and once more for each child row that is saved with it, and read
the child rows each time; the admin's search and the search of readers would read them again.
"""

import contextlib

from asgiref.local import Local
from django.db.models import prefetch_related_objects
from django.db.models.signals import post_delete, post_save
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends
from wagtail.signal_handlers import (
    disable_reference_index_auto_update,
    reference_index_auto_update_disabled,
    remove_reference_index_on_delete,
)
from wagtail.tasks import update_reference_index_task

from pages import child_writes

_collecting = Local()


def connect():
    """Connect the signal handlers; called once, by the app's ready()."""
    post_save.connect(_row_saved, dispatch_uid="references-collected")
    post_delete.connect(_row_deleted, dispatch_uid="references-removed")


@contextlib.contextmanager
def references_collected():
    """Yield a list that gets what is saved inside the block and has references; write_references() writes them.

    It stays empty where the references wait already: inside another such block, whose list gets them, and inside
    Wagtail's disable_reference_index_auto_update().
    """
    if getattr(reference_index_auto_update_disabled, "value", False):
        yield []
        return
    rows = []
    with disable_reference_index_auto_update():
        _collecting.rows = rows
        try:
            yield rows
        finally:
            del _collecting.rows


def _row_saved(sender, instance, raw=False, **kwargs):
    rows = getattr(_collecting, "rows", None)
    if rows is not None and not raw and sender in ReferenceIndex.tracked_models:
        rows.append(instance)


def _row_deleted(sender, instance, **kwargs):
    """Do what Wagtail would, whose own handler does nothing inside the block."""
    if getattr(_collecting, "rows", None) is not None and sender in ReferenceIndex.tracked_models:
        reference_index_auto_update_disabled.value = False
        try:
            remove_reference_index_on_delete(instance)
        finally:
            reference_index_auto_update_disabled.value = True


def write_references(rows, page, stored):
    """Write the references of what references_collected() found while `page` was saved: of the page once.

    stored: as as_stored() returns it; None when the references of the page itself are as they were. Called in a
    transaction.
    """
    own = [row for row in rows if _belongs_to(row, page)]
    if own and stored:
        ReferenceIndex.create_or_update_for_object(stored)
    for row in rows:
        if row not in own:
            update_reference_index_task.enqueue(row._meta.app_label, row._meta.model_name, str(row.pk))


def _belongs_to(row, page):
    """Return whether a row is the page, or a child row of it at any depth."""
    while parents := [field for field in row._meta.fields if isinstance(field, ParentalKey)]:
        row = getattr(row, parents[0].name)
        if row is None:
            return False
    return row.pk == page.pk and isinstance(page, type(row))


def is_indexing():
    """Return whether the search indexes follow what is saved; not while content is imported (kus_site/content)."""
    return bool(list(get_search_backends(with_auto_update=True)))


def write_index_of_admin(page):
    """Write what the admin finds a page by; the page was just saved, so nobody need look whether it is there."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add(page)


def as_stored(page, known):
    """Return a copy of a page that was just saved, with its child rows and lists as the database has them, read once.

    known: {name: rows} of those that are in hand, as child_writes.write() returns them. For reading only: what is
    changed in the database later is not seen in it.
    """
    stored = child_writes.without_rows(page)
    child_writes.fill(stored, known or child_writes.read_rows(page))
    prefetch_related_objects([stored], *(name for name in child_writes.relations_of(type(page)) if name not in known))
    return stored
