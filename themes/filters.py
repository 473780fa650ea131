"""Filters of the theme and programme listings."""

from django.utils.translation import gettext_lazy as _

from pages.filters import OccurringFilter, RecordFilterSet


class ThemeFilterSet(RecordFilterSet):
    """Themes: by werkplaats and knowledge agenda."""

    werkplaats = OccurringFilter("agenda__werkplaats__slug", ["agenda__werkplaats__title"], label=_("Werkplaats"))
    agenda = OccurringFilter("agenda__slug", ["agenda__title"], label=_("Knowledge agenda"))
    thema = gemeente = doelgroep = wet = jaar = None


class ProgrammeFilterSet(RecordFilterSet):
    """Programmes: also by status."""

    status = OccurringFilter(
        "status",
        labels=[("planned", _("Planned")), ("running", _("Running")), ("finished", _("Finished"))],
        label=_("Status"),
    )
    doelgroep = None
