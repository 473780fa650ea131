"""What is missing on a landing page: where municipalities ask for projects that are not there, and themes without."""

from dataclasses import dataclass, field

from django.utils import timezone

from inventory.coverage.dimensions import SUPPLY
from inventory.coverage.index import as_cells, count_by_value, filter_entries, query_cells
from inventory.coverage.needs import HIGH, read_demand
from inventory.models import CoverageEntry, ProjectPage
from inventory.municipalities import first_to_close
from network.models import Municipality
from pages import cache_version
from pages.read_together import read_together
from themes.agendas import agendas_of

Kind = CoverageEntry.Kind


@dataclass
class Gaps:
    """What is missing on a theme, a subject or in a werkplaats.

    supplied: how many municipalities have a project on the theme. places: (Municipality, whether it is urgent) that ask
    for more and have none. themes: Cards of themes of the werkplaats without a project. has_no_project: whether there
    is none at all. open_round: the Card of the round in which projects are reported now, or None.
    """

    supplied: int = 0
    places: list = field(default_factory=list)
    themes: list = field(default_factory=list)
    has_no_project: bool = False
    open_round: object = None

    @property
    def is_missing(self):
        """Whether something is asked for, or could be there, and is not."""
        return bool(self.places or self.themes or self.has_no_project)

    def __bool__(self):
        return self.is_missing or bool(self.supplied)


def find_gaps_of(landing):
    """Return the Gaps of a pages.landing.Landing of a theme, subject or werkplaats, kept for the day."""
    key = f"{landing.key}:gaps:{timezone.localdate()}"
    gaps = cache_version.cached(key, lambda: FINDERS[landing.kind](landing))
    if gaps:
        gaps.open_round = first_to_close(landing.cards("rounds"))
    return gaps


def _of_theme(landing):
    demand = read_demand()
    theme = demand.themes.original.get(landing.entity.pk, landing.entity.pk)
    if demand.themes.resolve(theme) != {theme}:
        # What is asked and done today counts under the themes that took its place.
        return Gaps()
    asking = demand.needs.get(theme, {})
    cells, places = read_together(
        query_cells(filter_entries(Kind.THEME).filter(value=theme)), Municipality.objects.filter(pk__in=asking)
    )
    cells = as_cells(cells).get(theme, {})
    supplied = {town for town, counts in cells.items() if town and any(counts[place] for place in SUPPLY)}
    lacking = {town: urgency for town, urgency in asking.items() if town not in supplied}
    lacked = [place for place in places if place.pk in lacking]
    urgent_first = sorted(lacked, key=lambda place: (-lacking[place.pk], place.name))
    return Gaps(len(supplied), [(place, lacking[place.pk] >= HIGH) for place in urgent_first])


def _of_subject(landing):
    return Gaps(
        has_no_project=ProjectPage not in {card.record_type for group in landing.groups for card in group.records}
    )


def _of_werkplaats(landing):
    agendas = agendas_of(landing)
    shown = agendas[0].shown_themes if agendas else []
    counts, original = count_by_value(filter_entries(Kind.THEME), SUPPLY), read_demand().themes.original
    without = [theme for theme in shown if not counts.get(original.get(theme.pk))]
    # Of an agenda under which nobody reports projects this says nothing.
    return Gaps(themes=without if len(without) < len(shown) else [])


FINDERS = {"theme": _of_theme, "subject": _of_subject, "werkplaats": _of_werkplaats}
