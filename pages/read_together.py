"""Rows of several tables in one query, for pages that need a little of many.

towns, people = read_together(Municipality.objects.values_list("pk", "name"), Person.objects.filter(pk=1))
"""

import json
from datetime import UTC, timedelta
from decimal import Decimal
from functools import partial

from django.db import connection
from django.db.models import DateTimeField, DecimalField, DurationField, F, JSONField, Value, Window
from django.db.models.functions import JSONArray, RowNumber
from django.utils import timezone
from wagtail.fields import StreamField

# SQLite and PostgreSQL take some hundred arguments of a function.
MOST_ARGUMENTS = 60


def read_together(*querysets):
    """Return for each of several querysets the list of its rows, all read in one query.

    Those of values_list(names) give tuples in any order; a queryset may count or add up by group. Others give objects
    in their order, with what select_related(names) names, without what prefetch_related() does and with StreamFields
    deferred. A queryset may be sliced only in a subquery.
    """
    parts = _parts_of(querysets)
    return _make(parts, _union(parts))


class Prepared:
    """Querysets that are read together often: Django writes their SQL once, which takes it longer than the database.

    They hold placeholders for what differs each time: numbers that nothing else in them is.
    """

    def __init__(self, *querysets):
        self._parts = _parts_of(querysets)
        self._sql, self._parameters = _union(self._parts).query.sql_with_params()
        for part in self._parts:
            # Most of the memory that it would hold.
            del part.queryset

    def read(self, values):
        """Return what read_together() does, with the values of the placeholders: {placeholder: value}."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [values.get(parameter, parameter) for parameter in self._parameters])
            rows = [(number, json.loads(chunks)) for number, chunks in cursor]
        return _make(self._parts, rows)


def _parts_of(querysets):
    return [_Rows(queryset) if queryset._fields else _Objects(queryset) for queryset in querysets]


def _union(parts):
    """Return the queryset of (number of the part, columns in chunks) of the rows of all parts."""
    # As bare columns: what a queryset groups by stays what it was.
    first, *others = (part.query(number).values_list("part_number", "part_row") for number, part in enumerate(parts))
    return first.union(*others, all=True)


def _make(parts, union):
    """Return for each part the list of what its rows are, from the rows of all parts."""
    rows = [[] for _part in parts]
    for number, chunks in union:
        values = [value for chunk in chunks for value in chunk]
        found = zip(parts[number].readers, values, strict=True)
        rows[number].append([None if value is None else read(value) for read, value in found])
    return [part.make(found) for part, found in zip(parts, rows, strict=True)]


class _Rows:
    """A queryset of values_list(): `names` of its columns, and `readers` that make of JSON what the fields hold."""

    def __init__(self, queryset):
        self.queryset, self.names = queryset, self.list_names(queryset)
        query = queryset.query.chain()
        self.readers = [_reader_of(query.resolve_ref(name).output_field) for name in self.names]

    def list_names(self, queryset):
        return queryset._fields

    def query(self, number):
        """Return the queryset with the `number` of its part and its columns as JSON, in chunks."""
        chunks = [self.names[start : start + MOST_ARGUMENTS] for start in range(0, len(self.names), MOST_ARGUMENTS)]
        row = JSONArray(*(JSONArray(*map(F, chunk)) for chunk in chunks))
        return self.queryset.order_by().annotate(part_number=Value(number), part_row=row)

    def make(self, rows):
        """Return what the queryset gives, out of lists of values."""
        return [tuple(row) for row in rows]


class _Objects(_Rows):
    """A queryset of objects; their place in its order stands before their columns."""

    def __init__(self, queryset):
        order = queryset.query.order_by or queryset.model._meta.ordering
        place = Window(RowNumber(), order_by=list(order)) if order else Value(0)
        self.model, self.joins, self.database = queryset.model, _joins_of(queryset), queryset.db
        super().__init__(queryset.annotate(part_place=place))

    def list_names(self, queryset):
        return ["part_place", *_columns_of(self.model, self.joins)]

    def make(self, rows):
        placed = sorted(rows, key=lambda row: row[0])
        return [_make_object(self.model, self.joins, iter(values), self.database) for _place, *values in placed]


def _joins_of(queryset):
    """Return {foreign key: {foreign key: ...}} of what select_related() names."""
    return queryset.query.select_related or {}


def _fields_of(model):
    return [field for field in model._meta.concrete_fields if not isinstance(field, StreamField)]


def _columns_of(model, joins, prefix=""):
    """Return the names of the columns of a model and of those it is joined with, depth first."""
    names = [f"{prefix}{field.attname}" for field in _fields_of(model)]
    for name, below in joins.items():
        names += _columns_of(model._meta.get_field(name).related_model, below, f"{prefix}{name}__")
    return names


def _make_object(model, joins, values, database):
    """Return the object of the next values, with what it is joined with; None for an empty foreign key."""
    names = [field.attname for field in _fields_of(model)]
    columns = dict(zip(names, values, strict=False))
    made = None if columns[model._meta.pk.attname] is None else model.from_db(database, names, columns.values())
    for name, below in joins.items():
        field = model._meta.get_field(name)
        other = _make_object(field.related_model, below, values, database)
        if made:
            field.set_cached_value(made, other)
    return made


def _reader_of(field):
    """Return the function that makes of a value in a row, as JSON has it, what a field holds."""
    field = field.target_field if field.is_relation else field
    if isinstance(field, JSONField):
        # SQLite has JSON as text.
        return lambda value: json.loads(value, cls=field.decoder) if isinstance(value, str) else value
    if isinstance(field, DateTimeField):
        return partial(_read_moment, field)
    if isinstance(field, DurationField):
        return partial(_read_duration, field)
    if isinstance(field, DecimalField):
        return partial(_read_decimal, field)
    if hasattr(field, "from_db_value"):
        return lambda value: field.from_db_value(value, None, connection)
    return field.to_python


def _read_moment(field, value):
    value = field.to_python(value)
    # SQLite writes moments in UTC without saying so.
    return timezone.make_aware(value, UTC) if timezone.is_naive(value) else value


def _read_duration(field, value):
    # SQLite counts microseconds.
    return timedelta(microseconds=value) if isinstance(value, int) else field.to_python(value)


def _read_decimal(field, value):
    # JSON leaves out zeros at the end.
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-field.decimal_places))
