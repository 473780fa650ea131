"""Filters of the publications listing."""

from django.utils.translation import gettext_lazy as _

from pages.filters import OccurringFilter, RecordFilterSet


class PublicationFilterSet(RecordFilterSet):
    """Publications: also by kind and series."""

    soort = OccurringFilter("kind__slug", ["kind__name", "kind__name_en"], label=_("Kind"))
    reeks = OccurringFilter("series__slug", ["series__name", "series__name_en"], label=_("Series"))
