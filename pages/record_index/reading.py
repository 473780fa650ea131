"""Reading the record index: rows for a list, and cards for pages that are known already."""

from pages.models.record_index import FacetValue, IndexedRecord
from pages.record_index.changes import bring_up_to_date
from pages.record_types import record_types


def indexed_records(language, *types):
    """Return the queryset of IndexedRecords that lists in `language` show, of these types of record (classes)."""
    bring_up_to_date()
    found = IndexedRecord.objects.filter(language=language)
    return found.filter(record_type__in=[model.search_kind for model in types]) if types else found


def facet_values(language, *types):
    """Return the FacetValues that occur in `language`, of these types of record (classes) or of all.

    The counts of all records are among them.
    """
    bring_up_to_date()
    found = FacetValue.objects.filter(language=language, count__gt=0)
    return found.filter(record_type__in=[model.search_kind for model in types]) if types else found


def make_cards(rows):
    """Return the Cards of IndexedRecords, in their order."""
    types = {model.search_kind: model for model in record_types()}
    return [types[row.record_type].card_class(row, types[row.record_type]) for row in rows if row.record_type in types]


def cards_of(pks, language):
    """Return {primary key of a page: its Card} in `language`, for those of the pages that its lists show."""
    return {card.pk: card for card in make_cards(indexed_records(language).filter(page__in=pks))}
