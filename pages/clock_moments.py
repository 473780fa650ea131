"""When the clock alone next changes a page: an event ends, a call closes, a day begins.

Which moments those are follows from the kinds of content that the page was made from: every date with a time in their
tables counts. A moment that is only computed (an hour after the end) is not known here: kept pages end soon anyway,
and what is kept of a page for longer shows no such moment.
"""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from hashlib import sha256

from django.apps import apps
from django.db.models import DateTimeField
from django.utils import timezone
from modelcluster.models import get_all_child_relations

from pages.cache_kinds import ANNOUNCED, ANY, all_kinds
from pages.cache_version import cached
from pages.models import FacetValue, IndexedRecord, RecordFacet
from pages.record_types import record_types

INDEX = frozenset(model._meta.db_table for model in (IndexedRecord, FacetValue, RecordFacet))


def next_moment(kinds, after):
    """Return the first moment after `after` at which what was made from these kinds can become something else.

    Both moments are seconds since 1970; it is the next midnight in Amsterdam at the latest.
    """
    began = timezone.localtime(datetime.fromtimestamp(after, UTC))
    midnight = datetime.combine(began.date() + timedelta(days=1), time.min, began.tzinfo)
    wanted = all_kinds() if ANY in kinds else kinds
    groups = [fields for tables, fields in _groups() if tables & wanted]
    found = [_moments_of(fields, began, midnight) for fields in groups]
    return min([midnight, *(moment for some in found for moment in some if moment > began)]).timestamp()


def next_moment_of_records(after):
    """Return next_moment() for what shows records out of the record index, and nothing else that the clock changes."""
    return next_moment(INDEX, after)


@cache
def _groups():
    """Return (tables, fields) pairs: a date and time in these (model, name) counts for what was made from those tables.

    Those of records and their child rows are one group, read at once: the index shows them all; each needs an index of
    the database. The date at which a row was made or changed is never to come; nor are those of tables whose changes
    are announced, which say when somebody did something.
    """
    fields = {}
    for model in apps.get_models(include_auto_created=True):
        is_of_clock = model is not IndexedRecord and model._meta.app_label != "wagtailcore"
        if not is_of_clock or model._meta.db_table in ANNOUNCED:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, DateTimeField) and not (field.auto_now or field.auto_now_add):
                fields.setdefault(model._meta.db_table, []).append((model, field.name))
    of_records = _tables_of_records()
    together = [field for table in sorted(of_records & fields.keys()) for field in fields.pop(table)]
    return [(INDEX | of_records, together), *((frozenset([table]), found) for table, found in fields.items())]


def _tables_of_records():
    records = record_types()
    rows = [relation.related_model for record in records for relation in get_all_child_relations(record)]
    return frozenset(model._meta.db_table for model in [*records, *rows])


def _moments_of(fields, began, last):
    """Return the moments (list) in these fields (pairs of a model and a name) from the hour of `began` up to `last`.

    One query, and not from the beginning of the day: after an import each row may hold a moment of this day. It is kept
    for the hour while nothing changes in their tables.
    """
    first = began.replace(minute=0, second=0, microsecond=0)

    def read():
        asked = [
            model._base_manager.order_by().filter(**{f"{name}__range": (first, last)}).values_list(name)
            for model, name in fields
        ]
        return sorted({moment for (moment,) in asked[0].union(*asked[1:])})

    key = "+".join(sorted({model._meta.label for model, _name in fields}))
    return cached(f"moments:{sha256(key.encode()).hexdigest()}:{first.isoformat()}", read, alone=True)
