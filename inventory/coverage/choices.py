"""The filters of the coverage matrix, parsed from the query string; unknown values are ignored and reported."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from inventory.coverage.dimensions import STATUSES, read_towns
from inventory.models import CoverageEntry, InventoryRoundPage
from network.models import RegionGroup
from pages import cache_version
from pages.facet_panel import ChosenFilter, Notice, shorten

Kind = CoverageEntry.Kind
ROWS = {"thema": Kind.THEME, "doelgroep": Kind.AUDIENCE, "wet": Kind.LAW, "jaar": Kind.YEAR}
# What a municipality is asked about, in its own filter of the listing of projects.
ROW_LABELS = {"thema": _("Theme"), "doelgroep": _("For whom"), "wet": _("Law"), "jaar": _("Year")}
ALL_TOWNS = "alle"
AS_TABLE = "tabel"


@dataclass(frozen=True)
class Option:
    """One query parameter: its name, label, choices as (value, label), and the label of no choice."""

    name: str
    label: str
    choices: list
    empty: str


class Choices:
    """The filters of one request (data: a QueryDict): unknown values are ignored and named in `notices`.

    `towns` are the municipalities within region and province, as dimensions.read_towns() returns them. The attributes
    `fields`, `chosen`, `notices`, `reset_url` and so on are those of pages.listing.Listing, for the same templates.
    """

    kept_parameters = ()

    def __init__(self, data, address):
        self.data = data
        self.address = address
        self.values = {}
        for option in self.options:
            value = data.get(option.name, "")
            if value in dict(option.choices):
                self.values[option.name] = value

    @cached_property
    def options(self):
        """The parameters that have something to choose."""
        return cache_version.cached(f"coverage-options:{get_language()}", _list_options, alone=True)

    @cached_property
    def form(self):
        """A form with a choice for every parameter."""
        form = forms.Form(self.data or None)
        for option in self.options:
            choices = [("", option.empty), *option.choices]
            form.fields[option.name] = forms.ChoiceField(label=option.label, choices=choices, required=False)
        return form

    @property
    def fields(self):
        """The fields of the form."""
        return list(self.form)

    @cached_property
    def chosen(self):
        """The choices in use as ChosenFilters."""
        return [
            ChosenFilter(
                option.name,
                option.label,
                dict(option.choices)[self.values[option.name]],
                self.address_with(**{option.name: None}),
            )
            for option in self.options
            if option.name in self.values
        ]

    @cached_property
    def notices(self):
        """The Notices on values that were ignored."""
        offered = [option.name for option in self.options]
        names = [*offered, *(name for name in LABELS if name not in offered)]
        fields = {field.name: field for field in self.fields}
        return [
            Notice(
                gettext("“%(value)s” is not one of the choices for “%(label)s”, so it was ignored.")
                % {"value": shorten(self.data[name]), "label": LABELS[name]},
                fields.get(name),
            )
            for name in names
            if self.data.get(name) and name not in self.values
        ]

    @property
    def query_string(self):
        """The choices in use as a query string, in a fixed order; empty when there are none."""
        return self._encode(self.values)

    @property
    def reset_url(self):
        """The address without any choice."""
        return self.address

    def address_with(self, **changes):
        """Return the address with some parameters set, or removed where the value is None."""
        query = self._encode(self.values | changes)
        return f"{self.address}?{query}" if query else self.address

    def _encode(self, values):
        query = QueryDict(mutable=True)
        for name in LABELS:
            if values.get(name):
                query[name] = values[name]
        return query.urlencode()

    @cached_property
    def description(self):
        """The choices in words, for the title of the page."""
        return ", ".join(f"{choice.label.lower()} {choice.name}" for choice in self.chosen)

    @property
    def rows(self):
        """The name of what the rows are: thema, doelgroep, wet or jaar."""
        return self.values.get("rijen", "thema")

    @property
    def row_label(self):
        """What the rows are, in words."""
        return capfirst(str(ROW_LABELS[self.rows]))

    @cached_property
    def towns(self):
        """The municipalities within region and province."""
        towns = read_towns()
        if region := self.values.get("regio"):
            towns = [town for town in towns if region in town.groups]
        if province := self.values.get("provincie"):
            towns = [town for town in towns if town.province == province]
        return towns

    @property
    def is_whole_country(self):
        """True when no region or province is chosen, so that projects without municipality count too."""
        return not {"regio", "provincie"} & set(self.values)

    @property
    def is_about_some_projects(self):
        """True when status, round or year leave out projects, or unconfirmed ones come in."""
        return bool({"status", "ronde", "jaar", "alles"} & set(self.values))

    @property
    def with_unconfirmed(self):
        """True when projects count that nobody confirmed in the last fifteen months."""
        return "alles" in self.values

    def filters(self):
        """Return the filters as keyword arguments for index.filter_entries()."""
        filters = {"towns": None if self.is_whole_country else [town.pk for town in self.towns]}
        if slug := self.values.get("ronde"):
            key = InventoryRoundPage.objects.filter(slug=slug).values("translation_key")
            rounds = InventoryRoundPage.objects.filter(translation_key__in=key)
            filters["rounds"] = list(rounds.values_list("pk", flat=True))
        if year := self.values.get("jaar"):
            filters["year"] = int(year)
        if status := self.values.get("status"):
            filters["status"] = STATUSES.index(status)
        return filters

    def listing_filters(self):
        """Return the filters of the listing of projects that select the same projects, as {parameter: value}, without
        row and place.
        """
        same = {name: self.values[name] for name in ("status", "ronde", "jaar") if name in self.values}
        return same if self.with_unconfirmed else same | {"bevestigd": "ja"}


# Every parameter, in the order of the form and of addresses.
LABELS = {
    "rijen": _("Rows"),
    "regio": _("Region"),
    "provincie": _("Province"),
    "ronde": _("Reported in round"),
    "jaar": _("Year"),
    "status": _("Status"),
    "alles": _("Unconfirmed projects"),
    "gemeenten": _("Municipalities"),
    "vorm": _("Shape"),
}


def _list_options():
    themes = str(ROW_LABELS["thema"])
    years = CoverageEntry.objects.filter(kind=Kind.TOTAL, year__gt=0).order_by("-year").values_list("year", flat=True)
    reported = CoverageEntry.objects.filter(kind=Kind.TOTAL, round=OuterRef("pk"))
    rounds = InventoryRoundPage.objects.published().filter(
        Exists(reported), locale__language_code=settings.LANGUAGE_CODE
    )
    present = CoverageEntry.objects.filter(kind=Kind.TOTAL).order_by().values_list("status", flat=True).distinct()
    towns = read_towns()
    groups = RegionGroup.objects.filter(municipalities__in=[town.pk for town in towns]).distinct()
    provinces = sorted({town.province for town in towns})
    choices = {
        "rijen": [(name, str(label)) for name, label in ROW_LABELS.items() if name != "thema"],
        "regio": list(groups.values_list("slug", "name")),
        "provincie": [(province, province) for province in provinces] if len(provinces) > 1 else [],
        "ronde": [(found.slug, found.title) for found in rounds.newest_first()],
        "jaar": [(str(year), str(year)) for year in years.distinct()],
        "status": [(status.value, str(status.label)) for place, status in enumerate(STATUSES) if place in set(present)],
        "alles": [("1", gettext("Counted too"))],
        "gemeenten": [(ALL_TOWNS, gettext("All on one page"))],
        "vorm": [(AS_TABLE, gettext("Table in words"))],
    }
    empty = {
        "rijen": themes,
        "alles": gettext("Left out"),
        "gemeenten": gettext("In pages"),
        "vorm": gettext("Matrix"),
    }
    return [
        Option(name, str(label), choices[name], empty.get(name, gettext("All")))
        for name, label in LABELS.items()
        if choices[name]
    ]
