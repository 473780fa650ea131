"""Dates relative to the day of import, for content that stays fresh: `today+12d`, `today-3mo`, `today+2w@tue`.

The grammar is `today`, a sign, a number and a unit, and optionally `@` with an English weekday of three letters:

| unit | what |
|---|---|
| `d`, `w` | days, weeks; a fuzzy date is then that day |
| `mo`, `season`, `y` | months, seasons (of three months), years; a fuzzy date is then that month, season or year |
| `@tue` | the Tuesday of the week (Monday first) in which the day falls; a fuzzy date is then that day |

`today` alone is the day itself. Months and years keep the day of the month, or take the last one of a shorter month.
"""

import calendar
import re
from datetime import date, timedelta

from django.utils.translation import gettext

RELATIVE = re.compile(
    r"today(?:([+-])(\d{1,4})(d|w|mo|season|y))?(?:@(mon|tue|wed|thu|fri|sat|sun))?(?![a-z\d@+-])", re.ASCII
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = {"mo": 1, "season": 3, "y": 12}
# EDTF level 1 (ISO 8601-2): spring 21, summer 22, autumn 23; a winter (24) bears the year in which it begins.
SEASONS = {3: 21, 6: 22, 9: 23, 12: 24}


def resolve_days(text, today):
    """Return `text` with every relative date replaced by its day (ISO 8601), seen from `today` (date).

    Raises ValueError with a sentence for a relative date that cannot be read or lies outside the calendar.
    """
    return _resolve(text, today, lambda day, unit: day.isoformat())


def resolve_fuzzy(text, today):
    """Return `text` with every relative date replaced by EDTF as precise as its unit; raises as resolve_days()."""
    return _resolve(text, today, _as_edtf)


def _resolve(text, today, write):
    if "today" not in text:
        return text

    def replace(found):
        sign, number, unit, weekday = found.groups()
        count = int(f"{sign}{number}") if sign else 0
        try:
            day = _move(today, count, unit)
            if weekday:
                day += timedelta(days=WEEKDAYS.index(weekday) - day.weekday())
        except (OverflowError, ValueError) as error:
            raise ValueError(gettext("“%(value)s” is too far away.") % {"value": found.group()}) from error
        return write(day, "d" if weekday else unit)

    done = RELATIVE.sub(replace, text)
    if "today" in done:
        message = gettext("“%(value)s” is no relative date; write for example today+12d, today-3mo or today+2w@tue.")
        raise ValueError(message % {"value": text})
    return done


def _move(day, count, unit):
    if unit in MONTHS:
        months = day.year * 12 + day.month - 1 + count * MONTHS[unit]
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last))
    return day + timedelta(days=count * 7 if unit == "w" else count)


def _as_edtf(day, unit):
    if unit == "y":
        return f"{day.year:04d}"
    if unit == "mo":
        return f"{day.year:04d}-{day.month:02d}"
    if unit == "season":
        # January and February belong to the winter that began in the year before.
        first = 12 if day.month < 3 else day.month - day.month % 3
        return f"{day.year - (day.month < 3):04d}-{SEASONS[first]}"
    return day.isoformat()
