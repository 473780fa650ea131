"""A date of one or two points, and how it is read from what a person writes."""

import re
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext

from .point_parsing import read_point, tidy
from .points import FuzzyDateError, Point

EXPECTED = re.compile(
    r"^(?:verwacht|expected)(?: in| op| on)? |^(?:onzeker|uncertain) | \(?(?:verwacht|expected|onzeker|uncertain)\)?$"
)
ONGOING = ("..", "nu", "heden", "now", "present")
OPEN_END = re.compile(r"^(?:vanaf|sinds|since|from) (.+)$")
SEPARATORS = (" tot en met ", " t/m ", " tot ", " to ", " until ", " en ", " and ", " - ", "/", "-")
LONGEST = 80  # characters


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
