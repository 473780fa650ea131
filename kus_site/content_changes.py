"""Tells pages.cache_version of changes of content that it cannot see from the statements of the database alone."""

from django.db.models.signals import post_migrate, post_save, pre_save
from wagtail.models import Page

from pages import cache_kinds
from pages.cache_version import invalidate_on_commit, watch_connections
from pages.signals import are_touched
from pages.stored_columns import COMMON_COLUMNS, read_columns


def connect(models, announced, app):
    """Watch the models (classes) whose rows readers see; called once, by the ready() of `app`.

    announced: those of them of which code says when what readers see has changed (cache_version.invalidate_on_commit).
    """
    cache_kinds.watch(models, announced)
    watch_connections()
    for model in models:
        if issubclass(model, Page):
            name = f"cache-version-{model._meta.label}"
            pre_save.connect(_page_is_saved, sender=model, dispatch_uid=name)
            post_save.connect(_page_saved, sender=model, dispatch_uid=name)
    # A new release brings new templates and new names of static files, and migrates before it starts.
    post_migrate.connect(_migrated, sender=app, dispatch_uid="cache-version")


def _page_is_saved(sender, instance, update_fields=None, **kwargs):
    if are_touched(update_fields):
        # A page of the site read it already.
        instance._columns_to_compare = vars(instance).get("columns_before") or read_columns(instance)


def _page_saved(sender, instance, update_fields=None, **kwargs):
    if are_touched(update_fields):
        before = vars(instance).pop("_columns_to_compare", None)
        is_common = before != {name: getattr(instance, name) for name in COMMON_COLUMNS}
        invalidate_on_commit(sender, *([Page] if is_common else []))


def _migrated(**kwargs):
    invalidate_on_commit()
