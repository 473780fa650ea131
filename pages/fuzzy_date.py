"""Dates that say no more than is known: a day, a month, a season, a year, a period, expected or not.

Kept as text in a subset of EDTF (ISO 8601-2:2019 level 1): `2018-04-10`, `2018-04`, `2018-23` (autumn), `2018`,
`2012/2016`, `2012/..` (still going on), `2027?` (expected), `2018-04-10T14:00` (local time, Europe/Amsterdam).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SEASONS = {21: _("spring"), 22: _("summer"), 23: _("autumn"), 24: _("winter")}
SEASON_FIRST_MONTHS = {21: 3, 22: 6, 23: 9, 24: 12}
SEASON_WORDS = {
    "lente": 21, "voorjaar": 21, "spring": 21, "zomer": 22, "summer": 22,
    "herfst": 23, "najaar": 23, "autumn": 23, "fall": 23, "winter": 24,
}  # fmt: skip
MONTH_WORDS = {
    name: number
    for number, names in enumerate(
        ("januari january jan", "februari february feb", "maart march mrt mar", "april apr", "mei may", "juni june jun",
         "juli july jul", "augustus august aug", "september sept sep", "oktober october okt oct",
         "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
EXPECTED_WORDS = ("verwacht", "expected", "ca.", "circa")
ISO_POINT = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2}))?)?)?$")
WORDED_POINT = re.compile(r"^(?:(\d{1,2})\s+)?([a-z.]+)\s+(\d{4})$")
NUMERIC_DAY = re.compile(r"^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$")


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
        if not 1 <= self.year <= 9999:
            raise FuzzyDateError(gettext("The year %(year)s does not exist.") % {"year": self.year})
        if self.month is not None and not (1 <= self.month <= 12 or self.month in SEASONS):
            raise FuzzyDateError(gettext("The month %(month)s does not exist.") % {"month": self.month})
        if self.day is not None and (self.is_season or not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]):
            raise FuzzyDateError(
                gettext("%(day)s-%(month)s-%(year)s is not in the calendar.")
                % {"day": self.day, "month": self.month, "year": self.year}
            )
        if self.hour is not None and not (0 <= self.hour <= 23 and 0 <= self.minute <= 59):
            raise FuzzyDateError(gettext("%(hour)s:%(minute)s is no time of day.") % {"hour": self.hour, "minute": self.minute})

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
        year = min(year, 9999)
        return date(year, month, calendar.monthrange(year, month)[1])

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

    def display(self):
        """The point in words, in the active language."""
        if self.hour is not None:
            moment = datetime(self.year, self.month, self.day, self.hour, self.minute)
            return formats.date_format(moment, "DATETIME_FORMAT")
        if self.day:
            return formats.date_format(self.earliest, "DATE_FORMAT")
        if self.is_season:
            return f"{SEASONS[self.month]} {self.year}"
        if self.month:
            return formats.date_format(self.earliest, "YEAR_MONTH_FORMAT")
        return str(self.year)


@dataclass(frozen=True)
class FuzzyDate:
    """A point or a period; `end` equals `start` for a point and is None for a period that is still going on."""

    start: Point
    end: Point | None
    expected: bool = False

    def __str__(self):
        return self.display()

    @property
    def is_period(self):
        return self.end != self.start

    @property
    def text(self):
        """The date in EDTF, as it is stored."""
        value = self.start.text
        if self.is_period:
            value += f"/{self.end.text if self.end else '..'}"
        return value + ("?" if self.expected else "")

    @property
    def earliest(self):
        """The first day (date) it can mean; what lists sort on."""
        return self.start.earliest

    @property
    def latest(self):
        """The last day (date) it can mean, or None when it is still going on."""
        return self.end.latest if self.end else None

    def display(self):
        """The date in words, in the active language: “najaar 2018”, “2012–2016”, “verwacht in maart 2027”."""
        words = self.start.display()
        if self.is_period:
            words = f"{words}–{self.end.display()}" if self.end else gettext("since %(date)s") % {"date": words}
        return gettext("%(date)s (expected)") % {"date": words} if self.expected else words

    def schema_value(self):
        """Return the date for structured data (ISO 8601-1), or None where that would say more than is known.

        A season becomes its year; an expected date is left out.
        """
        if self.expected:
            return None
        start = self._schema_point(self.start)
        if not self.is_period:
            return start
        return f"{start}/{self._schema_point(self.end) if self.end else '..'}"

    @staticmethod
    def _schema_point(point):
        return str(point.year) if point.is_season else point.text


def parse(text):
    """Return the FuzzyDate that a person or a file means by `text`.

    Takes EDTF and Dutch or English words: “10 april 2018”, “10-4-2018”, “maart 2018”, “najaar 2018”, “2012-2016”,
    “vanaf 2012”, “verwacht 2027”. Raises FuzzyDateError with a sentence that says what to write.
    """
    rest = " ".join(str(text).lower().replace("–", "-").split())
    expected = rest.endswith("?")
    rest = rest.rstrip("?").strip()
    for word in EXPECTED_WORDS:
        if word in rest.split():
            expected, rest = True, " ".join(part for part in rest.split() if part not in (word, "in"))
    if match := re.match(r"^(?:vanaf|sinds|since|from)\s+(.+)$", rest):
        return FuzzyDate(_parse_point(match[1]), None, expected)
    for separator in ("/", " - ", " tot en met ", " t/m ", " tot ", " to "):
        ends = rest.split(separator)
        if len(ends) == 2 and not NUMERIC_DAY.match(rest):
            return _parse_period(ends, expected, text)
    if match := re.match(r"^(\d{4})-(\d{4})$", rest):
        return _parse_period(match.groups(), expected, text)
    point = _parse_point(rest)
    return FuzzyDate(point, point, expected)


def _parse_period(ends, expected, text):
    start = _parse_point(ends[0])
    end = None if ends[1].strip() in ("..", "nu", "heden", "now") else _parse_point(ends[1])
    if end and end.latest < start.earliest:
        raise FuzzyDateError(gettext("“%(text)s” ends before it begins.") % {"text": text})
    return FuzzyDate(start, end, expected)


def _parse_point(text):
    text = text.strip()
    if match := ISO_POINT.match(text.upper()):
        return Point(*(int(part) if part else None for part in match.groups()))
    if match := NUMERIC_DAY.match(text):
        return Point(int(match[3]), int(match[2]), int(match[1]))
    if match := WORDED_POINT.match(text):
        day, word, year = match.groups()
        if word in MONTH_WORDS:
            return Point(int(year), MONTH_WORDS[word], int(day) if day else None)
        if word in SEASON_WORDS and not day:
            return Point(int(year), SEASON_WORDS[word])
    raise FuzzyDateError(
        gettext("“%(text)s” is not a date we understand. Write for example 10 April 2018, March 2018, autumn 2018, 2018 or 2012-2016.")
        % {"text": text}
    )


class FuzzyDateFormField(forms.CharField):
    """A text box that takes a date as a person writes it."""

    def to_python(self, value):
        """Return a FuzzyDate, or None when empty; raises ValidationError with a sentence."""
        if isinstance(value, FuzzyDate):
            return value
        value = super().to_python(value)
        if not value:
            return None
        try:
            return parse(value)
        except FuzzyDateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value):
        return value.text if isinstance(value, FuzzyDate) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class FuzzyDateField(models.CharField):
    """Keeps a FuzzyDate as EDTF text; the value in Python is a FuzzyDate or None."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("default", None)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        if value in (None, ""):
            return None
        if isinstance(value, FuzzyDate):
            return value
        try:
            return parse(value)
        except FuzzyDateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def from_db_value(self, value, expression, connection):
        return parse(value) if value else None

    def get_prep_value(self, value):
        value = self.to_python(value)
        return value.text if value else ""

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def clean(self, value, model_instance):
        value = self.to_python(value)
        if value is None and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        return value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": FuzzyDateFormField, "max_length": None, **kwargs})
