"""The search of Wagtail's admin in OpenSearch 2 (ADMIN_SEARCH_URL; docs/scaling.md).

The search of visitors stays in the database, whose index knows compounds and synonyms (docs/decisions/search.md).
"""

import contextlib
import logging

from modelsearch.backends import opensearch2
from opensearchpy.exceptions import OpenSearchException
from wagtail.search.backends import get_search_backend

logger = logging.getLogger(__name__)
# The second: what the compiler of queries for OpenSearch cannot express, such as quotes in a search while typing.
NOT_ANSWERED = (OpenSearchException, NotImplementedError)


class Results(opensearch2.OpenSearch2SearchResults):
    """What OpenSearch finds; what the database finds where it answers with one of NOT_ANSWERED, as without an index."""

    def facet(self, field_name):
        """Return {value of the field: number of results}."""
        try:
            return super().facet(field_name)
        except NOT_ANSWERED as error:
            return self._find_in_database(error).facet(field_name)

    def _do_search(self):
        try:
            # Theirs is a generator, which asks when it is read.
            return list(super()._do_search())
        except NOT_ANSWERED as error:
            return self._find_in_database(error).results()

    def _do_count(self):
        try:
            return super()._do_count()
        except NOT_ANSWERED as error:
            return self._find_in_database(error).count()

    def _find_in_database(self, error):
        logger.warning("OpenSearch does not help, so the database is searched: %s", error)
        compiler, database = self.query_compiler, get_search_backend("database")
        is_autocomplete = isinstance(compiler, self.backend.autocomplete_query_compiler_class)
        find = database.autocomplete if is_autocomplete else database.search
        found = find(
            compiler.query,
            compiler.queryset,
            fields=compiler.fields,
            order_by_relevance=compiler.order_by_relevance,
        )
        return found[self.start : self.stop]


class SearchBackend(opensearch2.OpenSearch2SearchBackend):
    """Wagtail's backend for OpenSearch. What it does not take is logged, and saving goes on."""

    results_class = Results

    def add(self, obj):
        """Write the document of an object."""
        with _logged():
            super().add(obj)

    def add_bulk(self, model, obj_list):
        """Write the documents of some objects of a model."""
        with _logged():
            super().add_bulk(model, obj_list)

    def delete(self, obj):
        """Remove the document of an object."""
        with _logged():
            super().delete(obj)


@contextlib.contextmanager
def _logged():
    try:
        yield
    except OpenSearchException as error:
        logger.error("OpenSearch misses a change, so run update_index once it is back: %s", error)
