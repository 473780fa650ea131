"""Keyset paging: a cursor says behind which record a page begins, so that any page costs what the first does.

Records that appear or go while somebody pages shift nothing: no other record is left out or given twice.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

WRITTEN = re.compile(r"([np])(\d{4}-\d\d-\d\d)\.(\d{1,18})")


class CursorError(ValueError):
    """The text is no cursor of ours."""


@dataclass(frozen=True)
class Cursor:
    """The place behind (or, when `is_backwards`, before) a record, by its sort day and the key of its page."""

    day: date
    page: int
    is_backwards: bool = False

    def __str__(self):
        text = f"{'p' if self.is_backwards else 'n'}{self.day.isoformat()}.{self.page}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text):
        """Return the Cursor that str() wrote; raises CursorError."""
        try:
            plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
            direction, day, page = WRITTEN.fullmatch(plain).groups()
            return cls(date.fromisoformat(day), int(page), direction == "p")
        except (AttributeError, UnicodeError, ValueError, binascii.Error) as error:
            raise CursorError(text) from error


def read_page(records, cursor, size):
    """Return (rows, previous Cursor, next Cursor) of a queryset of IndexedRecords, the newest first.

    cursor: a Cursor, or None for the first page. A cursor that is None leads nowhere.
    """
    backwards = bool(cursor and cursor.is_backwards)
    if cursor:
        side = "gt" if backwards else "lt"
        # The first condition lets the database begin in its index at that day.
        records = records.filter(**{f"sort_day__{side}e": cursor.day}).filter(
            Q(**{f"sort_day__{side}": cursor.day}) | Q(**{f"page__{side}": cursor.page})
        )
    order = (F("sort_day").asc(), F("page").asc()) if backwards else (F("sort_day").desc(), F("page").desc())
    rows = list(records.order_by(*order)[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return [], None, None
    has_previous, has_next = (has_more, True) if backwards else (cursor is not None, has_more)
    first, last = rows[0], rows[-1]
    previous = Cursor(first.sort_day, first.page_id, is_backwards=True) if has_previous else None
    return rows, previous, Cursor(last.sort_day, last.page_id) if has_next else None
