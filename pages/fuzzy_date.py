"""Dates that say no more than is known: a day, a month, a season, a year, a period, certain or not.

Kept as text in a subset of EDTF (ISO 8601-2:2019 level 1): `2018-04-10`, `2018-04`, `2018-23` (autumn), `2018`,
`2012/2016`, `2012/..` (still going on), `2027?` (not certain), `2018-04-10T14:00` (local time, Europe/Amsterdam).
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats, timezone
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
EXPECTED = re.compile(
    r"^(?:verwacht|expected)(?: in| op| on)? |^(?:onzeker|uncertain) | \(?(?:verwacht|expected|onzeker|uncertain)\)?$"
)
ONGOING = ("..", "nu", "heden", "now", "present")
OPEN_END = re.compile(r"^(?:vanaf|sinds|since|from) (.+)$")
SEPARATORS = (" tot en met ", " t/m ", " tot ", " to ", " until ", " en ", " and ", " - ", "/", "-")
ISO_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[t ](\d{2}):(\d{2})(?::00)?)?)?)?", re.ASCII)
# “10 april 2018”, “maart 2018”, “10 april 2018 14:00”, “10 april 2018 om 14.00 uur”
WORDED_POINT = re.compile(
    r"(?:(\d{1,2})(?:e|ste|de|st|nd|rd|th)? )?([a-z]+)\.? (\d{4})(?:,? (?:om |at )?(\d{1,2})[:.](\d{2})(?: uur)?)?",
    re.ASCII,
)
AMERICAN_DAY = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
NUMERIC_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
NUMERIC_MONTH = re.compile(r"(\d{1,2})[-/](\d{4})", re.ASCII)
LONGEST = 80  # characters
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


@dataclass(frozen=True)
class FuzzyDate:
    """A point or a period; `end` equals `start` for a point and is None for a period that is still going on.

    `expected`: it is not certain (EDTF `?`): what is still to come is expected, what has been is uncertain.
    """

    start: Point
    end: Point | None
    expected: bool = False

    def __str__(self):
        return self.display()

    @property
    def is_period(self):
        return self.end != self.start

    @property
    def is_uncertain(self):
        """True for a date marked as uncertain (`2021?`) whose whole period lies in the past."""
        return self.expected and (self.latest or self.earliest) < timezone.localdate()

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
        """The date in words, in the active language: “najaar 2018”, “2012–2016”, “maart 2027 (verwacht)”."""
        return self._in_words(Point.display, "–")

    def input_words(self):
        """The date as an editor types it: words that parse() takes for this date, or else EDTF."""
        words = self._in_words(Point.input_words, "-")
        try:
            return words if parse(words) == self else self.text
        except FuzzyDateError:
            return self.text

    def _in_words(self, point_words, dash):
        words = point_words(self.start)
        if self.is_period and self.end:
            end = point_words(self.end)
            words += f" {dash} {end}" if " " in words + end else f"{dash}{end}"
        elif self.is_period:
            words = gettext("since %(date)s") % {"date": words}
        if self.is_uncertain:
            return gettext("%(date)s (uncertain)") % {"date": words}
        return gettext("%(date)s (expected)") % {"date": words} if self.expected else words

    def schema_value(self):
        """Return the date for structured data (ISO 8601-1), or None where that would say more than is known.

        A season becomes its year; an expected date and a period are left out: a period has two ends.
        """
        return None if self.expected or self.is_period else self.start.schema_value()

    def schema_ends(self):
        """Return the first and the last value (ISO 8601-1) for structured data, None for what is not known.

        Of a point both are the same; an expected date says nothing.
        """
        if self.expected:
            return None, None
        return self.start.schema_value(), self.end.schema_value() if self.end else None


def parse(text):
    """Return the FuzzyDate that a person or a file means by `text`.

    Takes EDTF and Dutch or English words: “10 april 2018”, “10-4-2018”, “maart 2018”, “maart-april 2018”,
    “najaar 2018”, “2012-2016”, “vanaf 2012”, “2012 - heden”, “verwacht in 2027”. Raises FuzzyDateError, and nothing
    else, with a sentence that says what to write.
    """
    text = str(text)
    if len(text) > LONGEST:
        raise not_understood(text)
    rest = tidy(text)
    expected = rest.endswith("?") or bool(EXPECTED.search(rest))
    rest = EXPECTED.sub("", rest.removesuffix("?").strip(), count=1).strip()
    rest = re.sub(r"^(?:in|op|on) ", "", rest)
    if match := OPEN_END.match(rest):
        return FuzzyDate(require_point(match[1], text), None, expected)
    if point := read_point(rest):
        return FuzzyDate(point, point, expected)
    for separator in SEPARATORS:
        ends = rest.split(separator)
        if len(ends) == 2:
            return read_period(ends[0].strip(), ends[1].strip(), expected, text)
    raise not_understood(text)


def tidy(text):
    """Return what was typed in lower case, with single spaces and plain hyphens, for read_point."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().replace("–", "-").replace("—", "-").split())


def not_understood(text):
    """Return the FuzzyDateError for a text that is no date, quoting its printable beginning."""
    quoted = "".join(character if character.isprintable() else " " for character in text[:40]).strip()
    quoted += "…" if len(text) > 40 else ""
    return FuzzyDateError(
        gettext(
            "“%(text)s” is not a date we understand. "
            "Write for example 10 April 2018, March 2018, autumn 2018, 2018 or 2012-2016."
        )
        % {"text": quoted}
    )


def read_period(first, last, expected, text):
    """Return the FuzzyDate from `first` to `last`; a first end without month or year takes them from the last."""
    if last in ONGOING:
        return FuzzyDate(require_point(first, text), None, expected)
    end = require_point(last, text)
    start = read_point(first)
    words = last.split(" ")
    # “maart - april 2018”, “10-12 april 2018”, “10 april - 12 mei 2018”: the end of the last end belongs to both.
    for place in range(1, len(words)):
        start = start or read_point(f"{first} {' '.join(words[place:])}")
    if start is None:
        raise not_understood(text)
    if end.latest < start.earliest or (start.moment and end.moment and end.moment < start.moment):
        raise FuzzyDateError(gettext("“%(text)s” ends before it begins.") % {"text": text})
    return FuzzyDate(start, end, expected)


def require_point(words, text):
    """Return the Point that `words` mean; raise FuzzyDateError about the whole `text` when they mean none."""
    if point := read_point(words):
        return point
    raise not_understood(text)


def read_point(words):
    """Return the Point that `words` mean (lower case), None when they have no known form.

    Raises FuzzyDateError for a known form with a value that does not exist, such as 31 February.
    """
    if match := ISO_POINT.fullmatch(words):
        return Point(*(int(part) if part else None for part in match.groups()))
    if match := NUMERIC_DAY.fullmatch(words):
        return Point(int(match[3]), int(match[2]), int(match[1]))
    if (match := NUMERIC_MONTH.fullmatch(words)) and 1 <= int(match[1]) <= 12:
        return Point(int(match[2]), int(match[1]))
    if match := AMERICAN_DAY.fullmatch(words):
        words = f"{match[2]} {match[1]} {match[3]}"
    if match := WORDED_POINT.fullmatch(words):
        day, word, year, hour, minute = match.groups()
        if word in MONTH_WORDS and (day or not hour):
            return Point(int(year), MONTH_WORDS[word], *(int(part) if part else None for part in (day, hour, minute)))
        if word in SEASON_WORDS and not day and not hour:
            return Point(int(year), SEASON_WORDS[word])
    return None


# Many records share a date: each is read once.
_read_stored = lru_cache(maxsize=4096)(parse)


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
        """Show an editor words, not the stored form; a refused text comes back as it was typed."""
        return value.input_words() if isinstance(value, FuzzyDate) else value

    def has_changed(self, initial, data):
        """Return whether another date is meant; other words for the same date are no change."""
        if self.disabled:
            return False
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


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
        return _read_stored(value) if value else None

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
