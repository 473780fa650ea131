"""The links from a month or a week of the agenda to others: the one before, the one after, today, the nearest."""

from datetime import timedelta

from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext

from events.agenda_listing import MONTH
from events.days import month_code, month_of
from pages.models import FacetValue


class PeriodLinks:
    """Mixin of CalendarListing, which shows the days from `start` up to and including `end`."""

    @cached_property
    def previous(self):
        """(label, address) of the period before, None when nothing is known of so long ago."""
        before = self.start - timedelta(days=1)
        return self._link(before) if month_code(before) >= self._known_months[0] else None

    @cached_property
    def next(self):
        """(label, address) of the period after, None when nothing is known of so far ahead."""
        after = self.end + timedelta(days=1)
        return self._link(after) if month_code(after) <= self._known_months[1] else None

    @cached_property
    def present(self):
        """(label, address) of the period of today; None when that is shown."""
        return None if self.start <= self.today <= self.end else self._link(self.today)

    @cached_property
    def nearest(self):
        """(label, address) of the month after the period that has events, or else of the last one before it; or None.

        Whether they fit the filters in use is not looked up, so there is none with filters.
        """
        if self.chosen:
            return None
        after = (month for month in self._months if month > month_code(self.end))
        before = (month for month in reversed(self._months) if month < month_code(self.start))
        code = next(after, None) or next(before, None)
        if not code:
            return None
        words = formats.date_format(month_of(code), "YEAR_MONTH_FORMAT")
        address = self.address_of_view(MONTH, **{MONTH: code})
        return gettext("See the meetings in %(month)s") % {"month": words}, address

    @cached_property
    def _months(self):
        """The codes of the months that have events, in their order."""
        kind = self.model.search_kind
        values = FacetValue.objects.filter(language=self.language, record_type=kind, facet="month", count__gt=0)
        codes = values.order_by("value").values_list("value", flat=True)
        return [code for code in codes if month_of(code)]

    @cached_property
    def _known_months(self):
        """The first and the last month of which an event is known, that of today between them."""
        months = [*self._months, month_code(self.today)]
        return min(months), max(months)

    def _link(self, day):
        return self.words(self.parse(self.code(day))), self.address_of_period(day)

    def address_of_period(self, day):
        """Return the address of the period that a date is in, with the filters in use."""
        return self.address_of_view(self.view, **{self.parameter: self.code(day)})
