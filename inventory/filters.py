"""Filters of the projects listing and of the rounds."""

from django.utils.translation import gettext_lazy as _

from pages.filters import OccurringFilter, RecordFilterSet


class ProjectFilterSet(RecordFilterSet):
    """Projects: also by status."""

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
