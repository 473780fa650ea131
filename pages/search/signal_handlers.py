"""Signal handlers of search: they keep its documents in step with pages, names, restrictions and vocabularies.

A page is written in its own transaction, so that readers find it as soon as it is published, whatever the queue does.
What follows from a name that changed can be thousands of pages, and is one task.
"""

from functools import cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from pages.models import SearchDocument, SiteDocument, Synonym
from pages.page_context import read_restricted_paths
from pages.record_types import record_types
from pages.saving import is_indexing
from pages.search import attachments, compounds, documents, tasks
from pages.search.entities import entity_type_of
from pages.signals import document_text_read, page_saved


def connect():
    """Connect all handlers; called once, by the app's ready()."""
    page_saved.connect(_page_saved, dispatch_uid="search-page")
    pre_delete.connect(_document_deleted, sender=SearchDocument, dispatch_uid="search-document")
    document_text_read.connect(_text_read, dispatch_uid="search-text-read")
    pre_delete.connect(_file_deleted, sender=SiteDocument, dispatch_uid="search-file-deleted")
    post_save.connect(_row_saved, dispatch_uid="search-row-saved")
    post_delete.connect(_row_deleted, dispatch_uid="search-row-deleted")
    for signal in (post_save, post_delete):
        signal.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid="search-restriction")
        signal.connect(_synonyms_changed, sender=Synonym, dispatch_uid="search-synonym")
    post_page_move.connect(_page_moved, dispatch_uid="search-move")
    post_migrate.connect(_fill_when_empty, sender=apps.get_app_config("pages"), dispatch_uid="search-fill")


@cache
def named_models():
    """Return the models whose names stand in documents of pages, by `search_names`: those that are no record, and the
    types of record (two frozensets)."""
    found = set()
    for page_type in record_types():
        for path in page_type.search_names:
            model = page_type
            for name in path.split("__"):
                try:
                    model = model._meta.get_field(name).related_model or model
                except FieldDoesNotExist:
                    break
            found.add(model)
    return frozenset(found - set(record_types())), frozenset(found & set(record_types()))


def _page_saved(sender, page, stored, **kwargs):
    if not is_indexing():
        return
    prefetch_related_objects([stored], *documents.relations(sender))
    old = documents.write([stored]).get(page.pk)
    if sender in named_models()[1] and old is not None and old != page.title:
        tasks.write_pages_naming.enqueue(sender._meta.label, page.pk)


def _document_deleted(sender, instance, **kwargs):
    documents.forget(instance)


def _text_read(sender, page_ids, **kwargs):
    """Write the pages of a file anew; its task sends the signal, so nobody waits for it."""
    documents.write_pages(page_ids)


def _file_deleted(sender, instance, **kwargs):
    if keys := attachments.pages_with(instance.pk):
        transaction.on_commit(lambda: tasks.write_pages.enqueue(sorted(keys)))


def _row_saved(sender, instance, created=False, raw=False, **kwargs):
    """Write the document of what is no page, and have those of the pages written that name it."""
    entity_type = entity_type_of(sender)
    if raw or not is_indexing() or not (entity_type or sender in named_models()[0]):
        return
    if entity_type:
        documents.write_entities(entity_type, [instance.pk])
    if not created:
        tasks.write_pages_naming.enqueue(sender._meta.label, instance.pk)


def _row_deleted(sender, instance, **kwargs):
    if entity_type := entity_type_of(sender):
        SearchDocument.objects.filter(page=None, entity_type=entity_type.name, slug=instance.slug).delete()


def _restriction_changed(sender, instance, **kwargs):
    """Have the pages below a restriction written; searching leaves them out by itself until then."""
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path:
        tasks.write_tree.enqueue(path)


def _page_moved(sender, instance, **kwargs):
    if read_restricted_paths():
        tasks.write_tree.enqueue(instance.path)


def _synonyms_changed(sender, **kwargs):
    compounds.forget()


def _fill_when_empty(sender, **kwargs):
    """Build the index when a migration has just made its table."""
    if not SearchDocument.objects.exists() and Page.objects.filter(live=True, depth__gt=1).exists():
        documents.rebuild()
