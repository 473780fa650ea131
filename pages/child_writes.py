"""Child rows and lists of a page, written where they differ from what the database has and not otherwise.

modelcluster would read each relation of a page, also those without rows, and save each row, also those that stay.
"""

import copy
from functools import cache

from django.db import models, router
from django.db.models import IntegerField, Value
from django.db.models.signals import post_save, pre_save
from modelcluster.models import ClusterableModel, get_all_child_m2m_relations, get_all_child_relations


@cache
def relations_of(model):
    """Return {name of the attribute: ParentalKey or ParentalManyToManyField} of the child rows and lists of a page."""
    rows = {relation.get_accessor_name(): relation.field for relation in get_all_child_relations(model)}
    return rows | {field.name: field for field in get_all_child_m2m_relations(model)}


def read_rows(page):
    """Return {name: rows (list)} of all child rows and lists of a page as the database has them.

    One query tells which relations have any, and one reads each of those, joined with what search names of them.
    """
    present, bare = present_relations(type(page), [page.pk]), without_rows(page)
    rows = {}
    for name in relations_of(type(page)):
        found = getattr(bare, name).all()
        if joins := named_by(type(page), name):
            found = found.select_related(*joins)
        rows[name] = list(found) if name in present else []
    return rows


@cache
def named_by(model, name):
    """Return the foreign keys (list) of child rows of a page by which its `search_names` go on from them."""
    field = relations_of(model)[name]
    if field.many_to_many:
        return []
    paths = (path.split("__") for path in getattr(model, "search_names", []))
    steps = {path[1] for path in paths if path[0] == name and len(path) > 1}
    found = (column for column in field.model._meta.concrete_fields if column.name in steps)
    return [column.name for column in found if column.many_to_one]


def present_relations(model, pks):
    """Return the names (set) of the relations by which any of these pages of `model` has child rows. One query."""
    names = list(relations_of(model))
    queries = [
        _links(field, pks).annotate(place=Value(place, IntegerField())).values_list("place").order_by()
        for place, field in enumerate(relations_of(model).values())
    ]
    return {names[place] for (place,) in queries[0].union(*queries[1:])}


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
    """Give a page whose child rows and lists were not read yet those that are known: {name: rows}."""
    relations = relations_of(type(page))
    for name, rows in known.items():
        field, manager = relations[name], getattr(page, name)
        if not field.many_to_many:
            for row in rows:
                setattr(row, field.name, page)
        found = manager.all()
        found._result_cache, found._prefetch_done = rows, True
        # As prefetch_related_objects() keeps it, where further lookups find it.
        vars(page).setdefault("_prefetched_objects_cache", {})[name] = found


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
