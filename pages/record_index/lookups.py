"""Values at lookups from pages ("theme_links__theme"), taken from what was read with the pages where it can be."""

from functools import cache

from django.db.models import prefetch_related_objects

from pages import child_writes

FEW = 10  # pages that are read with joins


def follow(model, path):
    """Return the model to which a lookup (such as "theme_links__theme") leads from `model`."""
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


def read_pages(model, pks, lookups):
    """Return the pages (a list) of `model` with these primary keys, and fetch() for what they refer to.

    lookups: lookups (a tuple) to fetch. A few pages are joined with the rows that they refer to, and their child rows
    are read together: fewest queries. Of many pages the rows that they share are read once. fetch(pages) fetches what
    is left.
    """
    pages = model.objects.order_by().filter(pk__in=pks)
    if len(pks) > FEW:
        found = list(pages)
        mark_empty(found)
    else:
        joins = _joins(model, lookups)
        found = list(pages.select_related(*joins) if joins else pages)
        rows = child_writes.read_rows_of(model, [page.pk for page in found], lookups)
        for page in found:
            child_writes.fill(page, rows[page.pk])
    return found, lambda pages: prefetch_related_objects(pages, *lookups)


@cache
def _joins(model, lookups):
    """Return those of the lookups (a tuple) from `model` that go along foreign keys alone."""
    return [lookup for lookup in lookups if all(step.many_to_one for step in _steps(model, lookup))]


def _steps(model, path):
    for name in path.split("__"):
        field = model._meta.get_field(name)
        yield field
        model = field.related_model


def values_at(model, pages, path, where=None):
    """Return {(primary key of the page, that of the row)} of the rows at a lookup from pages of `model` (a list).

    where: {field: value} that holds for the child rows on the way, for foreign keys of child rows only. Foreign keys of
    the pages cost no query; lists and foreign keys of child rows one query for the rows, whatever is asked of them and
    unless they were read with the pages; other lookups one query, and none from rows that no page has.
    """
    first, _separator, rest = path.partition("__")
    field = model._meta.get_field(first)
    if not rest and field.many_to_one:
        found = ((page.pk, getattr(page, field.attname)) for page in pages)
    elif field.one_to_many and _is_foreign_key(field.related_model, rest):
        prefetch_related_objects(pages, first)
        column = field.related_model._meta.get_field(rest).attname
        found = (
            (page.pk, getattr(row, column))
            for page in pages
            for row in _read(page, first)
            if all(getattr(row, name) == value for name, value in (where or {}).items())
        )
    elif field.many_to_many and not rest:
        prefetch_related_objects(pages, first)
        found = ((page.pk, row.pk) for page in pages for row in _read(page, first))
    elif all(is_empty(page, first) for page in pages):
        found = ()
    else:
        rows = model.objects.order_by().filter(pk__in=[page.pk for page in pages])
        found = rows.values_list("pk", path)
    return {(pk, key) for pk, key in found if key is not None}


def rows_in_hand(model, pages, path, fields):
    """Return {primary key: row} of the rows at a lookup that values_at() read with the pages. Costs no query.

    fields: names of columns that the rows must have; what was read without one of them, or cannot have it, is left out.
    """
    first, _separator, rest = path.partition("__")
    field = model._meta.get_field(first)
    if not rest and field.many_to_one:
        rows = _targets(pages, field)
    elif field.one_to_many and _is_foreign_key(field.related_model, rest):
        children = [row for page in pages for row in _read(page, first)]
        rows = _targets(children, field.related_model._meta.get_field(rest))
    elif field.many_to_many and not rest:
        rows = [row for page in pages for row in _read(page, first)]
    else:
        return {}
    columns = {column.attname for column in follow(model, path)._meta.concrete_fields}
    if not columns.issuperset(fields):
        return {}
    return {row.pk: row for row in rows if not row.get_deferred_fields() & set(fields)}


def _targets(rows, field):
    """Return the rows (list) to which a foreign key of rows leads, as far as they were read with these."""
    found = (field.get_cached_value(row, default=None) for row in rows)
    return [target for target in found if target is not None]


def mark_empty(pages):
    """Let pages of one type know of which child rows and lists none of them has any, so that nobody reads these."""
    if pages:
        present = child_writes.present_relations(type(pages[0]), [page.pk for page in pages])
        for page in pages:
            child_writes.fill(page, {name: [] for name in child_writes.relations_of(type(page)).keys() - present})


def is_empty(page, name):
    """Return whether it was read that a page has no rows by this relation."""
    read = _read(page, name)
    return read is not None and not read


def _read(page, name):
    """Return the rows of a relation that were read with a page, or None: without the queryset that a manager makes."""
    return vars(page).get("_prefetched_objects_cache", {}).get(name)


def _is_foreign_key(model, path):
    return bool(path) and "__" not in path and bool(model._meta.get_field(path).many_to_one)
