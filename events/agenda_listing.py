"""What the agenda shows to one request: a list of what comes, of what has been or of all, a month, or a week.

`?weergave=maand&maand=2026-12` and `?weergave=week&week=2026-W49` show a calendar; without it there is a list, of which
`?periode=` names the part. The filters are kept from one to the other.
"""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.facets import COMING, PAST
from pages.facet_panel import Notice, encode, shorten
from pages.kept_list import MOST_CHOICES
from pages.listing import ORDER_PARAMETER, Listing
from pages.record_index.selection import Selection
from pages.record_types import record_type_of

VIEW, PERIOD = "weergave", "periode"
# Names of views, and of the parameters that say which month or week they show.
MONTH, WEEK = "maand", "week"
ALL = ("alles", _("Everything"))
VIEWS = [("", _("List")), (MONTH, _("Month")), (WEEK, _("Week"))]


@dataclass(frozen=True)
class Tab:
    """A choice of which one is in use: its name, its address, and how many events it shows (None: not said)."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


class AgendaListing(Listing):
    """Abstract: a view of the agenda. The period is a part of the view, and no facet to tick."""

    # Its name in addresses.
    view = ""

    def select(self, data):
        """Return the Selection of the events that a QueryDict asks for, of whatever period."""
        data = data.copy()
        data.setlist(PERIOD, [])
        return Selection(record_type_of(self.page), self.language, data)

    @cached_property
    def facets(self):
        return [facet for facet in super().facets if facet.name != PERIOD]

    def _in_use(self):
        return (each for each in super()._in_use() if each[0] != PERIOD)

    @property
    def feed_query(self):
        """The filters: feed and calendar hold all periods."""
        return self.filters

    @property
    def feed_title(self):
        """The title of feed and calendar: that of the agenda with the filters in words."""
        words = ", ".join(self.choices_in_words())
        return f"{self.page.title}: {words}" if words else self.page.title

    @cached_property
    def views(self):
        """The Tabs of list, month and week, with the same filters."""
        return [Tab(str(label), self.address_of_view(name), name == self.view) for name, label in VIEWS]

    def address_of_view(self, view, **period):
        """Return the address of a view with the filters in use; period: what it shows, by parameter."""
        more = [(VIEW, view), *period.items()] if view else []
        return self._address_with(encode([*self._pairs_in_use(), *more]))

    def _pairs_in_use(self):
        return [(name, value.value) for name, _label, value in self._in_use()]

    @cached_property
    def notices(self):
        """The Notices on values that were ignored."""
        asked = self.data.get(VIEW, "")
        if asked in ("", "lijst", self.view):
            return super().notices
        words = gettext("“%(value)s” is not a way to show the agenda, so you see a list.") % {"value": shorten(asked)}
        return [Notice(words), *super().notices]


class AgendaList(AgendaListing):
    """What comes; where nothing does, what has been; or what `?periode=` asks for."""

    rows_template = "events/components/agenda_rows.html"

    def select(self, data):
        asked = set(data.getlist(PERIOD)) & {COMING[0], PAST[0], ALL[0]}
        selection = super().select(data)
        counts = selection.count_by(next(facet for facet in selection.facets if facet.name == PERIOD))
        self.period = next(iter(asked)) if len(asked) == 1 else ALL[0] if asked else ""
        # Of these the address says nothing.
        self.usual_period = COMING[0] if counts.get(COMING[0]) or not selection.total else PAST[0]
        self.shown_period = self.period or self.usual_period
        self.period_counts = {**counts, ALL[0]: selection.total}
        if self.shown_period in selection.known.values[PERIOD]:
            selection.choose(PERIOD, self.shown_period)
        return selection

    @cached_property
    def periods(self):
        """The Tabs of what comes, what has been and all."""
        return [
            Tab(str(label), self._address_of_part(value), value == self.shown_period, self.period_counts.get(value, 0))
            for value, label in (COMING, PAST, ALL)
        ]

    def _address_of_part(self, value):
        part = [] if value == self.usual_period else [(PERIOD, value)]
        order = [] if self.has_usual_order else [(ORDER_PARAMETER, self.order.name)]
        return self._address_with(encode([*self._pairs_in_use(), *order, *part]))

    @cached_property
    def kept_parameters(self):
        return [(PERIOD, self.period)] if self.period else []

    @cached_property
    def kept_choices(self):
        chosen = self._pairs_in_use()
        if self.notices or not self.has_usual_order or len(chosen) > MOST_CHOICES:
            return None
        return [*self.kept_parameters, (PERIOD, self.shown_period), *chosen]

    def view_in_words(self):
        labels = dict((COMING, PAST, ALL))
        return [str(labels[self.period]).lower()] if self.period else []

    @cached_property
    def notices(self):
        """The Notices on values that were ignored, a period that there is not among them."""
        unknown = [value for value in self.data.getlist(PERIOD) if value and value not in (COMING[0], PAST[0], ALL[0])]
        words = gettext("“%(value)s” is not a part of the agenda, so it was ignored.")
        return [*(Notice(words % {"value": shorten(value)}) for value in unknown[:1]), *super().notices]
