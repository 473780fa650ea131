"""Search index and reference index: kept quiet while many records are written, brought up to date for them at the end."""

import contextlib

from django.db.models.signals import post_save
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import ReferenceIndex
from wagtail.search import index
from wagtail.search.backends import get_search_backends
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextlib.contextmanager
def indexing_later():
    """Inside the block saving a record leaves both indexes alone."""
    quiet = [model for model in index.get_indexed_models() if post_save.disconnect(post_save_signal_handler, sender=model)]
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in quiet:
            post_save.connect(post_save_signal_handler, sender=model)


def index_records(rows, advance):
    """Bring both indexes up to date for `rows`, a dict of model to primary keys; `advance` is called after every record."""
    for model, keys in rows.items():
        records = list(model._default_manager.filter(pk__in=keys))
        if issubclass(model, index.Indexed):
            found = list(model.get_indexed_objects().filter(pk__in=keys))
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(model, found)
        for record in records:
            if ReferenceIndex.model_is_indexable(model):
                ReferenceIndex.create_or_update_for_object(record)
            advance()
