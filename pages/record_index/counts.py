"""Bitmaps and counts of facets, kept in step with the rows of the record index; and the lock of all who write it."""

import itertools
from collections import defaultdict

from django.db import connection, transaction
from django.db.models import Q

from pages import cache_version
from pages.models.record_index import FacetValue, IndexedRecord, RecordFacet
from pages.record_index.bitmaps import BitMap, read_bitmap, write_bitmap

BATCH = 250  # records
MOST_PAIRS = 10_000  # read with one query
LOCK = int.from_bytes(b"kUSindex", "big")  # of PostgreSQL's advisory locks, which each database has for itself


def batches(items, size=BATCH):
    """Yield lists of at most `size` of the items."""
    remaining = iter(items)
    while batch := list(itertools.islice(remaining, size)):
        yield batch


def lock_index():
    """Let no other transaction write to the index until this one ends; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def count_as_stored(pairs, changed):
    """Bring the bitmaps and counts of facets up to date with the rows, where these may have changed.

    pairs: (FacetValue, page) primary keys. changed: (language, record type, page). Needs lock_index().
    """
    held, there = set(), set()
    for some in batches(sorted(pairs), MOST_PAIRS):
        rows = RecordFacet.objects.filter(record__page__in={page for _value, page in some})
        rows = rows.filter(value__in={value for value, _page in some})
        held.update(rows.values_list("value", "record__page"))
    for some in batches(sorted(changed), MOST_PAIRS):
        rows = IndexedRecord.objects.filter(page__in=[page for *_type, page in some])
        there.update(rows.values_list("language", "record_type", "page"))
    count({pair: pair in held for pair in pairs}, {key: key in there for key in changed})


def count(pairs, changed):
    """Bring the bitmaps and counts of facets up to date with what was written.

    pairs: {(FacetValue, page): whether the page has it}. changed: {(language, record type, page): whether its row is
    there}. Needs lock_index(). Two queries, and one for each type that gets its first record.
    """
    values, totals = defaultdict(dict), defaultdict(dict)
    for (value, page), has in pairs.items():
        values[value][page] = has
    for (language, record_type, page), is_there in changed.items():
        totals[language, record_type][page] = is_there
    if not values and not totals:
        return
    wanted = Q(pk__in=values)
    for language, record_type in totals:
        wanted |= Q(language=language, record_type=record_type, facet="", value="")
    found = {}
    for row in FacetValue.objects.filter(wanted):
        found[row] = values[row.pk] if row.facet else totals.pop((row.language, row.record_type))
    for (language, record_type), bits in totals.items():
        found[FacetValue.objects.create(language=language, record_type=record_type, facet="", value="")] = bits
    _set_bits(found.items())


def _set_bits(changes):
    """Set and clear bits of FacetValues: pairs of (FacetValue, {page: whether it has it}); counts follow."""
    wanted = []
    for row, bits in changes:
        pages = read_bitmap(row.bitmap)
        pages |= BitMap(page for page, has in bits.items() if has)
        pages -= BitMap(page for page, has in bits.items() if not has)
        wanted.append((row, pages))
    _write(wanted)


def _write(wanted):
    """Write the bitmaps and counts of FacetValues that change: pairs of (FacetValue, BitMap of its pages)."""
    changed = []
    for row, pages in wanted:
        if row.count != len(pages) or pages != read_bitmap(row.bitmap):
            row.bitmap, row.count = write_bitmap(pages), len(pages)
            changed.append(row)
    # Quicker than bulk_update(), which writes a CASE for each field.
    FacetValue.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=["bitmap", "count"]
    )


def count_all():
    """Recompute all bitmaps and counts from the rows, and delete the values that no record has."""
    with transaction.atomic():
        lock_index()
        for key in IndexedRecord.objects.order_by().values_list("language", "record_type").distinct():
            FacetValue.objects.get_or_create(language=key[0], record_type=key[1], facet="", value="")
        found = read_rows()
        for some in batches(FacetValue.objects.order_by("pk").iterator()):
            _write((row, found.get(row.pk, BitMap())) for row in some)
        FacetValue.objects.filter(count=0).exclude(facet="").delete()
        cache_version.invalidate_on_commit(IndexedRecord, RecordFacet, FacetValue)


def read_rows():
    """Return {primary key of a FacetValue: BitMap of its pages} as the rows have it, those of all records included."""
    found = defaultdict(BitMap)
    for value, page in RecordFacet.objects.order_by().values_list("value", "record__page").iterator(50_000):
        found[value].add(page)
    columns = ("language", "record_type", "pk")
    totals = {tuple(key): pk for *key, pk in FacetValue.objects.filter(facet="").values_list(*columns)}
    for *key, page in IndexedRecord.objects.order_by().values_list("language", "record_type", "page").iterator(50_000):
        if tuple(key) in totals:
            found[totals[tuple(key)]].add(page)
    return found
