"""The orders in which lists show records, and how a page of a long list is read from either end."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Order:
    """One order: its name in addresses (`?sorteer=`) and for readers, and the columns of IndexedRecord it sorts by.

    A column with “-” in front sorts downwards; the last one decides between equals. The table has an index for each.
    """

    name: str
    label: str | Promise
    columns: tuple

    def parts(self, selection):
        """Return the parts of a Selection, one after the other, as (Q on IndexedRecord, columns, number of records)."""
        return [(Q(), self.columns, selection.total)]


@dataclass(frozen=True)
class CurrentFirst(Order):
    """What is to come, open or confirmed now stands first, in an order of its own; then the rest by `columns`."""

    first_columns: tuple = ()

    def parts(self, selection):
        current, moment = selection.count_current(), selection.moment
        return [
            (Q(ends_at__gt=moment), self.first_columns, current),
            (Q(ends_at=None) | Q(ends_at__lte=moment), self.columns, selection.total - current),
        ]


NEWEST = Order("nieuwste", _("Newest first"), ("-sort_day", "-page"))
BY_TITLE = Order("titel", _("By title"), ("sort_title", "page"))


def read_slice(selection, order, start, stop):
    """Return the IndexedRecords from place `start` up to `stop` of a Selection, with a query for each part they are in.

    Reads from the nearest end, so that the last page costs what the first does.
    """
    records, found = selection.records(), []
    for condition, columns, length in order.parts(selection):
        if start < min(stop, length):
            found += _read_part(
                records.filter(condition), selection.language, columns, length, start, min(stop, length)
            )
        start, stop = max(start - length, 0), max(stop - length, 0)
    return found


def _read_part(part, language, columns, length, start, stop):
    from_end = length - stop
    is_backwards = from_end < start
    ordered = part.order_by(*(_sorted_by(column, backwards=is_backwards) for column in columns))
    # The index alone says which they are; only those are read.
    keys = ordered.values("page")[from_end : length - start] if is_backwards else ordered.values("page")[start:stop]
    rows = part.model.objects.filter(language=language, page__in=keys)
    return list(rows.order_by(*(_sorted_by(column) for column in columns)))


def _sorted_by(column, *, backwards=False):
    """Return how to sort by a column; rows without a value stand last, whichever way the list is read."""
    name, downwards = column.removeprefix("-"), column.startswith("-")
    if name != "starts_at":
        return F(name).desc() if downwards != backwards else F(name).asc()
    last = {"nulls_first": True} if backwards else {"nulls_last": True}
    return F(name).desc(**last) if downwards != backwards else F(name).asc(**last)
