"""Filters of the agenda and of the calls."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.filters import OccurringFilter, RecordFilterSet


class PeriodFilter(django_filters.ChoiceFilter):
    """`komend` or `geweest`, by the querysets' verbs upcoming() and past()."""

    PERIODS = [("komend", _("Coming")), ("geweest", _("Past"))]

    def __init__(self, **kwargs):
        super().__init__(choices=self.PERIODS, empty_label=_("All"), **kwargs)

    def occurring(self, queryset):
        """Return both periods; whether they hold anything changes with the clock."""
        return [(value, str(name)) for value, name in self.PERIODS]

    def filter(self, queryset, value):
        """Keep what is still to come, or what is over, at this moment."""
        if not value:
            return queryset
        return queryset.upcoming(timezone.now()) if value == "komend" else queryset.past(timezone.now())


class EventFilterSet(RecordFilterSet):
    """The agenda: also coming or past, and by kind and way of attending."""

    periode = PeriodFilter(label=_("When"))
    soort = OccurringFilter("kind__slug", ["kind__name", "kind__name_en"], label=_("Kind"))
    vorm = OccurringFilter(
        "attendance",
        labels=[("on-site", _("On site")), ("online", _("Online")), ("hybrid", _("Hybrid"))],
        label=_("Where"),
    )


class CallFilterSet(RecordFilterSet):
    """Calls: open or closed."""

    periode = PeriodFilter(label=_("When"))
    werkplaats = gemeente = wet = None
