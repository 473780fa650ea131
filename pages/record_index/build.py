"""Makes the rows of the record index from the pages, in batches with a fixed number of queries for each type.

Whoever writes holds a lock, so that what two editors change at once ends as the pages are. Writing is idempotent: rows
that are right already are left alone.
"""

import hashlib
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override
from wagtail import hooks
from wagtail.models import Page, PageViewRestriction

from pages import cache_version, signals, withdrawn_records
from pages.models.base import UNDATED
from pages.models.record_index import FacetValue, IndexedRecord, RecordFacet
from pages.page_context import give_locales, read_locales, read_restricted_paths
from pages.record_index.counts import batches, count, lock_index
from pages.record_index.facets import read_facets, stored_facets
from pages.record_index.lookups import read_pages
from pages.record_types import record_types

# A page may be deleted while its row is made; the batch is then made again.
ATTEMPTS = 3
COLUMNS = [column.name for column in IndexedRecord._meta.fields if column.name not in ("id", "page", "language")]


@dataclass
class Plan:
    """What the index should hold of some pages.

    rows: {(language, page): IndexedRecord}. facets: {(language, page): set of (facet, value)}.
    terms: {(language, record type, facet, value): Term}. lost: (FacetValue, page) pairs (primary keys) of rows that
    went. pages: the specific pages that the rows are made of, with what was read with them.
    """

    rows: dict = field(default_factory=dict)
    facets: dict = field(default_factory=lambda: defaultdict(set))
    terms: dict = field(default_factory=dict)
    lost: set = field(default_factory=set)
    pages: list = field(default_factory=list)


def index_pages(pks, *, advance=None, bitmaps_later=False, can_wait=False):
    """Index the pages with these primary keys, and what depends on whether they are translations. Idempotent.

    advance: called with the number of pages after each batch. bitmaps_later: leave the bitmaps and counts of the
    facets to count_all(). can_wait: whether what follows from it and no reader needs at once can be left to the task
    queue, because somebody waits.
    """
    for batch in batches(sorted(set(pks))):
        for attempt in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    lock_index()
                    _index_batch(batch, bitmaps_later, can_wait)
                break
            except IntegrityError:
                if attempt == ATTEMPTS - 1:
                    raise
        if advance:
            advance(len(batch))


def _index_batch(pks, bitmaps_later, can_wait):
    plan, known = make_plan(pks)
    touched, came_or_went = _write_rows(plan, known)
    there = _keys_of(plan.rows.values())
    pairs = _write_facets(plan)
    if touched or pairs:
        # What was cached between the change of the page and this.
        cache_version.invalidate_on_commit(IndexedRecord, RecordFacet, FacetValue)
    if not bitmaps_later:
        count(pairs, {key: key in there for key in came_or_went})
    signals.records_indexed.send(None, pages=known, read=plan.pages, rows=plan.rows, can_wait=can_wait)


def make_plan(pks):
    """Return the Plan for pages with these primary keys and their translations, and the set of those pages."""
    keys = Page.objects.order_by().filter(pk__in=pks).values("translation_key")
    columns = ("pk", "content_type_id", "path", "live", "locale__language_code", "translation_key")
    found = list(Page.objects.order_by().filter(translation_key__in=keys).values_list(*columns))
    known = {pk for pk, *_rest in found} | set(pks)
    locales = read_locales()
    shown = _languages_of(found, [locale.language_code for locale in locales.values()])
    types = {ContentType.objects.get_for_model(model).pk: model for model in record_types()}
    by_type = defaultdict(list)
    for pk, content_type, *_rest in found:
        if content_type in types and shown.get(pk):
            by_type[types[content_type]].append(pk)
    plan = Plan()
    for model, members in by_type.items():
        lookups = ("listing_image", *model.card_prefetch, *model.entry_prefetch)
        pages, fetch = read_pages(model, members, tuple(dict.fromkeys(lookups)))
        give_locales(pages, locales)
        fetch(pages)
        plan.pages += pages
        _plan_cards(plan, pages, shown)
        _plan_facets(plan, model, pages, shown)
    return plan, known


def _languages_of(found, languages):
    """Return {page: languages in which lists show it}, of rows of pages as make_plan() reads them, in all languages."""
    hidden = tuple(read_restricted_paths())
    live = defaultdict(set)
    for _pk, _type, _path, is_live, language, key in found:
        if is_live:
            live[key].add(language)
    shown = {}
    for pk, _type, path, is_live, language, key in found:
        if is_live and not path.startswith(hidden):
            others = [other for other in languages if other not in live[key]]
            shown[pk] = [language, *(others if language == settings.LANGUAGE_CODE else ())]
    return shown


def first_mentions(pks):
    """Return {page: date of its first mention} for those of the pages that are mentioned, from the rooms above.

    The hook `first_mentions` is a function of a list of primary keys, never empty, that returns such a dict.
    """
    found = {}
    if not pks:
        return found
    for source in hooks.get_hooks("first_mentions"):
        for pk, day in source(pks).items():
            found[pk] = min(day, found.get(pk, day))
    return found


def _plan_cards(plan, pages, shown):
    mentions = first_mentions([page.pk for page in pages if page.sort_date <= UNDATED])
    for language in {language for page in pages for language in shown[page.pk]}:
        with override(language):
            for page in pages:
                if language in shown[page.pk]:
                    plan.rows[language, page.pk] = make_row(page, language, mentions.get(page.pk))


def make_row(page, language, mentioned_on=None):
    """Return the unsaved IndexedRecord of a specific page, in the active language.

    mentioned_on: the date of its first mention, which places it when it has no date of its own.
    """
    starts_at, ends_at = page.index_span
    news_at = page.news_at
    has_date = page.sort_date > UNDATED
    return IndexedRecord(
        page_id=page.pk,
        language=language,
        record_type=page.search_kind,
        title=page.title,
        sort_title=fold_title(page.sort_title)[:255],
        sort_day=page.sort_date if has_date else mentioned_on or UNDATED,
        mentioned_on=None if has_date else mentioned_on,
        starts_at=starts_at,
        ends_at=ends_at,
        first_published_at=page.first_published_at,
        news_at=news_at,
        published_on=timezone.localdate(news_at) if news_at else UNDATED,
        changed_at=page.changed_at,
        place=str(page.place_line)[:255],
        card={name: _plain(getattr(page, name)) for name in page.card_fields},
        entry={"id": page.stable_id()} | {name: _plain(getattr(page, name)) for name in page.entry_fields},
        shape=shape_of(type(page)),
    )


def outdated_rows():
    """Return the queryset of IndexedRecords that do not hold what a row holds by the present code."""
    return IndexedRecord.objects.exclude(shape__in=[shape_of(model) for model in record_types()])


@cache
def shape_of(record_type):
    """Return a digest (8 hexadecimal digits) of what a row of a type holds by the code; another one is out of date."""
    facets = [facet.name for facet in stored_facets(record_type)]
    held = [record_type.search_kind, *record_type.card_fields, *record_type.entry_fields, *facets]
    return hashlib.sha256(" ".join(held).encode()).hexdigest()[:8]


def _plain(value):
    """Return a lazy translation, or another kind of text, as str; numbers, None, lists and dicts as they are."""
    return value if value is None or isinstance(value, int | float | list | dict) else str(value)


def fold_title(title):
    """Return a title for sorting: lower case, without accents and without signs in front (Unicode NFKD)."""
    folded = unicodedata.normalize("NFKD", title.casefold())
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return folded.lstrip(" \"'‘’“”„«([…-–—.") or folded


def _plan_facets(plan, model, pages, shown):
    for facet, pairs, terms in read_facets(model, pages):
        for pk, key in pairs:
            if term := terms.get(key):
                for language in shown[pk]:
                    plan.facets[language, pk].add((facet.name, term.value))
                    plan.terms.setdefault((language, model.search_kind, facet.name, term.value), term)


def _write_rows(plan, known):
    """Make the rows of the `known` pages those of the plan; return what changed, and what of it is new or gone.

    Both are sets of (language, record type, page). The rows of the plan then have their primary keys.
    """
    stored = {(row.language, row.page_id): row for row in IndexedRecord.objects.filter(page__in=known)}
    stale = [row for key, row in stored.items() if key not in plan.rows]
    changed = []
    for key, row in plan.rows.items():
        old = stored.get(key)
        if old is not None and all(getattr(row, name) == getattr(old, name) for name in COLUMNS):
            row.pk = old.pk
        else:
            changed.append(row)
    if stale:
        withdrawn_records.keep(stale)
        plan.lost = set(RecordFacet.objects.filter(record__in=stale).values_list("value", "record__page"))
        IndexedRecord.objects.filter(pk__in=[row.pk for row in stale]).delete()
    IndexedRecord.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["language", "page"], update_fields=COLUMNS
    )
    new = [row for key, row in plan.rows.items() if key not in stored]
    withdrawn_records.forget(new)
    moved = [row for key, row in stored.items() if key in plan.rows and row.record_type != plan.rows[key].record_type]
    new += [plan.rows[row.language, row.page_id] for row in moved]
    return _keys_of([*stale, *changed]), _keys_of([*stale, *new, *moved])


def _keys_of(rows):
    return {(row.language, row.record_type, row.page_id) for row in rows}


def _write_facets(plan):
    """Make the values of the rows those of the plan; return {(FacetValue, page): whether it is there} of changes."""
    values = _write_values(plan.terms)
    keys = {row.pk: page for (_language, page), row in plan.rows.items()}
    wanted = {
        (values[language, plan.rows[language, page].record_type, facet, value], plan.rows[language, page].pk)
        for (language, page), pairs in plan.facets.items()
        for facet, value in pairs
    }
    rows = RecordFacet.objects.filter(record__in=list(keys)).values_list("value", "record", "pk")
    stored = {(value, record): pk for value, record, pk in rows}
    gone = stored.keys() - wanted
    new = wanted - stored.keys()
    if gone:
        RecordFacet.objects.filter(pk__in=[stored[pair] for pair in gone]).delete()
    _add_facets(new)
    pairs = dict.fromkeys(plan.lost, False) | {(value, keys[record]): False for value, record in gone}
    return pairs | {(value, keys[record]): True for value, record in new}


def _add_facets(pairs):
    """Add the rows of RecordFacet for pairs (FacetValue, IndexedRecord) of primary keys.

    On PostgreSQL by two lists in one statement: Django makes an object of each of the 20 rows of a record.
    """
    if not pairs or connection.vendor != "postgresql":
        RecordFacet.objects.bulk_create(RecordFacet(value_id=value, record_id=record) for value, record in pairs)
        return
    values, records = zip(*pairs, strict=True)
    statement = (
        f"INSERT INTO {RecordFacet._meta.db_table} (value_id, record_id)"  # noqa: S608
        " SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
    )
    with connection.cursor() as cursor:
        # As text, which psycopg would make of each number.
        cursor.execute(statement, [f"{{{','.join(map(str, keys))}}}" for keys in (values, records)])


def _write_values(terms):
    """Make the FacetValues of some terms and give them their names; return {key of the term: primary key}."""
    languages, record_types, _facets, values = map(set, zip(*terms, strict=True)) if terms else ([], [], [], [])
    found = FacetValue.objects.filter(language__in=languages, record_type__in=record_types, value__in=values)
    columns = ("language", "record_type", "facet", "value", "pk", "label", "group", "position")
    stored = {row[:4]: (row[4], row[5:]) for row in found.values_list(*columns)}
    new, changed = [], []
    for key, term in terms.items():
        names = (term.label(key[0]), term.heading(key[0]), term.position)
        pk, present = stored.get(key, (None, None))
        if names != present:
            row = FacetValue(**dict(zip(columns, [*key, pk, *names], strict=True)))
            (new if pk is None else changed).append(row)
    FacetValue.objects.bulk_create(new)
    if changed:
        FacetValue.objects.bulk_update(changed, ["label", "group", "position"])
    new_keys = {(row.language, row.record_type, row.facet, row.value): row.pk for row in new}
    return {key: pk for key, (pk, _names) in stored.items()} | new_keys


def remove_hidden(pks):
    """Remove at once the rows of those of the pages that readers may not see; without the rows that replace them."""
    for batch in batches(pks, 10_000):
        with transaction.atomic():
            lock_index()
            hidden = Q(page__live=False)
            for path in PageViewRestriction.objects.values_list("page__path", flat=True):
                hidden |= Q(page__path__startswith=path)
            rows = list(IndexedRecord.objects.filter(hidden, page__in=batch))
            if rows:
                withdrawn_records.keep(rows)
                pairs = set(RecordFacet.objects.filter(record__in=rows).values_list("value", "record__page"))
                IndexedRecord.objects.filter(pk__in=[row.pk for row in rows]).delete()
                count(dict.fromkeys(pairs, False), dict.fromkeys(_keys_of(rows), False))
                cache_version.invalidate_on_commit(IndexedRecord, RecordFacet, FacetValue)
                signals.records_indexed.send(
                    None, pages={row.page_id for row in rows}, read=None, rows=None, can_wait=False
                )


def remove_unknown_types():
    """Remove what is left of types of record that are no longer in the code."""
    known = [model.search_kind for model in record_types()]
    with transaction.atomic():
        lock_index()
        IndexedRecord.objects.exclude(record_type__in=known).delete()
        FacetValue.objects.exclude(record_type__in=known).delete()
