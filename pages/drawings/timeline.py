"""Years as a drawing: what is known of a period solid, what is not known light, never an end that nobody wrote down.

All places are percentages of the width, so that the drawing stretches and its letters do not. They are texts with a
point, because templates write numbers in the visitor's language.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import takewhile

from pages.fuzzy_date import FuzzyDate

# Ends that are known to the month count as known.
PRECISE = 31  # days
MOST_LABELS = 12
STEPS = (1, 2, 5, 10, 25, 50, 100, 250)
SURE, VAGUE, OPEN, EXPECTED = "sure", "vague", "open", "expected"


@dataclass
class Row:
    """Something with a period (None when it is not known).

    `kind` says in a word what it is, `page` is where it leads (None for none), `level` 1 stands above 2 and 3,
    `is_current` marks what the page is about, `colour` is a CSS class. draw_timeline() fills in `spans`, as
    (certainty, left, width), and `is_heading`: it has no period and stands above rows that have one.
    """

    title: str
    kind: str
    period: FuzzyDate | None = None
    page: object = None
    level: int = 1
    is_current: bool = False
    colour: str = ""
    spans: list = field(default_factory=list)
    is_heading: bool = False


@dataclass(frozen=True)
class Timeline:
    """Rows along years: each has spans or is a heading. `years` are (place, year), `certainties` those in use.

    `others` are Rows with a page that have no place along the years; they are links beside the drawing.
    """

    rows: list
    years: list
    certainties: frozenset
    others: list


def draw_timeline(rows):
    """Return the Timeline of some Rows in their order.

    Without two rows to draw, all that lead to a page are `others`; None when that leaves nothing besides the current.
    """
    drawn, others = [], []
    for place, row in enumerate(rows):
        row.is_heading = not row.period and _stands_above_a_period(row, rows[place + 1 :])
        (drawn if row.period or row.is_heading else others).append(row)
    if len(drawn) < 2:
        drawn, others = [], rows
    others = [row for row in others if row.page and not row.is_current]
    if not drawn:
        return Timeline([], [], frozenset(), others) if others else None
    dated = [row for row in drawn if row.period]
    first = min(row.period.earliest.year for row in dated)
    last = max((row.period.end or row.period.start).latest.year for row in dated)
    # A period that goes on gets a year of its own to go on in.
    last += any(row.period.end is None for row in dated)
    axis = _Axis(first, last)
    for row in dated:
        row.spans = axis.place(row.period)
    step = next((step for step in STEPS if (last - first) // step < MOST_LABELS), STEPS[-1])
    years = [(_percent(axis.at(_first_day(year))), year) for year in range(first, last + 1, step)]
    return Timeline(drawn, years, frozenset(span[0] for row in dated for span in row.spans), others)


def _stands_above_a_period(row, following):
    below = takewhile(lambda each: each.level > row.level, following)
    return any(each.period for each in below)


def _percent(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _first_day(year):
    """Return the first day of a year; of the one after the last there is, the last day of all."""
    return date(year, 1, 1) if year <= date.max.year else date.max


class _Axis:
    """The years from `first` up to and including `last`."""

    def __init__(self, first, last):
        self.start = _first_day(first)
        self.days = (_first_day(last + 1) - self.start).days
        self.end = self.start + timedelta(days=self.days)

    def at(self, day):
        """Return the place of the beginning of a day in percents of the width."""
        return 100 * (min(day, self.end) - self.start).days / self.days

    def place(self, period):
        """Return the spans (certainty, left, width) of a FuzzyDate."""
        begins, ends = _zone(period.start), _zone(period.end)
        if period.is_uncertain:
            found = [(VAGUE, begins[0], ends[1] if ends else self.end)]
        elif period.expected:
            found = [(EXPECTED, begins[0], ends[1] if ends else self.end)]
        elif not period.is_period:
            found = [(SURE if _is_precise(begins) else VAGUE, *begins)]
        else:
            found = self._place_ends(begins, ends)
        placed = [(certainty, self.at(left), self.at(right)) for certainty, left, right in found]
        return [(each, _percent(left), _percent(right - left)) for each, left, right in placed if right > left]

    def _place_ends(self, begins, ends):
        left = begins[0] if _is_precise(begins) else begins[1]
        vague_start = [] if _is_precise(begins) else [(VAGUE, *begins)]
        if ends is None:
            fading = max(left, _first_day(self.end.year - 1))
            return [*vague_start, (SURE, left, fading), (OPEN, fading, self.end)]
        right = ends[1] if _is_precise(ends) else ends[0]
        vague_end = [] if _is_precise(ends) else [(VAGUE, max(ends[0], left), ends[1])]
        return [*vague_start, (SURE, left, right), *vague_end]


def _zone(point):
    """Return the first day an end can mean and the day after the last, or None for no end."""
    if point is None:
        return None
    last = point.latest
    return point.earliest, last + timedelta(days=1) if last < date.max else last


def _is_precise(zone):
    return (zone[1] - zone[0]).days <= PRECISE
