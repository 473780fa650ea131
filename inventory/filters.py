"""Filters of the projects listing and of the rounds."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.filters import OccurringFilter, RecordFilterSet

# Fifteen months: the yearly question, and three months to answer it.
UNCONFIRMED_AFTER = timedelta(days=457)


class CurrentThemeFilter(OccurringFilter):
    """A theme, with the projects of older themes that count under it today (docs/inventory.md, "Coverage")."""

    def _entries(self):
        entry = apps.get_model("inventory.CoverageEntry")
        return entry.objects.filter(kind=entry.Kind.THEME)

    def occurring(self, queryset):
        """Return the themes that occur, and those that older ones lead to."""
        theme = apps.get_model("themes.ThemePage")
        counted = theme.objects.published().filter(pk__in=self._entries().order_by().values("value"))
        pairs = dict(super().occurring(queryset)) | dict(counted.values_list("slug", "title"))
        return sorted(pairs.items(), key=lambda pair: pair[1].lower())

    def filter(self, queryset, value):
        """Keep the projects of the theme and those that count under it."""
        if not value:
            return queryset
        theme = apps.get_model("themes.ThemePage")
        counted = self._entries().filter(value__in=theme.objects.filter(slug=value).values("pk"))
        own = queryset.model.objects.order_by().filter(**{self.field_name: value})
        return queryset.filter(Q(pk__in=own.values("pk")) | Q(pk__in=counted.values("project")))


class ConfirmedFilter(OccurringFilter):
    """Whether somebody confirmed the project in the last fifteen months."""

    def occurring(self, queryset):
        """Return both choices, unless there is no project."""
        return [(value, str(name)) for value, name in self.labels] if queryset.exists() else []

    def filter(self, queryset, value):
        """Keep the projects that are confirmed, or that are not."""
        confirmed = Q(confirmed_on__gt=timezone.localdate() - UNCONFIRMED_AFTER)
        return queryset.filter(confirmed if value == "ja" else ~confirmed | Q(confirmed_on=None)) if value else queryset


class ProjectFilterSet(RecordFilterSet):
    """Projects: also by region, round, status, and whether they are confirmed."""

    thema = CurrentThemeFilter("theme_links__theme__slug", ["theme_links__theme__title"], label=_("Theme"))
    regio = OccurringFilter(
        "municipalities__region_groups__slug", ["municipalities__region_groups__name"], label=_("Region")
    )
    provincie = OccurringFilter("municipalities__province", ["municipalities__province"], label=_("Province"))
    ronde = OccurringFilter("round__slug", ["round__title"], label=_("Reported in round"))
    bevestigd = ConfirmedFilter(
        "confirmed_on",
        labels=[("ja", _("Confirmed in the last 15 months")), ("nee", _("Not confirmed"))],
        label=_("Confirmation"),
    )
    status = OccurringFilter(
        "status",
        labels=[
            ("idea", _("Idea")),
            ("starting", _("Starting")),
            ("running", _("Running")),
            ("finished", _("Finished")),
            ("stopped", _("Stopped")),
            ("unknown", _("Not known")),
        ],
        label=_("Status"),
    )


class RoundFilterSet(RecordFilterSet):
    """Rounds: by year."""

    thema = werkplaats = gemeente = doelgroep = wet = None
