"""The coverage matrix of one request: rows against municipalities, with what was counted and what was left out."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from inventory.coverage.choices import ALL_TOWNS, ROWS
from inventory.coverage.dimensions import STATUSES, in_words, list_rows
from inventory.coverage.index import NOWHERE, count_cells, count_projects, filter_entries
from inventory.coverage.needs import (
    FEW,
    HIGH,
    Answer,
    are_all_supplied,
    find_gaps,
    read_demand,
)
from inventory.models import CoverageEntry

TOWNS_PER_PAGE = 40
GAPS_SHOWN = 5
Kind = CoverageEntry.Kind
NOTHING = (0,) * len(STATUSES)


@dataclass(frozen=True)
class Line:
    """One cell in full: its row and Town (None: no municipality), counts by status, the urgency of the need (0: none).

    `remark` says why there is nothing; empty where there is something. `is_known` is False where it is not known
    whether there is something.
    """

    row: object
    town: object
    counts: tuple
    urgency: int
    remark: str
    is_known: bool = True

    @property
    def total(self):
        """All projects of the cell."""
        return sum(self.counts)

    @property
    def statuses(self):
        """(name of the status, count) pairs."""
        return in_words(self.counts)

    @property
    def is_urgent(self):
        """True when the municipality calls it urgent."""
        return self.urgency >= HIGH


class Lines:
    """The cells of a Matrix as a lazy sequence of Lines, for a Paginator."""

    def __init__(self, matrix):
        self.matrix = matrix
        self.columns = [*matrix.towns, *([None] if matrix.has_nowhere else [])]

    def __len__(self):
        return len(self.columns) * len(self.matrix.rows)

    def __getitem__(self, wanted):
        return [self._line(*divmod(number, len(self.columns))) for number in range(len(self))[wanted]]

    def _line(self, row_number, column):
        matrix, row, town = self.matrix, self.matrix.rows[row_number], self.columns[column]
        counts = matrix.cells.get(row.value, {}).get(town.pk if town else NOWHERE)
        if town is None:
            return Line(row, None, counts or NOTHING, 0, "")
        urgency = matrix.needs.get(row.value, {}).get(town.pk, 0)
        if counts:
            return Line(row, town, counts, urgency, "")
        answer = matrix.answer_of(town)
        return Line(row, town, NOTHING, urgency, answer.words, answer.is_known)


class Matrix:
    """The coverage matrix for some Choices.

    page: the requested page of municipalities, as text.
    is_whole: all municipalities on one page.
    """

    def __init__(self, choices, page="1", *, is_whole=False):
        self.choices = choices
        self.asked_page = page
        self.is_whole = is_whole or choices.values.get("gemeenten") == ALL_TOWNS
        self.kind = ROWS[choices.rows]
        self.filters = choices.filters()

    @cached_property
    def cells(self):
        """{value: {municipality: counts}} of all municipalities within the filters."""
        entries = filter_entries(self.kind, **self.filters)
        return count_cells(entries, with_unconfirmed=self.choices.with_unconfirmed)

    @cached_property
    def rows(self):
        """The Rows."""
        return list_rows(self.kind, self.cells)

    @cached_property
    def paginator(self):
        towns = self.choices.towns
        return Paginator(towns, max(len(towns), 1) if self.is_whole else TOWNS_PER_PAGE)

    @cached_property
    def shown(self):
        """The page of municipalities that is shown; a page that does not exist shows the nearest."""
        return self.paginator.get_page(self.asked_page)

    @cached_property
    def towns(self):
        """The municipalities that are shown."""
        return list(self.shown)

    @cached_property
    def has_nowhere(self):
        """True when there is something to show in the column of what has no municipality."""
        return not self.shown.has_next() and any(NOWHERE in cells for cells in self.cells.values())

    @cached_property
    def demand(self):
        """The Demand: what municipalities answered and need."""
        return read_demand()

    @property
    def answers(self):
        """{municipality: Answer}; under None the one of those that are not in it."""
        return self.demand.answers

    def answer_of(self, town):
        """Return the Answer of a Town."""
        return self.answers.get(town.pk, self.answers[None])

    @cached_property
    def needs(self):
        """{theme: {municipality: urgency}}; empty unless the rows are themes."""
        return self.demand.needs if self.kind == Kind.THEME else {}

    @property
    def lines(self):
        """A Line for every shown cell, row by row, as a lazy sequence."""
        return Lines(self)

    @cached_property
    def count(self):
        """How many projects there are: {total, confirmed, nowhere}."""
        return count_projects(self.filters)

    @property
    def counted(self):
        """How many projects count."""
        return self.count["total" if self.choices.with_unconfirmed else "confirmed"]

    @property
    def left_out(self):
        """The number of projects that do not count because they are unconfirmed."""
        return self.count["total"] - self.counted

    @cached_property
    def answered(self):
        """The primary keys of the municipalities within the filters that answered in one of the last rounds."""
        last = self.demand.last_rounds
        since = last[-1].first_day if last else None
        found = {town.pk: self.answers.get(town.pk, Answer()).answered_on for town in self.choices.towns}
        return {pk for pk, day in found.items() if since and day and day >= since}

    @cached_property
    def gaps(self):
        """The Gaps between need and supply; None when the choices leave out what they depend on."""
        if self.kind != Kind.THEME or self.choices.is_about_some_projects:
            return None
        return find_gaps(self.rows, self.cells, self.needs, self._all_towns, self.answered)

    @property
    def are_all_supplied(self):
        """True when municipalities asked for something, and have a project for all that they asked for."""
        return are_all_supplied(self.cells, self.needs, self._all_towns)

    @cached_property
    def _all_towns(self):
        """The primary keys of the municipalities within the filters."""
        return {town.pk for town in self.choices.towns}

    @property
    def first_gaps(self):
        """The Gaps that weigh most."""
        return (self.gaps or [])[:GAPS_SHOWN]

    @property
    def other_gaps(self):
        """All other Gaps."""
        return (self.gaps or [])[GAPS_SHOWN:]

    @property
    def reservations(self):
        """The caveats of the gaps, as sentences."""
        towns, answered = len(self.choices.towns), len(self.answered)
        if not answered:
            return [gettext("No municipality has answered in the last rounds yet.")]
        sentences = []
        if towns > answered:
            sentences.append(
                ngettext(
                    "%(silent)d of the %(towns)d municipalities has not answered yet in the last rounds.",
                    "%(silent)d of the %(towns)d municipalities have not answered yet in the last rounds.",
                    towns - answered,
                )
                % {"silent": towns - answered, "towns": towns}
            )
        if answered < FEW:
            sentences.append(gettext("So few answers are examples; they do not picture the region."))
        return sentences

    @property
    def has_urgent(self):
        """True when a municipality calls something urgent, so that the legend has to say what the sign means."""
        return any(urgency >= HIGH for needs in self.needs.values() for urgency in needs.values())
