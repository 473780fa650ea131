"""Search index and reference index: quiet while many records are written, up to date for them at the end."""

import contextlib

from django.conf import settings
from django.db.models.signals import post_save
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Page, ReferenceIndex
from wagtail.search import index
from wagtail.search.backends import get_search_backends
from wagtail.signal_handlers import disable_reference_index_auto_update

from pages.search import compounds, documents
from pages.search.entities import entity_type_of


@contextlib.contextmanager
def indexing_later():
    """Inside the block neither saving nor deleting a record touches the indexes; call index_records() afterwards."""
    quiet = [
        model for model in index.get_indexed_models() if post_save.disconnect(post_save_signal_handler, sender=model)
    ]
    backends = settings.WAGTAILSEARCH_BACKENDS
    # Pages index themselves when they are saved; they ask this setting.
    settings.WAGTAILSEARCH_BACKENDS = {name: {**backend, "AUTO_UPDATE": False} for name, backend in backends.items()}
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        settings.WAGTAILSEARCH_BACKENDS = backends
        for model in quiet:
            post_save.connect(post_save_signal_handler, sender=model)


def index_records(rows, advance):
    """Bring both indexes up to date for `rows` ({model: primary keys}); `advance` is called after each record."""
    for model, keys in rows.items():
        if issubclass(model, index.Indexed):
            found = list(model.get_indexed_objects().filter(pk__in=keys))
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(model, found)
        if entity_type := entity_type_of(model):
            documents.write_entities(entity_type, keys)
        for record in model._default_manager.filter(pk__in=keys):
            if ReferenceIndex.model_is_indexable(model):
                ReferenceIndex.create_or_update_for_object(record)
            advance()

    compounds.read_again()
    documents.write_pages({key for model, keys in rows.items() if issubclass(model, Page) for key in keys})
    compounds.read_again()
