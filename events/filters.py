"""Filters of the agenda and of the calls."""

import django_filters
from django.db.models import Q
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


class PlaceFilter(OccurringFilter):
    """Municipalities: those that the editor names, and the one where the meeting is."""

    VENUE = OccurringFilter("municipality__slug", ["municipality__name"])

    def occurring(self, queryset):
        """Return the (slug, name) pairs of both, by name."""
        pairs = {*super().occurring(queryset), *self.VENUE.occurring(queryset)}
        return sorted(pairs, key=lambda pair: pair[1].lower())

    def filter(self, queryset, value):
        """Keep the events about or in the municipality."""
        if not value:
            return queryset
        about = super().filter(queryset.model.objects.order_by(), value)
        there = self.VENUE.filter(queryset.model.objects.order_by(), value)
        return queryset.filter(Q(pk__in=about.values("pk")) | Q(pk__in=there.values("pk")))


class EventFilterSet(RecordFilterSet):
    """The agenda: also coming or past, and by kind and way of attending."""

    periode = PeriodFilter(label=_("When"))
    gemeente = PlaceFilter("municipalities__slug", ["municipalities__name"], label=_("Municipality"))
    soort = OccurringFilter("kind__slug", ["kind__name", "kind__name_en"], label=_("Kind"))
    vorm = OccurringFilter(
        "attendance",
        labels=[("on-site", _("On site")), ("online", _("Online")), ("hybrid", _("Hybrid"))],
        label=_("Where"),
    )

    field_order = (*RecordFilterSet.field_order, "thema", "werkplaats", "gemeente")


class CallFilterSet(RecordFilterSet):
    """Calls: open or closed."""

    periode = PeriodFilter(label=_("When"))
    werkplaats = gemeente = wet = None
