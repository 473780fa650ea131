"""Signal handlers that keep the record index in step: they note what changed, and changes.py does the rest."""

from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_delete, pre_save
from wagtail.models import Locale, Page, PageViewRestriction, Site, get_page_models
from wagtail.signals import post_page_move

from pages import withdrawn_records
from pages.models.record_index import IndexedRecord, RecordFacet
from pages.record_index.build import outdated_rows
from pages.record_index.changes import mark_changed
from pages.record_index.dependents import dependencies, find_dependents, parent_key
from pages.record_types import record_types
from pages.signals import is_draft


def connect(app):
    """Connect all handlers; called once, by the ready() of `app`, when all apps are loaded."""
    for model in record_types():
        post_save.connect(_page_saved, sender=model, dispatch_uid=f"record-index-{model._meta.label}")
        pre_delete.connect(_page_goes, sender=model, dispatch_uid=f"record-index-goes-{model._meta.label}")
    for model in dependencies():
        post_save.connect(_row_saved, sender=model, dispatch_uid=f"record-index-row-{model._meta.label}")
        pre_delete.connect(_row_goes, sender=model, dispatch_uid=f"record-index-row-goes-{model._meta.label}")
    m2m_changed.connect(_relation_changed, dispatch_uid="record-index-relation")
    for model in get_page_models():
        pre_save.connect(_page_is_saved, sender=model, dispatch_uid=f"record-index-before-{model._meta.label}")
    post_page_move.connect(_moved, dispatch_uid="record-index-move")
    for signal in (post_save, post_delete):
        signal.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid="record-index-restriction")
        for model in (Locale, Site):
            signal.connect(_site_changed, sender=model, dispatch_uid=f"record-index-{model.__name__}")
    post_migrate.connect(_fill, sender=app, dispatch_uid="record-index-fill")


def _page_saved(sender, instance, update_fields=None, **kwargs):
    if not is_draft(update_fields):
        mark_changed(pages=[instance.pk])


def _page_goes(sender, instance, **kwargs):
    """Its rows go with it (CASCADE), and a translation may have to be shown in its place."""
    rows = IndexedRecord.objects.filter(page=instance.pk)
    withdrawn_records.keep(rows)
    # Django deletes the redirects to it too.
    withdrawn_records.keep_old_addresses(instance)
    pairs = RecordFacet.objects.filter(record__in=rows.values("pk")).values_list("value", "record__page")
    mark_changed(
        translations=[instance.translation_key],
        pairs=list(pairs),
        gone=list(rows.values_list("language", "record_type", "page")),
    )


def _row_saved(sender, instance, update_fields=None, **kwargs):
    if is_draft(update_fields):
        return
    if key := parent_key(sender):
        # The row names the one record that shows it.
        mark_changed(pages=[getattr(instance, key)])
    elif getattr(instance, "live", False):
        mark_changed(named=[(sender, instance.pk)])
    else:
        # What may no longer be named goes at once.
        mark_changed(rows=[(sender, instance.pk)])


def _row_goes(sender, instance, **kwargs):
    # After the deletion nothing leads from the row to the records.
    key = parent_key(sender)
    mark_changed(pages=[getattr(instance, key)] if key else find_dependents(sender, [instance.pk]))


def _relation_changed(sender, instance, model, pk_set, action, **kwargs):
    rows = {(type(instance), instance.pk), *((model, pk) for pk in pk_set or ())}
    rows = {(kind, pk) for kind, pk in rows if _is_shown(kind)}
    pages = {pk for kind, pk in rows if getattr(kind, "is_record", False)}
    # What is about to be taken away leads to records that it does not lead to afterwards; what is added still does.
    if action in ("pre_remove", "pre_clear"):
        for kind, pk in rows:
            pages |= find_dependents(kind, [pk])
    if rows:
        mark_changed(pages=pages, rows=rows)


def _is_shown(model):
    return getattr(model, "is_record", False) or model in dependencies()


def _page_is_saved(sender, instance, **kwargs):
    """Note all that stands below a page that gets another address; Wagtail has given it that already."""
    if instance.pk and instance.numchild:
        before = Page.objects.filter(pk=instance.pk).values_list("url_path", flat=True).first()
        if before != instance.url_path:
            mark_changed(subtrees=[instance.pk])


def _moved(sender, instance, **kwargs):
    mark_changed(subtrees=[instance.pk])


def _restriction_changed(sender, instance, **kwargs):
    mark_changed(subtrees=[instance.page_id])


def _site_changed(sender, **kwargs):
    mark_changed(subtrees=Page.objects.filter(depth=1).values_list("pk", flat=True))


def _fill(sender, **kwargs):
    """Build the index when a migration has just made its tables, and what rows lack that older code made."""
    if not IndexedRecord.objects.exists():
        mark_changed(subtrees=Page.objects.filter(depth=1).values_list("pk", flat=True))
    mark_changed(pages=outdated_rows().values_list("page", flat=True))
