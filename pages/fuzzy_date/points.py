"""Points in time that say no more than is known: a day, a month, a season or a year (EDTF)."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SEASONS = {21: _("spring"), 22: _("summer"), 23: _("autumn"), 24: _("winter")}
SEASON_FIRST_MONTHS = {21: 3, 22: 6, 23: 9, 24: 12}
# An earlier one is a slip of the keyboard, and beyond what databases and time zones can hold.
FIRST_YEAR = 1000
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class FuzzyDateError(ValueError):
    """A text that is no date; the message is a sentence for the person who typed it."""


@dataclass(frozen=True)
class Point:
    """One end of a date: a year with, as far as known, month (1-12) or season (21-24), day and time."""

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None

    def __post_init__(self):
        if not FIRST_YEAR <= self.year <= date.max.year:
            raise FuzzyDateError(
                gettext("The year %(year)s is out of reach. Write a year from %(first)s to %(last)s.")
                % {"year": self.year, "first": FIRST_YEAR, "last": date.max.year}
            )
        if self.month is not None and not (1 <= self.month <= 12 or self.month in SEASONS):
            raise FuzzyDateError(gettext("The month %(month)s does not exist.") % {"month": self.month})
        if self.day is not None and (
            self.is_season or not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]
        ):
            raise FuzzyDateError(
                gettext("%(day)s-%(month)s-%(year)s is not in the calendar.")
                % {"day": self.day, "month": self.month, "year": self.year}
            )
        if self.hour is not None and not (0 <= self.hour <= 23 and 0 <= self.minute <= 59):
            raise FuzzyDateError(
                gettext("%(hour)s:%(minute)s is no time of day.") % {"hour": self.hour, "minute": self.minute}
            )

    @property
    def is_season(self):
        return self.month in SEASONS

    @property
    def earliest(self):
        """The first day (date) it can mean."""
        month = SEASON_FIRST_MONTHS[self.month] if self.is_season else self.month or 1
        return date(self.year, month, self.day or 1)

    @property
    def latest(self):
        """The last day (date) it can mean."""
        if self.day:
            return self.earliest
        if self.is_season:
            year, month = (self.year + 1, 2) if self.month == 24 else (self.year, SEASON_FIRST_MONTHS[self.month] + 2)
        else:
            year, month = self.year, self.month or 12
        # The calendar of Python ends in the middle of the last winter.
        return date(year, month, calendar.monthrange(year, month)[1]) if year <= date.max.year else date.max

    @property
    def text(self):
        """The point in EDTF."""
        value = f"{self.year:04d}"
        if self.month:
            value += f"-{self.month:02d}"
        if self.day:
            value += f"-{self.day:02d}"
        if self.hour is not None:
            value += f"T{self.hour:02d}:{self.minute:02d}"
        return value

    @property
    def moment(self):
        """The point as an aware datetime in Europe/Amsterdam; None when the time of day is not known."""
        if self.hour is None:
            return None
        return datetime(self.year, self.month, self.day, self.hour, self.minute, tzinfo=AMSTERDAM)

    def display(self):
        """The point in words, in the active language."""
        if self.hour is not None:
            # Without time zone: the time is shown as it was written.
            return formats.date_format(self.moment.replace(tzinfo=None), "DATETIME_FORMAT")
        if self.day:
            return formats.date_format(self.earliest, "DATE_FORMAT")
        if self.is_season:
            return f"{SEASONS[self.month]} {self.year}"
        if self.month:
            return formats.date_format(self.earliest, "YEAR_MONTH_FORMAT")
        return str(self.year)

    def schema_value(self):
        """The point in ISO 8601-1 for structured data; None where that would say more than is known.

        A season becomes its year; a winter lies in two years. A time gets its offset from UTC.
        """
        if self.is_season:
            return None if self.month == 24 else f"{self.year:04d}"
        # Amsterdam's offset was no whole number of minutes before 1937.
        has_offset = self.hour is not None and self.year > 1937
        return self.moment.isoformat(timespec="minutes") if has_offset else self.text[:10]

    def input_words(self):
        """The point as an editor types it, in the active language: “10 april 2018 14:00”."""
        if not self.day:
            return self.display()
        words = formats.date_format(self.earliest, "j F Y")
        return words if self.hour is None else f"{words} {self.hour:02d}:{self.minute:02d}"
