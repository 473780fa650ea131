"""The municipalities of a listing of projects, with how many projects each has."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from inventory.filters import UNCONFIRMED_AFTER
from network.models import Municipality
from pages.drawings.tile_map import draw_tile_maps

PARAMETER = "gemeente"


@dataclass(frozen=True)
class Place:
    """A municipality with its `confirmed` and `unconfirmed` projects, and `url` of the listing narrowed to it."""

    municipality: Municipality
    confirmed: int
    unconfirmed: int
    url: str

    @property
    def words(self):
        """The counts in words; only confirmed projects count."""
        counted = ngettext("%(count)d project", "%(count)d projects", self.confirmed) % {"count": self.confirmed}
        if not self.unconfirmed:
            return counted
        beside = gettext("%(count)d not confirmed") % {"count": self.unconfirmed}
        return f"{counted}, {beside}" if self.confirmed else beside

    @property
    def note(self):
        """The count for the drawing; with a question mark where nothing is confirmed."""
        return str(self.confirmed) if self.confirmed else f"{self.unconfirmed}?"


def find_places(listing):
    """Return the Places of the projects of a pages.listing.Listing, by name, whatever municipality was chosen in it.

    The other filters stay, in the counts and in the addresses.
    """
    query = QueryDict(listing.query_string, mutable=True)
    query.pop(PARAMETER, None)
    page, filterset = listing.page, listing.filterset
    if PARAMETER in listing.data:
        cache_key = f"{page._meta.label}:{page.pk}"
        filterset = page.filterset_class(query, page.get_records(), cache_key=cache_key)
    recent = Q(confirmed_on__gt=timezone.localdate() - UNCONFIRMED_AFTER)
    # From the projects' side, so that the database counts once for all municipalities.
    rows = filterset.qs.order_by().exclude(municipalities=None).values("municipalities")
    counts = rows.annotate(all=Count("pk"), confirmed=Count("pk", filter=recent))
    found = {row["municipalities"]: (row["confirmed"], row["all"] - row["confirmed"]) for row in counts}
    places = []
    for municipality in Municipality.objects.filter(pk__in=found).order_by("name"):
        query[PARAMETER] = municipality.slug
        places.append(Place(municipality, *found[municipality.pk], f"{listing.address}?{query.urlencode()}"))
    return places


def draw_places(places):
    """Return the TileMaps of the provinces of some Places, each tile with its count."""
    notes = {place.municipality.code: (place.note, place.url, not place.confirmed) for place in places}
    return draw_tile_maps([place.municipality for place in places], notes)
