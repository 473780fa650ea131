"""Lists as the record index gives them, for its tests."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from pages.listing import Listing
from pages.record_index import changes
from pages.record_index.check import find_differences
from pages.record_index.reading import cards_of
from publications.models import PublicationIndexPage


def listing(index_type=PublicationIndexPage, query="", language="nl"):
    with override(language):
        return Listing(index_type.objects.get(locale__language_code=language), QueryDict(query))


def titles(index_type=PublicationIndexPage, query="", language="nl"):
    found = listing(index_type, query, language)
    return [card.title for number in found.paginator.page_range for card in found.paginator.page(number)]


def counted(name, index_type=PublicationIndexPage, query="", language="nl"):
    """Return {value: count} of a facet as the listing shows it."""
    shown = {facet.name: facet for facet in listing(index_type, query, language).facets}
    facet = shown.get(name)
    groups = [*facet.in_sight, *facet.folded] if facet else []
    return {choice.value: choice.count for group in groups for choice in group.choices}


def card_of(page, language="nl"):
    with override(language):
        return cards_of([page.pk], language).get(page.pk)


@pytest.fixture(autouse=True)
def index_is_right():
    """After every test the index is what the records are."""
    yield
    changes.bring_up_to_date()
    assert list(find_differences()) == []
