"""A month or a week of the agenda: its days with their events, and the events of which the day is not known."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from events.agenda_listing import MONTH, PERIOD, VIEW, WEEK, AgendaList, AgendaListing
from events.days import month_code, month_of, months_between, week_code, week_of
from events.period_links import PeriodLinks
from pages.facet_panel import Notice, shorten
from pages.record_index.cards import Card
from pages.record_index.reading import indexed_records, make_cards
from pages.record_index.selection import Selection
from pages.record_types import record_type_of

# So many events of one day stand in a month; the week shows the others.
MOST_ON_A_DAY = 4


@dataclass(frozen=True)
class Entry:
    """One stretch of days of an event on a day of the calendar: the `title` of the session, and its times in words.

    `goes_on` says that it began on an earlier day that the calendar shows too, `is_off` that this session alone does
    not take place.
    """

    card: Card
    title: str
    sort_time: str
    when: str
    goes_on: bool = False
    is_off: bool = False


@dataclass
class Day:
    """One day: its Entries, and how many there are besides. `is_inside` is False for days of the months around it."""

    date: date
    is_inside: bool
    is_today: bool
    entries: list = field(default_factory=list)
    more: int = 0


class CalendarListing(PeriodLinks, AgendaListing):
    """Abstract: the events of one period. `parameter` names the period in addresses."""

    parameter = ""

    def select(self, data):
        self.asked_period = data.get(self.parameter, "")
        self.today = timezone.localdate()
        self.start = self.parse(self.asked_period) or self.parse(self.code(self.today))
        self.end = self.last_day(self.start)
        days = self.shown_days()
        self.model = record_type_of(self.page)
        rows = indexed_records(self.language, self.model).with_value("month", *months_between(days[0], days[-1]))
        self.cards = [card for card in make_cards(rows) if self._is_inside(card)]
        data = data.copy()
        data.setlist(PERIOD, [])
        return Selection(self.model, self.language, data, Q(page__in=[card.pk for card in self.cards]))

    def _is_inside(self, card):
        """Return whether an event takes place in the period, or may do so."""
        if not card.calendar_days:
            return card.date is not None and card.date.earliest <= self.end and card.date.latest >= self.start
        return any(_day(each["first"]) <= self.end and _day(each["last"]) >= self.start for each in card.calendar_days)

    @cached_property
    def found(self):
        """The Cards of the events that match."""
        matches = self.selection.matches()
        return [card for card in self.cards if card.pk in matches]

    @cached_property
    def undated(self):
        """The Cards of the events that match of which the day is not known."""
        found = [card for card in self.found if not card.calendar_days]
        return sorted(found, key=lambda card: (card.date.latest, card.sort_date, card.title))

    @cached_property
    def days(self):
        """{date: Day} of all days that are shown."""
        return {
            day: Day(day, self.start <= day <= self.end, day == self.today, self._entries[day])
            for day in self.shown_days()
        }

    @cached_property
    def _entries(self):
        shown = self.shown_days()
        found = defaultdict(list)
        for card in self.found:
            for each in card.calendar_days:
                first, last = _day(each["first"]), _day(each["last"])
                begin = max(first, shown[0])
                for number in range((min(last, shown[-1]) - begin).days + 1):
                    found[begin + timedelta(days=number)].append(_entry(card, each, first, last, goes_on=number > 0))
        for entries in found.values():
            entries.sort(key=lambda entry: (entry.goes_on, entry.sort_time, entry.card.title))
        return found

    @cached_property
    def label(self):
        """The period in words."""
        return self.words(self.start)

    @cached_property
    def kept_parameters(self):
        return [(VIEW, self.view), (self.parameter, self.code(self.start))]

    @cached_property
    def orders(self):
        return []

    @cached_property
    def number(self):
        return 1

    @cached_property
    def shown(self):
        """All that matches on one page."""
        return Paginator(self.found, max(len(self.found), 1)).page(1)

    def view_in_words(self):
        return [self.label]

    @cached_property
    def count_words(self):
        """The number of events in the period in words."""
        count = len(self.found)
        words = ngettext("%(count)d meeting in %(period)s", "%(count)d meetings in %(period)s", count)
        return words % {"count": count, "period": self.label}

    @cached_property
    def notices(self):
        """The Notices on values that were ignored."""
        notices = [*self.refusals()]
        if self.asked_period and self.parse(self.asked_period) is None:
            notices.insert(0, Notice(self.refusal() % {"value": shorten(self.asked_period), "shown": self.label}))
        return notices


class MonthListing(CalendarListing):
    """One month, in weeks from Monday to Sunday."""

    view = parameter = MONTH
    parse, code = staticmethod(month_of), staticmethod(month_code)

    def last_day(self, start):
        """Return the last day (date) of the month that begins on `start`."""
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    def shown_days(self):
        """Return all days (dates) of the weeks that have a day in the month."""
        return list(Calendar().itermonthdates(self.start.year, self.start.month))

    def words(self, start):
        """Return “december 2026”."""
        return formats.date_format(start, "YEAR_MONTH_FORMAT")

    def refusal(self):
        """Return what is said of a month that there is not."""
        return gettext("“%(value)s” is no month such as 2026-12, so you see %(shown)s.")

    @cached_property
    def weeks(self):
        """The weeks as (number, address of the week, seven Days)."""
        days = list(self.days.values())
        for day in days:
            day.more = max(0, len(day.entries) - MOST_ON_A_DAY)
            day.entries = day.entries[:MOST_ON_A_DAY]
        return [
            (days[place].date.isocalendar().week, self.address_of_week(days[place].date), days[place : place + 7])
            for place in range(0, len(days), 7)
        ]

    def address_of_week(self, day):
        """Return the address of the week that a date is in, with the filters in use."""
        return self.address_of_view(WEEK, **{WEEK: week_code(day)})


class WeekListing(CalendarListing):
    """One week, from Monday to Sunday."""

    view = parameter = WEEK
    parse, code = staticmethod(week_of), staticmethod(week_code)

    def last_day(self, start):
        """Return the Sunday (date) of the week that begins on `start`."""
        return start + timedelta(days=6)

    def shown_days(self):
        """Return the seven days (dates)."""
        return [self.start + timedelta(days=number) for number in range(7)]

    def words(self, start):
        """Return “week 49”."""
        return gettext("week %(number)d") % {"number": start.isocalendar().week}

    @cached_property
    def label(self):
        """The period in words: “week 49, 30 November – 6 December 2026”."""
        first = formats.date_format(
            self.start, "MONTH_DAY_FORMAT" if self.start.year == self.end.year else "DATE_FORMAT"
        )
        return f"{self.words(self.start)}, {first} – {formats.date_format(self.end, 'DATE_FORMAT')}"

    def refusal(self):
        """Return what is said of a week that there is not."""
        return gettext("“%(value)s” is no week such as 2026-W49, so you see %(shown)s.")


def _day(text):
    return date.fromisoformat(text)


def _entry(card, stretch, first, last, *, goes_on):
    """Return the Entry of a stretch of `calendar_days`, whose first and last day are dates."""
    times = [_time_words(stretch[name]) for name in ("time", "until")]
    if last > first:
        until = gettext("up to and including %(day)s") % {"day": formats.date_format(last, "MONTH_DAY_FORMAT")}
        when = ", ".join(part for part in (times[0], until) if part)
    else:
        when = "–".join(part for part in times if part)
    return Entry(card, stretch["title"], stretch["time"], when, goes_on, stretch["is_off"])


def _time_words(text):
    return formats.time_format(time.fromisoformat(text), "TIME_FORMAT") if text else ""


def make_listing(page, data):
    """Return the AgendaListing of an agenda for the view that a QueryDict asks for; a list where it asks for none."""
    listings = {listing.view: listing for listing in (MonthListing, WeekListing)}
    return listings.get(data.get(VIEW), AgendaList)(page, data)
