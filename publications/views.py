"""Addresses of publications that are no page."""

from django.views.decorators.http import require_safe

from pages.search.results import Search
from publications.bibliography.files import MOST_CITED, citation_response
from publications.models import PublicationPage


@require_safe
def cite_search(request, ending):
    """Answer with the citations of the first MOST_CITED publications that a search finds (`?q=`) as a file."""
    kind = PublicationPage.search_kind
    keys = [match.page for match in Search(request.GET).matches if match.kind == kind][:MOST_CITED]
    found = PublicationPage.objects.published().in_bulk(keys)
    return citation_response([found[key] for key in keys if key in found], ending, "citations", request)
