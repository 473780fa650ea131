"""Child rows and lists of a page, written where they differ from what the database has and not otherwise.

modelcluster would read each relation of a page, also those without rows, and save each row, also those that stay.
"""

import copy
from contextlib import contextmanager
from functools import cache, lru_cache

from django.db import connection, models, router
from django.db.models import prefetch_related_objects
from django.db.models.signals import post_save, pre_save
from modelcluster.models import ClusterableModel, get_all_child_m2m_relations, get_all_child_relations

from pages.read_together import Prepared

# So many statements, by types of page and number of pages, a process remembers.
MOST_STATEMENTS = 64


@cache
def relations_of(model):
    """Return {name of the attribute: ParentalKey or ParentalManyToManyField} of the child rows and lists of a page."""
    rows = {relation.get_accessor_name(): relation.field for relation in get_all_child_relations(model)}
    return rows | {field.name: field for field in get_all_child_m2m_relations(model)}


def read_rows(page):
    """Return {name: rows (list)} of all child rows and lists of a page as the database has them, and {name: row} of
    what search names along foreign keys. Two queries, as read_rows_of().
    """
    lookups = tuple(getattr(page, "search_names", ()))
    named = {lookup.partition("__")[0] for lookup in lookups}
    fields = [field for field in page._meta.concrete_fields if field.name in named and field.many_to_one]
    keys = {field.name: getattr(page, field.attname) for field in fields if not field.is_cached(page)}
    keys = {name: key for name, key in keys.items() if key is not None}
    rows, targets = _read(type(page), [page.pk], lookups, keys)
    return rows[page.pk] | targets


def read_rows_of(model, pks, lookups=()):
    """Return {primary key: {name: rows (list)}} of all child rows and lists of a few pages of `model`. Two queries.

    One tells which relations have any, and one reads these. The rows are joined with the foreign keys by which lookups
    (a tuple) from the page go on from them; StreamFields, also of what is joined and of what stands in lists, are
    deferred.
    """
    return _read(model, pks, lookups, {})[0]


def _read(model, pks, lookups, keys):
    """Return what read_rows_of() does, and {name: row} of the foreign keys {name: key}, in the same query."""
    relations, present = relations_of(model), present_relations(model, pks)
    found = {pk: {name: [] for name in relations} for pk in pks}
    names = tuple(name for name in relations if name in present)
    if not names and not keys:
        return found, {}
    values = dict(zip(_placeholders(len(pks) + len(keys)), [*pks, *keys.values()], strict=True))
    read = _statement(model, names, tuple(keys), lookups, len(pks)).read(values)
    rows = dict(zip((*names, *keys), read, strict=True))
    for name in names:
        field = relations[name]
        for row in rows[name]:
            if field.many_to_many:
                pk = getattr(row, f"{field.m2m_field_name()}_id")
                found[pk][name].append(getattr(row, field.m2m_reverse_field_name()))
            else:
                found[getattr(row, field.attname)][name].append(row)
    return found, {name: rows[name][0] for name in keys if rows[name]}


@lru_cache(MOST_STATEMENTS)
def _statement(model, names, keys, lookups, number):
    """Return the Prepared of child rows (names, a tuple) of `number` pages and of foreign keys (names, a tuple)."""
    pks, targets = _placeholders(number), _placeholders(number + len(keys))[number:]
    rows = [_rows_of(model, name, pks, lookups) for name in names]
    related = (model._meta.get_field(name).related_model for name in keys)
    return Prepared(*rows, *(to._base_manager.filter(pk=pk) for to, pk in zip(related, targets, strict=True)))


def _placeholders(number):
    """Return numbers (a list) that are no primary keys."""
    return [-(2**31) + place for place in range(number)]


def _rows_of(model, name, pks, lookups):
    """Return the queryset of the child rows of pages in their order, or of the links of one of their lists."""
    field = relations_of(model)[name]
    if not field.many_to_many:
        joins = _joins(model, name, lookups)
        rows = field.model._default_manager.filter(**{f"{field.name}__in": pks})
        return rows.select_related(*joins) if joins else rows
    target, listed = field.m2m_reverse_field_name(), field.related_model
    order = listed._default_manager.all().query.order_by or listed._meta.ordering
    rows = _links(field, pks).select_related(target)
    return rows.order_by(*(f"-{target}__{way[1:]}" if way.startswith("-") else f"{target}__{way}" for way in order))


@cache
def _joins(model, name, lookups):
    """Return the foreign keys (list) along which lookups (a tuple) from a page go on from its child rows `name`."""
    found = {}
    for path in lookups:
        first, *steps = path.split("__")
        if first == name and (joined := _along_foreign_keys(relations_of(model)[name].model, steps)):
            found[joined] = None
    return list(found)


def _along_foreign_keys(model, steps):
    """Return the beginning of a lookup, given as its steps (list), that goes along foreign keys alone."""
    names = []
    for step in steps:
        field = next((field for field in model._meta.concrete_fields if field.name == step), None)
        if field is None or not field.many_to_one:
            break
        names.append(step)
        model = field.related_model
    return "__".join(names)


def present_relations(model, pks):
    """Return the names (set) of the relations by which any of these pages of `model` has child rows. One query."""
    if not pks:
        return set()
    names = list(relations_of(model))
    with connection.cursor() as cursor:
        cursor.execute(_presence_statement(model, len(pks)), list(pks))
        found = cursor.fetchone()
    return {name for name, is_present in zip(names, found, strict=True) if is_present}


@lru_cache(MOST_STATEMENTS)
def _presence_statement(model, number):
    """Return the SQL of one row that says of each of the relations_of() a model whether any of `number` pages has rows.

    It is remembered: of a dozen tables it takes Django longer to write than the database to answer.
    """
    quote, asked = connection.ops.quote_name, []
    for field in relations_of(model).values():
        key = field.remote_field.through._meta.get_field(field.m2m_field_name()) if field.many_to_many else field
        table = quote(key.model._meta.db_table)
        asked.append(f"EXISTS(SELECT 1 FROM {table} WHERE {table}.{quote(key.column)} IN (SELECT pk FROM asked))")  # noqa: S608
    # Each key stands in it once: that of a hundred tables for hundreds of pages takes long to read.
    return f"WITH asked(pk) AS (VALUES {', '.join(['(%s)'] * number)}) SELECT {', '.join(asked)}"


def _links(field, pks):
    """Return the queryset of the child rows of pages, or of the links of one of their lists."""
    if field.many_to_many:
        return field.remote_field.through._base_manager.filter(**{f"{field.m2m_field_name()}__in": pks})
    return field.model._base_manager.filter(**{f"{field.name}__in": pks})


def without_rows(page):
    """Return a copy of a page that reads its child rows and lists from the database."""
    bare = copy.copy(page)
    for name in ("_cluster_related_objects", "_prefetched_objects_cache"):
        vars(bare).pop(name, None)
    return bare


def fill(page, known):
    """Give a page what was not read with it yet and is known, as read_rows() returns it."""
    relations = relations_of(type(page))
    for name, rows in known.items():
        if name not in relations:
            page._meta.get_field(name).set_cached_value(page, rows)
            continue
        field = relations[name]
        if not field.many_to_many:
            for row in rows:
                setattr(row, field.name, page)
        if rows:
            found = getattr(page, name).all()
            found._result_cache, found._prefetch_done = rows, True
        else:
            # What narrows it asks nothing either.
            found = _empty(field.related_model if field.many_to_many else field.model)
        # As prefetch_related_objects() keeps it, where further lookups find it.
        vars(page).setdefault("_prefetched_objects_cache", {})[name] = found


@cache
def _empty(model):
    """Return the queryset of no rows of a model, which pages share: making one costs more than all else of fill()."""
    found = model._default_manager.none()
    found._result_cache, found._prefetch_done = [], True
    return found


@contextmanager
def rows_read_once(page):
    """Let a page have, inside the block, the child rows and lists that it would read one by one.

    Those that were assigned or read before stay what they are; child rows of child rows are read too.
    """
    known = {**(vars(page).get("_cluster_related_objects") or {}), **vars(page).get("_prefetched_objects_cache", {})}
    rows = read_rows_of(type(page), [page.pk])[page.pk] if page.pk else {}
    rows = {name: found for name, found in rows.items() if name not in known}
    fill(page, rows)
    for name, found in rows.items():
        field = relations_of(type(page))[name]
        if not field.many_to_many and issubclass(field.model, ClusterableModel):
            prefetch_related_objects(found, *relations_of(field.model))
    try:
        yield
    finally:
        kept = vars(page).get("_prefetched_objects_cache", {})
        for name in rows:
            kept.pop(name, None)


def write(page, *, is_new):
    """Write the child rows and lists of a page that differ from the database.

    Return {name: rows} of the others as read_rows() does. What saves itself in its own way, and lists that changed, is
    left to modelcluster, which comes after this. Signals are sent as by save() and delete().
    """
    waiting = vars(page).get("_cluster_related_objects") or {}
    if not waiting:
        return {}
    relations = relations_of(type(page))
    stored = {name: [] for name in relations} if is_new else read_rows(page)
    for name in waiting.keys() & relations.keys():
        field, before = relations[name], stored[name]
        if not _is_ours(field, before, waiting[name]) or _write_rows(page, field, before, waiting.pop(name)):
            del stored[name]
    return stored


def _is_ours(field, stored, rows):
    if field.many_to_many:
        return {row.pk for row in stored} == {row.pk for row in rows}
    return not (stored or rows) or _is_plain(field.model)


def _write_rows(page, field, stored, rows):
    """Return whether anything had to be written."""
    if field.many_to_many:
        return False
    known = {row.pk: row for row in stored}
    for row in rows:
        setattr(row, field.name, page)
    gone = [row for row in stored if row not in rows]
    changed = [row for row in rows if row.pk not in known or _differs(row, known[row.pk])]
    for row in gone:
        row.delete()
    _save(field.model, changed, known)
    return bool(gone or changed)


@cache
def _is_plain(model):
    """Return whether saving a row of a model writes its columns and does nothing else."""
    fields = model._meta.concrete_fields
    return (
        model.save is models.Model.save
        and not model._meta.parents
        and not issubclass(model, ClusterableModel)
        and not any(getattr(field, "auto_now", False) for field in fields)
    )


def _differs(row, stored):
    return any(
        field.get_prep_value(getattr(row, field.attname)) != field.get_prep_value(getattr(stored, field.attname))
        for field in row._meta.concrete_fields
    )


def _save(model, rows, known):
    """Save rows of a plain model with one query for the new ones and one for the others."""
    if len(rows) < 2:
        for row in rows:
            row.save()
        return
    database = router.db_for_write(model)
    for row in rows:
        pre_save.send(model, instance=row, raw=False, using=database, update_fields=None)
    columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    new = [row for row in rows if row.pk is None]
    others = [row for row in rows if row.pk is not None]
    model._base_manager.bulk_create(new)
    model._base_manager.bulk_create(others, update_conflicts=True, unique_fields=["pk"], update_fields=columns)
    for row in rows:
        created = row.pk not in known
        post_save.send(model, instance=row, created=created, raw=False, using=database, update_fields=None)
