"""Compares the record index with the records."""

from collections import Counter

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page

from pages.models import ListedQuerySet
from pages.models.record_index import FacetValue, IndexedRecord, RecordFacet
from pages.page_context import read_restricted_paths
from pages.record_index.bitmaps import BitMap, read_bitmap
from pages.record_index.build import COLUMNS, make_plan, outdated_rows
from pages.record_index.counts import batches, read_rows
from pages.record_types import record_types


def record_pages():
    """Return the primary keys of all pages that are records, published or not, in their order."""
    return Page.objects.order_by("pk").type(*record_types()).values_list("pk", flat=True)


def find_behind(most):
    """Return the primary keys of at most `most` records that the index lacks, has older, or shows in vain.

    That is what a process that died after its commit leaves behind, and everything after an upgrade that added the
    index or changed what its rows hold. One query, whatever their number.
    """
    records = Page.objects.type(*record_types())
    visible = ListedQuerySet(Page).published(read_restricted_paths()).type(*record_types())
    rows = IndexedRecord.objects.filter(page=OuterRef("pk"))
    older = rows.filter(changed_at__lt=OuterRef("last_published_at"))
    behind = visible.filter(~Exists(rows) | Exists(older) | Q(pk__in=outdated_rows().values("page"))).values("pk")
    in_vain = records.filter(Exists(rows), live=False).values("pk")
    return list(
        Page.objects.filter(Q(pk__in=behind) | Q(pk__in=in_vain)).order_by("pk").values_list("pk", flat=True)[:most]
    )


def find_differences(advance=None):
    """Yield a sentence for each difference between the index and the records; writes nothing.

    advance: called with the number of pages after each batch.
    """
    for batch in batches(record_pages().iterator()):
        plan, known = make_plan(batch)
        yield from _compare(plan, known, set(batch))
        if advance:
            advance(len(batch))
    yield from _compare_counts()


def _compare(plan, known, batch):
    stored = {(row.language, row.page_id): row for row in IndexedRecord.objects.filter(page__in=known)}
    facets = {}
    rows = RecordFacet.objects.filter(record__in=list(stored.values()))
    for record, *pair in rows.values_list("record", "value__facet", "value__value"):
        facets.setdefault(record, set()).add(tuple(pair))
    for key in sorted(stored.keys() | plan.rows.keys()):
        language, page = key
        # Translations in another batch are compared there.
        if page not in batch:
            continue
        name = f"page {page} ({language})"
        if key not in plan.rows:
            yield f"{name}: in the index, but readers do not see it"
        elif key not in stored:
            yield f"{name}: not in the index"
        else:
            row, wanted = stored[key], plan.rows[key]
            different = [column for column in COLUMNS if getattr(row, column) != getattr(wanted, column)]
            if different:
                yield f"{name}: differs in {', '.join(different)}"
            for facet, value in sorted(facets.get(row.pk, set()) ^ plan.facets[key]):
                yield f"{name}: differs in facet {facet}={value}"


def _compare_counts():
    """Yield what differs between the stored bitmaps and counts and those of the rows."""
    found = read_rows()
    for row in FacetValue.objects.order_by("pk").iterator():
        pages = found.get(row.pk, BitMap())
        name = f"{row.record_type} {row.facet}={row.value}" if row.facet else row.record_type
        if row.count != len(pages):
            yield f"{name} ({row.language}): counted {row.count}, there are {len(pages)}"
        elif different := read_bitmap(row.bitmap) ^ pages:
            yield f"{name} ({row.language}): the bitmap differs in {len(different)} pages, such as {different.min()}"
    counted = set(FacetValue.objects.filter(facet="").values_list("language", "record_type"))
    kinds = IndexedRecord.objects.order_by().values_list("language", "record_type")
    for (language, kind), number in Counter(kinds.iterator()).items():
        if (language, kind) not in counted:
            yield f"{kind} ({language}): not counted, there are {number}"
