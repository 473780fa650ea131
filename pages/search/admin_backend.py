"""The search of Wagtail's admin, in the database, at a size of 100,000 pages.

Wagtail's own index reads all its entries at each save, for their average length and for those that have no norm yet.
"""

from django.core.cache import cache
from django.db.models import Avg, F
from django.db.models.functions import Length
from modelsearch.backends import database
from modelsearch.utils import get_content_type_pk

AVERAGE = "admin-search-title-length"
KEPT = 24 * 3600  # seconds


class IncrementalTitleNormsMixin:
    """Part of an index: the norms of titles are computed for the entries that are written.

    The norm is the average length of the titles, divided by that of the title; rebuilding the index renews them all.
    """

    def add_items(self, model, objs):
        """Write the entries of some objects of a model."""
        keys = [str(each.pk) for each in objs]
        self._written = self.entries.filter(content_type_id=get_content_type_pk(model), object_id__in=keys)
        super().add_items(model, objs)

    def _refresh_title_norms(self, full=False):
        if full:
            cache.delete(AVERAGE)
            super()._refresh_title_norms(full=True)
            return
        average = cache.get_or_set(AVERAGE, self._average_length, KEPT)
        written = self._written.annotate(title_length=Length("title")).filter(title_length__gt=0)
        written.update(title_norm=average / F("title_length"))

    def _average_length(self):
        lengths = self.entries.annotate(title_length=Length("title")).filter(title_length__gt=0)
        return lengths.aggregate(average=Avg("title_length"))["average"] or 1.0


def SearchBackend(params):
    """Return Wagtail's backend for the database of the site; `params`: its part of WAGTAILSEARCH_BACKENDS."""
    if database.USE_SQLITE_FTS is False:
        # Remembered before migrate made the table, in the process that fills a new site: nothing would be written.
        database.USE_SQLITE_FTS = None
    backend = database.SearchBackend(params)
    index_class = backend.index_class
    if hasattr(index_class, "_refresh_title_norms"):
        backend.index_class = type(index_class.__name__, (IncrementalTitleNormsMixin, index_class), {})
    return backend
