"""When the clock alone next changes a page: an event ends, a call closes, a day begins.

Which moments those are follows from the kinds of content that the page was made from: every date with a time in their
tables counts. A moment that is only computed (an hour after the end) is not known here; kept pages end soon anyway.
"""

from datetime import UTC, datetime, time, timedelta
from functools import cache, reduce
from operator import or_

from django.apps import apps
from django.db.models import DateTimeField, Q
from django.utils import timezone
from modelcluster.models import get_all_child_relations

from pages.cache_kinds import ANY, all_kinds
from pages.cache_version import cached
from pages.models import FacetValue, IndexedRecord, RecordFacet
from pages.record_types import record_types

INDEX = frozenset(model._meta.db_table for model in (IndexedRecord, FacetValue, RecordFacet))


def next_moment(kinds, after):
    """Return the first moment after `after` at which what was made from these kinds can become something else.

    Both moments are seconds since 1970; it is the next midnight in Amsterdam at the latest.
    """
    began = timezone.localtime(datetime.fromtimestamp(after, UTC))
    day = [datetime.combine(began.date() + timedelta(days=days), time.min, began.tzinfo) for days in (0, 1)]
    wanted = all_kinds() if ANY in kinds else {*kinds, *_shown_by_index(kinds)}
    found = [_moments_of(model, names, *day) for model, names in _models() if model._meta.db_table in wanted]
    return min([day[1], *(moment for some in found for moment in some if moment > began)]).timestamp()


@cache
def _models():
    """Return (model, names of its fields with a date and time) of what has any; the index repeats those of records."""
    fields = {
        model: [field.name for field in model._meta.local_concrete_fields if isinstance(field, DateTimeField)]
        for model in apps.get_models(include_auto_created=True)
        if model is not IndexedRecord and model._meta.app_label != "wagtailcore"
    }
    return [(model, names) for model, names in fields.items() if names]


def _shown_by_index(kinds):
    """Return the tables of records and their child rows when the kinds are those of the record index, else nothing."""
    return _tables_of_records() if kinds & INDEX else frozenset()


@cache
def _tables_of_records():
    records = record_types()
    rows = [relation.related_model for record in records for relation in get_all_child_relations(record)]
    return frozenset(model._meta.db_table for model in [*records, *rows])


def _moments_of(model, names, first, last):
    """Return the moments (list) from `first` up to `last` in these fields of the rows of a model."""

    def read():
        asked = reduce(or_, (Q(**{f"{name}__range": (first, last)}) for name in names))
        rows = model._base_manager.order_by().filter(asked).values_list(*names).distinct()
        return sorted({moment for row in rows for moment in row if moment and first <= moment <= last})

    return cached(f"moments:{model._meta.label}:{first.date()}", read, alone=True)
