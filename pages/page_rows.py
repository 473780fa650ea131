"""The rows that the page of one record shows: each relation fetched once, and kept until the content changes.

A page type names them in `shown_rows`: {relation: lookups to what its rows refer to}.
"""

import pickle
from collections import defaultdict
from functools import cache

from django.db.models import Exists, OuterRef, prefetch_related_objects

from pages.kept import is_kept, kept
from pages.page_context import give_locales
from pages.read_together import read_together


def fetch_rows(page, request=None):
    """Give a page the rows of its `shown_rows` with what they refer to, so that reading them costs no query."""
    give_locales([page])
    if not page.pk or page.shown_rows.keys() <= getattr(page, "_prefetched_objects_cache", {}).keys():
        return
    if is_kept(page, request):
        # As bytes: what is kept is shared by all requests of a process, and a page writes itself into its rows.
        rows = pickle.loads(kept(page, request, "rows", lambda: pickle.dumps(_read(page))))  # noqa: S301 (ours)
    else:
        # A draft, whose rows may be in memory alone, or a page that a program reads.
        in_memory = page.shown_rows.keys() & getattr(page, "_cluster_related_objects", {}).keys()
        for name in in_memory:
            prefetch_related_objects(list(getattr(page, name).all()), *_relations_of(type(page))[name].joins)
        rows = _read(page, without=in_memory)
    page._prefetched_objects_cache = _as_querysets(page, rows) | getattr(page, "_prefetched_objects_cache", {})


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
    def is_filled(self):
        """Whether a page of an outer query has such rows."""
        if self.field.many_to_many:
            rows, name = self.field.remote_field.through._base_manager, self.field.m2m_field_name()
        else:
            rows, name = self.model._base_manager, self.field.field.name
        return Exists(rows.filter(**{name: OuterRef("pk")}))

    def queries(self, rows):
        """Return querysets of `rows` (a queryset of the model) and of all rows below them, for assemble()."""
        found = [rows.select_related(*self.joins) if self.joins else rows]
        for below in self.below.values():
            found += below.queries(below.of_parents(rows.order_by().values("pk")))
        return found

    def assemble(self, found):
        """Return the rows that queries() found (an iterator of lists), each with the rows below it."""
        rows = next(found)
        for name, below in self.below.items():
            below.hand_out(name, below.assemble(found), rows)
        return rows

    def of_parents(self, keys):
        """Return the rows of parents (primary keys, or a queryset of them) as a queryset."""
        return self.model._default_manager.filter(**{f"{self.field.field.name}__in": keys})

    def hand_out(self, name, rows, parents):
        """Give parents their own of these rows, as the relation of that name."""
        by_parent = defaultdict(list)
        for row in rows:
            by_parent[getattr(row, self.field.field.attname)].append(row)
        for parent in parents:
            known = vars(parent).setdefault("_prefetched_objects_cache", {})
            known.update(_as_querysets(parent, {name: by_parent[parent.pk]}))


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


def read_for_listing(pages, terms):
    """Return pages of any type as specific ones, with all that lists show of them (`listing_prefetch`), as a list.

    `terms` names a relation to a vocabulary, whose rows those pages get whose type has it. All is read in one query,
    without StreamFields.
    """
    keys, queries, holders = {}, [], {}
    for page in pages:
        keys.setdefault(page.specific_class, []).append(page.pk)
    # Of a type that is no more there is nothing to read.
    keys.pop(None, None)
    if not keys:
        return []
    for page_type, own in keys.items():
        joins, relations = _listing_of(page_type)
        queries.append(page_type._default_manager.filter(pk__in=own).select_related(*joins))
        for name, relation in relations.items():
            holders.setdefault((relation.field, name), (relation, set()))[1].update(own)
    for relation, own in holders.values():
        queries += relation.queries(relation.of_parents(own))
    links = _links_to_terms(keys, terms)
    parts = iter(read_together(*queries, *links))
    found = [page for _page_type in keys for page in next(parts)]
    give_locales(found)
    for (_field, name), (relation, own) in holders.items():
        relation.hand_out(name, relation.assemble(parts), [page for page in found if page.pk in own])
    if links:
        _hand_out_terms(terms, next(parts), {pair for pairs in parts for pair in pairs}, found)
    return found


def _links_to_terms(keys, name):
    """Return querysets: the vocabulary of a relation, whole, and for each type the pairs of a page and a term.

    keys: {page type: primary keys}. None where no type has that relation.
    """
    links, vocabulary = [], None
    for page_type, own in keys.items():
        if hasattr(page_type, name):
            field = page_type._meta.get_field(name)
            holder, rows = field.m2m_field_name(), field.remote_field.through._base_manager
            links.append(rows.filter(**{f"{holder}__in": own}).values_list(holder, field.m2m_reverse_field_name()))
            vocabulary = field.related_model
    return [vocabulary._default_manager.all(), *links] if links else []


def _hand_out_terms(name, terms, chosen, pages):
    """Give pages their own of `terms` (objects of a vocabulary, in its order); chosen: (page, term) pairs of keys."""
    for page in pages:
        if hasattr(type(page), name):
            rows = {name: [term for term in terms if (page.pk, term.pk) in chosen]}
            page._prefetched_objects_cache = getattr(page, "_prefetched_objects_cache", {}) | _as_querysets(page, rows)


@cache
def _relations_of(page_type):
    return {name: Relation(page_type._meta.get_field(name), found) for name, found in page_type.shown_rows.items()}


@cache
def _no_rows(model):
    return model._default_manager.none()


def fill_facts(page_type):
    """Return annotations {name: condition} for a queryset of pages of a type: which of their relations have rows.

    A page that is read with them is spared the query for them in fetch_rows().
    """
    return {_fact_of(name): relation.is_filled for name, relation in _relations_of(page_type).items()}


def _fact_of(name):
    return f"has_rows_in_{name}"


def _read(page, without=()):
    """Return {name: rows} of the relations of a page as they are stored, in one query for all that have any.

    The fill_facts() say which relations have rows; those of a page that was read without them cost a query more.
    """
    facts, found = fill_facts(type(page)), vars(page)
    if not facts.keys() <= found.keys():
        found = type(page)._base_manager.filter(pk=page.pk).values(**facts).get()
    relations = {name: relation for name, relation in _relations_of(type(page)).items() if name not in without}
    filled = {name: relation for name, relation in relations.items() if found[_fact_of(name)]}
    queries = [
        query for name, relation in filled.items() for query in relation.queries(getattr(page, name).get_queryset())
    ]
    parts = iter(read_together(*queries) if queries else ())
    rows = {name: relation.assemble(parts) for name, relation in filled.items()}
    return {name: [] for name in relations} | rows


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
