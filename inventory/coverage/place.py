"""One municipality compared with its region, theme by theme."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext

from inventory.coverage.dimensions import in_words, list_theme_rows, query_themes
from inventory.coverage.index import as_cells, filter_entries, query_by_value, query_cells
from inventory.coverage.needs import HIGH, read_demand
from inventory.coverage.rendering import shade_of
from inventory.models import CoverageEntry
from network.models import Municipality
from pages.read_together import read_together

Kind = CoverageEntry.Kind


@dataclass(frozen=True)
class ThemeOfPlace:
    """A theme in a municipality and in its region.

    statuses: (name, count) pairs; urgency: of the need, 0 for none; elsewhere: projects in the region, those here
    included; towns: in how many municipalities of the region there is one.
    """

    row: object
    total: int
    statuses: list
    urgency: int
    elsewhere: int
    towns: int
    url: str

    @property
    def shade(self):
        """The number of its shade, 0 for nothing."""
        return shade_of(self.total) if self.total else 0

    @property
    def is_urgent(self):
        """True when the municipality calls it urgent."""
        return self.urgency >= HIGH

    @property
    def is_asked(self):
        """True when the municipality asks for more of it."""
        return self.urgency > 0


class Place:
    """A municipality (network.Municipality) beside its region: its first region group, or else its province.

    `listing` is (address, names of its filters) of the listing of projects.
    """

    def __init__(self, municipality, listing):
        self.municipality = municipality
        self.address, self.known_filters = listing

    @cached_property
    def region(self):
        """The RegionGroup that it is compared with, or None for its province."""
        return next(iter(self.municipality.region_groups.all()), None)

    @cached_property
    def region_name(self):
        """The name of the region."""
        if self.region:
            return self.region.name
        return gettext("province of %(name)s") % {"name": self.municipality.province}

    @property
    def towns(self):
        """The municipalities of the region that exist today, and this one, as a queryset."""
        current = Municipality.objects.current()
        if self.region:
            current = current.filter(region_groups=self.region)
        else:
            current = current.filter(province=self.municipality.province)
        return Municipality.objects.filter(Q(pk__in=current.order_by().values("pk")) | Q(pk=self.municipality.pk))

    @cached_property
    def answer(self):
        """The Answer of the municipality: when it was asked, when it last answered."""
        answers = read_demand().answers
        return answers.get(self.municipality.pk, answers[None])

    @cached_property
    def themes(self):
        """A ThemeOfPlace for every theme, in the order of the overview."""
        entries = filter_entries(Kind.THEME, towns=self.towns.order_by().values("pk"))
        cells, region, *of_themes = read_together(query_cells(entries), query_by_value(entries), *query_themes())
        cells, region, needs = as_cells(cells), dict(region), read_demand().needs
        return [
            self._describe(row, cells.get(row.value, {}), region.get(row.value, 0), needs.get(row.value, {}))
            for row in list_theme_rows(cells, of_themes)
        ]

    def _describe(self, row, cells, elsewhere, needs):
        here = cells.get(self.municipality.pk, ())
        return ThemeOfPlace(
            row=row,
            total=sum(here),
            statuses=in_words(here) if here else [],
            urgency=needs.get(self.municipality.pk, 0),
            elsewhere=elsewhere,
            towns=len(cells),
            url=self._listing_url(row) if here else "",
        )

    def _listing_url(self, row):
        if not row.slug or not {"thema", "gemeente"} <= self.known_filters:
            return ""
        query = {"bevestigd": "ja"} if "bevestigd" in self.known_filters else {}
        return f"{self.address}?{urlencode(query | {'thema': row.slug, 'gemeente': self.municipality.slug})}"
