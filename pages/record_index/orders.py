"""The orders in which lists show records, and how a page of a long list is read from either end."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Order:
    """One order: its name in addresses (`?sorteer=`) and for readers, and the columns of IndexedRecord it sorts by.

    A column with “-” in front sorts downwards; the last one tells equals apart. The table has an index for each.
    """

    name: str
    label: str | Promise
    columns: tuple

    def parts(self):
        """Return the parts of a list, one after the other, as (Q on IndexedRecord, columns)."""
        return [(Q(), self.columns)]


@dataclass(frozen=True)
class CurrentFirst(Order):
    """What is to come, open or confirmed now stands first, in an order of its own; then the rest by `columns`."""

    first_columns: tuple = ()

    def parts(self):
        now = timezone.now()
        return [(Q(ends_at__gt=now), self.first_columns), (Q(ends_at=None) | Q(ends_at__lte=now), self.columns)]


NEWEST = Order("nieuwste", _("Newest first"), ("-sort_day", "-page"))
BY_TITLE = Order("titel", _("By title"), ("sort_title", "page"))


def read_slice(records, order, total, start, stop):
    """Return the pages (primary keys) from place `start` up to `stop` of a list of `total` IndexedRecords.

    Reads from the nearest end, so that the last page costs what the first does.
    """
    parts, keys = order.parts(), []
    for place, (condition, columns) in enumerate(parts):
        if start >= stop:
            break
        part = records.filter(condition)
        is_last = place == len(parts) - 1
        length = total if is_last else part.count()
        if start < length:
            keys += _read_part(part, columns, length, start, min(stop, length))
        start, stop, total = max(start - length, 0), stop - length, total - length
    return keys


def _read_part(part, columns, length, start, stop):
    from_end = length - stop
    if from_end < start:
        rows = part.order_by(*(_sorted_by(column, backwards=True) for column in columns))
        return list(rows.values_list("page", flat=True)[from_end : length - start])[::-1]
    rows = part.order_by(*(_sorted_by(column) for column in columns))
    return list(rows.values_list("page", flat=True)[start:stop])


def _sorted_by(column, *, backwards=False):
    """Return how to sort by a column; rows without a value stand last, whichever way the list is read."""
    name, downwards = column.removeprefix("-"), column.startswith("-")
    if name != "starts_at":
        return F(name).desc() if downwards != backwards else F(name).asc()
    last = {"nulls_first": True} if backwards else {"nulls_last": True}
    return F(name).desc(**last) if downwards != backwards else F(name).asc(**last)
