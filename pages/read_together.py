"""Rows of several tables in one query, for pages that need a little of many.

towns, people = read_together(Municipality.objects.values_list("pk", "name"), Person.objects.filter(pk=1))
"""

import json
from datetime import UTC
from functools import partial

from django.db.models import DateTimeField, F, JSONField, Value
from django.db.models.functions import JSONArray
from django.utils import timezone


def read_together(*querysets):
    """Return for each of several querysets the list of its rows, all read in one query.

    Those of values_list(names) give tuples, others objects without what select_related() and prefetch_related() name. A
    queryset may count or add up by group. The order of its rows is lost, and it may be sliced only in a subquery.
    """
    names = [_names_of(queryset) for queryset in querysets]
    parts = [
        queryset.order_by().annotate(part=Value(number), row=JSONArray(*map(F, names[number])))
        for number, queryset in enumerate(querysets)
    ]
    # As bare columns: what a queryset groups by stays what it was.
    first, *others = (part.values_list("part", "row") for part in parts)
    readers = [_readers_of(queryset, found) for queryset, found in zip(querysets, names, strict=True)]
    rows = [[] for _queryset in querysets]
    for part, row in first.union(*others, all=True):
        rows[part].append(tuple(read(value) for read, value in zip(readers[part], row, strict=True)))
    return [
        found if queryset._fields else [queryset.model.from_db(queryset.db, names[number], row) for row in found]
        for number, (queryset, found) in enumerate(zip(querysets, rows, strict=True))
    ]


def _names_of(queryset):
    return queryset._fields or [field.attname for field in queryset.model._meta.concrete_fields]


def _readers_of(queryset, names):
    """Return the functions that make of the values in a row, as JSON has them, what the fields hold."""
    query = queryset.query.chain()
    fields = [query.resolve_ref(name).output_field for name in names]
    return [_reader_of(field.target_field if field.is_relation else field) for field in fields]


def _reader_of(field):
    if isinstance(field, JSONField):
        # SQLite has JSON as text.
        return lambda value: json.loads(value, cls=field.decoder) if isinstance(value, str) else value
    return partial(_read_moment, field) if isinstance(field, DateTimeField) else field.to_python


def _read_moment(field, value):
    value = field.to_python(value)
    # SQLite writes moments in UTC without saying so.
    return timezone.make_aware(value, UTC) if value and timezone.is_naive(value) else value
