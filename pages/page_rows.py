"""The rows that the page of one record shows: each relation fetched once, and kept until the content changes.

A page type names them in `shown_rows`: {relation: lookups to what its rows refer to}.
"""

import pickle
from functools import cache

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Prefetch, Value, prefetch_related_objects

from pages.kept import is_kept, kept
from pages.page_context import give_locales
from pages.read_together import read_together

# What some vocabularies have and others have not, with what stands in its place.
NOT_EVERYWHERE = {"name_en": Value("", CharField()), "position": Value(0, IntegerField())}


def fetch_rows(page, request=None):
    """Give a page the rows of its `shown_rows` with what they refer to, so that reading them costs no query."""
    give_locales([page])
    if not page.pk or page.shown_rows.keys() <= getattr(page, "_prefetched_objects_cache", {}).keys():
        return
    if is_kept(page, request):
        # As bytes: what is kept is shared by all requests of a process, and a page writes itself into its rows.
        rows = pickle.loads(kept(page, request, "rows", lambda: pickle.dumps(_read(page))))  # noqa: S301 (ours)
        page._prefetched_objects_cache = _as_querysets(page, rows) | getattr(page, "_prefetched_objects_cache", {})
    else:
        _fetch_unkept(page)


class Relation:
    """A relation of `shown_rows`, its lookups sorted by how they are read.

    joins: lookups along foreign keys. below: {child relation of the rows: its Relation}.
    """

    def __init__(self, field, lookups):
        self.field, self.model = field, field.related_model
        self.joins, children = [], {}
        for lookup in lookups:
            first, _, rest = lookup.partition("__")
            if self.model._meta.get_field(first).one_to_many:
                children.setdefault(first, []).append(rest)
            else:
                self.joins.append(lookup)
        self.below = {name: Relation(self.model._meta.get_field(name), found) for name, found in children.items()}

    @property
    def rows(self):
        """All rows of the model with what they refer to, as a queryset."""
        rows = self.model._default_manager.prefetch_related(*(Prefetch(name, r.rows) for name, r in self.below.items()))
        return rows.select_related(*self.joins) if self.joins else rows

    @property
    def is_filled(self):
        """Whether a page of an outer query has such rows."""
        if self.field.many_to_many:
            rows, name = self.field.remote_field.through._base_manager, self.field.m2m_field_name()
        else:
            rows, name = self.model._base_manager, self.field.field.name
        return Exists(rows.filter(**{name: OuterRef("pk")}))

    def read(self, page):
        """Return the rows of a page as a list."""
        if self.field.many_to_many:
            rows = getattr(page, self.field.name).all()
            return list(rows.select_related(*self.joins) if self.joins else rows)
        return list(self.rows.filter(**{self.field.field.name: page.pk}))


@cache
def _listing_of(page_type):
    """Return (lookups along foreign keys, {name of a relation to rows: its Relation}) of what lists show of a type."""
    joins, children = [], {}
    for lookup in page_type.listing_prefetch:
        first, _, rest = lookup.partition("__")
        if not page_type._meta.get_field(first).one_to_many:
            joins.append(lookup)
        else:
            children.setdefault(first, []).extend([rest] if rest else [])
    relations = {name: Relation(page_type._meta.get_field(name), found) for name, found in children.items()}
    return joins, relations


def read_for_listing(pages):
    """Return pages of any type as specific ones, with all that lists show of them (`listing_prefetch`), as a list.

    One query for each type, and one for each relation to rows, whether one type has it or all do.
    """
    by_type, found, holders = {}, [], {}
    for page in pages:
        by_type.setdefault(page.specific_class, []).append(page.pk)
    # Of a type that is no more there is nothing to read.
    by_type.pop(None, None)
    for page_type, keys in by_type.items():
        joins, relations = _listing_of(page_type)
        members = list(page_type._default_manager.filter(pk__in=keys).select_related(*joins))
        found += members
        for name, relation in relations.items():
            holders.setdefault((relation.field, name), (relation, []))[1].extend(members)
    give_locales(found)
    for (_field, name), (relation, members) in holders.items():
        prefetch_related_objects(members, Prefetch(name, relation.rows))
    return found


def fetch_terms(pages, name):
    """Give pages of any types their rows of a relation to a vocabulary, by the name that it has in all of the types.

    One query, which reads the vocabulary whole.
    """
    by_type, links = {}, []
    for page in pages:
        by_type.setdefault(type(page), []).append(page.pk)
    for page_type, keys in by_type.items():
        field = page_type._meta.get_field(name)
        holder, rows = field.m2m_field_name(), field.remote_field.through._base_manager
        links.append(rows.filter(**{f"{holder}__in": keys}).values_list(holder, field.m2m_reverse_field_name()))
    if not links:
        return
    terms, *links = read_together(field.related_model._default_manager.all(), *links)
    chosen = {pair for pairs in links for pair in pairs}
    terms.sort(key=lambda term: [getattr(term, column) for column in term._meta.ordering])
    for page in pages:
        rows = {name: [term for term in terms if (page.pk, term.pk) in chosen]}
        page._prefetched_objects_cache = getattr(page, "_prefetched_objects_cache", {}) | _as_querysets(page, rows)


@cache
def _relations_of(page_type):
    return {name: Relation(page_type._meta.get_field(name), found) for name, found in page_type.shown_rows.items()}


@cache
def _asked_of(page_type):
    """Return {name: Relation} of the relations that parts of a page ask for by themselves."""
    names = [name for name in page_type.asked_relations if name not in page_type.shown_rows]
    return {name: Relation(page_type._meta.get_field(name), []) for name in names}


@cache
def _terms_of(page_type):
    """Return {name: Relation} of the relations to vocabularies of which a page shows the names alone."""
    names = [name for name in page_type.shown_terms if name not in page_type.shown_rows]
    return {name: Relation(page_type._meta.get_field(name), []) for name in names}


@cache
def _all_of(page_type):
    return _relations_of(page_type) | _terms_of(page_type) | _asked_of(page_type)


@cache
def _no_rows(model):
    return model._default_manager.none()


def fill_facts(page_type):
    """Return annotations {name: condition} for a queryset of pages of a type: which of their relations have rows.

    A page that is read with them is spared the query for them in fetch_rows().
    """
    return {_fact_of(name): relation.is_filled for name, relation in _all_of(page_type).items()}


def _fact_of(name):
    return f"has_rows_in_{name}"


def _read(page):
    """Return {name: rows} of the relations of a page as they are stored; of those that it asks for only the empty ones.

    The fill_facts() say which relations have rows, and each of those costs a query, and all terms one; so do the facts
    of a page that was read without them.
    """
    facts, found = fill_facts(type(page)), vars(page)
    if not facts.keys() <= found.keys():
        found = type(page)._base_manager.filter(pk=page.pk).values(**facts).get()
    filled = {name for name in _all_of(type(page)) if found[_fact_of(name)]}
    rows = {name: [] for name in _all_of(type(page)).keys() - filled}
    rows |= {name: relation.read(page) for name, relation in _relations_of(type(page)).items() if name in filled}
    return rows | _read_terms(page, [name for name in _terms_of(type(page)) if name in filled])


def _read_terms(page, names):
    """Return {name: rows} of relations of a page to vocabularies, in their order, in one query for all of them.

    The rows have the fields that every vocabulary has, and of those in NOT_EVERYWHERE what theirs has.
    """
    rows, queries = {name: [] for name in names}, []
    for name in names:
        found = getattr(page, name).get_queryset().order_by()
        own = {field.name for field in found.model._meta.concrete_fields}
        more = {column: F(column) if column in own else empty for column, empty in NOT_EVERYWHERE.items()}
        # Under names of their own, as annotations come after columns, and all parts need one order.
        columns = {"id": F("id"), "slug": F("slug"), "name": F("name"), **more}
        columns = {f"term_{column}": value for column, value in columns.items()}
        queries.append(found.annotate(relation=Value(name), **columns).values_list("relation", *columns))
    union = queries[0].union(*queries[1:], all=True).order_by("term_position", "term_name") if queries else ()
    for name, *values in union:
        model = page._meta.get_field(name).related_model
        own = {field.name for field in model._meta.concrete_fields}
        known = zip(["id", "slug", "name", *NOT_EVERYWHERE], values, strict=True)
        pairs = [(column, value) for column, value in known if column in own]
        rows[name].append(model.from_db(page._state.db, *zip(*pairs, strict=True)))
    return rows


def _as_querysets(page, rows):
    """Return {name: queryset that was read} for rows of relations of a page; each row knows its page."""
    querysets = {}
    for name, found in rows.items():
        field = page._meta.get_field(name)
        if not found:
            querysets[name] = _no_rows(field.related_model)
            continue
        if field.one_to_many:
            for row in found:
                setattr(row, field.field.name, page)
        querysets[name] = getattr(page, name).get_queryset()
        querysets[name]._result_cache, querysets[name]._prefetch_done = found, True
    return querysets


def _fetch_unkept(page):
    """Fetch for a draft, whose rows may be in memory alone, or for a program: nothing of it is kept."""
    in_memory = getattr(page, "_cluster_related_objects", {})
    for name, relation in _relations_of(type(page)).items():
        if name in in_memory:
            prefetch_related_objects(list(getattr(page, name).all()), *relation.joins)
        else:
            prefetch_related_objects([page], Prefetch(name, relation.rows))
