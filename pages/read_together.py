"""Rows of several tables in one query, for pages that need a little of many.

towns, laws = read_together(Municipality.objects.values_list("pk", "name"), Law.objects.values_list("slug"))
"""

from datetime import UTC, datetime

from django.db.models import F, Value
from django.db.models.functions import JSONArray
from django.utils import timezone


def read_together(*querysets):
    """Return for each of several querysets of values_list(names) the list of its rows as tuples, in one query.

    A queryset may count or add up by group. The order of its rows is lost, and it may be sliced only in a subquery; a
    JSONField cannot be read so.
    """
    parts = [
        queryset.order_by().annotate(part=Value(number), row=JSONArray(*map(F, queryset._fields)))
        for number, queryset in enumerate(querysets)
    ]
    # As bare columns: what a queryset groups by stays what it was.
    first, *others = (part.values_list("part", "row") for part in parts)
    readers = [_readers_of(queryset) for queryset in querysets]
    found = [[] for _queryset in querysets]
    for part, row in first.union(*others, all=True):
        found[part].append(tuple(read(value) for read, value in zip(readers[part], row, strict=True)))
    return found


def _readers_of(queryset):
    """Return the functions that make of the values in a row, as JSON has them, what values_list() returns."""
    query = queryset.query.chain()
    fields = [query.resolve_ref(name).output_field for name in queryset._fields]
    return [_reader_of(field.target_field if field.is_relation else field) for field in fields]


def _reader_of(field):
    def read(value):
        value = field.to_python(value)
        # SQLite writes moments in UTC without saying so.
        is_naive = isinstance(value, datetime) and timezone.is_naive(value)
        return timezone.make_aware(value, UTC) if is_naive else value

    return read
