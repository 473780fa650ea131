"""Reading the record index: records for a list, by facets, relations and days, and their cards.

newest = indexed_records("nl", ArticlePage).newest_first()[:3]
made = indexed_records("nl").with_value("person", person.pk)
cards = make_cards(newest)
"""

from collections import defaultdict

from django.conf import settings
from django.db import connections
from django.db.models import Value
from wagtail.models import Page

from pages import cache_version
from pages.models.record_index import FacetValue, IndexedRecord
from pages.process_cache import ProcessCache
from pages.record_index.bitmaps import read_bitmap
from pages.record_index.changes import bring_up_to_date
from pages.record_types import record_types

# Bytes that a process holds of the bitmaps of facets, and of those of one type and language; besides its bits an entry
# has an object and two texts.
BITMAPS = ProcessCache(20_000_000, 10_000_000)
SIZE_OF_AN_ENTRY = 300


def indexed_records(language, *types):
    """Return the IndexedRecordQuerySet of what lists in `language` show, of these types of record (classes).

    What only feeds read (`entry`) is left in the database; `defer(None)` reads it too.
    """
    bring_up_to_date()
    return IndexedRecord.objects.of_lists(language, [model.search_kind for model in types]).defer("entry")


def facet_values(language, *types):
    """Return the FacetValues that lists in `language` can offer, of these types of record (classes) or of all.

    The counts of all records are among them; the values of Relations are not.
    """
    bring_up_to_date()
    names = {"", *(facet.name for model in types or record_types() for facet in model.facets)}
    found = FacetValue.objects.filter(language=language, facet__in=names, count__gt=0)
    return found.filter(record_type__in=[model.search_kind for model in types]) if types else found


def facet_bitmaps(name, find):
    """Return {facet: {value: BitMap}} of find(), a queryset of FacetValues; values of several types are one.

    Held in this process while nothing changes, under a name that is unique in the project; nobody may change them.
    """

    def read():
        found, size = defaultdict(dict), 0
        for facet, value, data in find().values_list("facet", "value", "bitmap"):
            pages = read_bitmap(data)
            found[facet][value] = found[facet][value] | pages if value in found[facet] else pages
            size += len(data) + SIZE_OF_AN_ENTRY
        return dict(found), size

    return cache_version.held(BITMAPS, name, read)


def make_cards(rows):
    """Return the Cards of IndexedRecords, in their order."""
    types = {model.search_kind: model for model in record_types()}
    return [types[row.record_type].card_class(row, types[row.record_type]) for row in rows if row.record_type in types]


def cards_of(pks, language):
    """Return {primary key of a page: its Card} in `language`, for those of the pages that its lists show."""
    return {card.pk: card for card in make_cards(indexed_records(language).filter(page__in=pks))}


def cards_of_named(pks, language):
    """Return {primary key of a page: its Card} for pages that somebody named, whatever lists in `language` show.

    The card is in `language`, else in that of the page. In another language than the main one it is that of the
    translation of a page, where there is one.
    """
    bring_up_to_date()
    cards = make_cards(IndexedRecord.objects.filter(page__in=pks).defer("entry"))
    named = {card.pk: card for card in cards if card.row.language == card.language_code}
    listed = {card.pk: card for card in cards if card.row.language == language}
    foreign = set(pks) - listed.keys()
    if foreign and language != settings.LANGUAGE_CODE:
        listed |= _cards_of_translations(foreign, language)
    return named | listed


def _cards_of_translations(pks, language):
    """Return {primary key of a page: the Card of its version in `language`}, for those that have one."""
    keys = dict(Page.objects.order_by().filter(pk__in=pks).values_list("pk", "translation_key"))
    versions = Page.objects.order_by().filter(translation_key__in=keys.values(), locale__language_code=language)
    pages = dict(versions.values_list("translation_key", "pk"))
    cards = cards_of(pages.values(), language) if pages else {}
    return {pk: cards[pages[key]] for pk, key in keys.items() if pages.get(key) in cards}


def union_of(parts):
    """Return the rows of several querysets of IndexedRecords, which may be sliced, in one query.

    Each has the number of its queryset, counted from 0, as `part`, and is read from its index. The order is lost;
    without parts there is no query.
    """
    # SQLite sorts and cuts no part of a union, but does so in a subquery.
    found = [
        IndexedRecord.objects.filter(pk__in=part.values("pk")).defer("entry").order_by().annotate(part=Value(number))
        for number, part in enumerate(parts)
    ]
    return found[0].union(*found[1:], all=True) if found else []


def read_lists(lists):
    """Return for each of several querysets of IndexedRecords, which may be sliced, its Cards, the newest first.

    All are read in one query; a record that is in several of them has a Card in each.
    """
    found, rows = [[] for _records in lists], union_of(lists)
    if connections[IndexedRecord.objects.db].vendor == "postgresql":
        with connections[IndexedRecord.objects.db].execute_wrapper(_without_workers):
            rows = list(rows)
    for card in make_cards(sorted(rows, key=lambda row: (row.sort_day, row.page_id), reverse=True)):
        found[card.row.part].append(card)
    return found


def _without_workers(execute, sql, params, many, context):
    """Run a statement without parallel workers (a wrapper of Django's).

    The first few rows of a list are in the index: starting workers takes longer than finding them, for each list anew.
    """
    name = "max_parallel_workers_per_gather"
    result = execute(f"SET LOCAL {name} = 0; {sql}; SET LOCAL {name} = DEFAULT", params, many, context)
    context["cursor"].nextset()
    return result
