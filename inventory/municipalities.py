"""Projects by municipality: the report on one municipality, and the map of a listing of projects."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Case, Count, F, Max, Q, When, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from inventory.models import InventoryRoundPage, Need, ProjectPage, Submission
from network.models import Municipality
from pages import cache_version
from pages.drawings.tile_map import draw_tile_maps
from pages.landing import Landing
from pages.page_context import find_listings
from pages.read_together import read_together
from pages.record_index.reading import indexed_records, make_cards
from themes.models import ThemePage

# Running first: that is what readers come for.
ORDER = (
    ProjectPage.Status.RUNNING,
    ProjectPage.Status.STARTING,
    ProjectPage.Status.IDEA,
    ProjectPage.Status.FINISHED,
    ProjectPage.Status.STOPPED,
    ProjectPage.Status.UNKNOWN,
)
PARAMETER = "gemeente"
# Projects of each status; the listing has the rest.
MOST_SHOWN = 3


@dataclass(frozen=True)
class StatusGroup:
    """Projects with one status: Cards of the first few, `total` of all, `unconfirmed` ones, and the `url` of all."""

    status: ProjectPage.Status
    projects: list
    total: int
    unconfirmed: int
    url: str


@dataclass(frozen=True)
class ReportedNeed:
    """What a municipality asks for: the Card of the theme, an Urgency, the day it was reported, and its words."""

    theme: object
    urgency: Need.Urgency
    reported_on: date
    explanation: str


class Report:
    """The content of a municipality's page (pages.landing.Landing), read in one query beside the lists of the page."""

    def __init__(self, landing: Landing):
        self.landing = landing
        self.municipality = landing.entity
        self.locale = landing.locale

    @cached_property
    def _rows(self):
        """The rows of its first projects, of its needs, of its answers, and of the keys of rounds and themes."""
        needs = Need.objects.filter(municipality=self.municipality)
        answers = Submission.objects.answers().filter(municipality=self.municipality).order_by()
        return read_together(
            self._query_projects(),
            needs.values_list("reported_on", "pk", "theme__translation_key", "urgency", "explanation"),
            answers.values("round__translation_key")
            .annotate(last=Max("submitted_at"))
            .values_list("round__translation_key", "last"),
            InventoryRoundPage.objects.values_list("pk", "translation_key"),
            versions_of_themes(needs).values_list("pk", "translation_key"),
        )

    def _query_projects(self):
        """Return the first projects of each status, confirmed ones in front, then the newest, as rows: status, how many
        have it, how many of these are confirmed, primary key.

        In one reading of its projects, of which a city has thousands.
        """
        is_confirmed = Q(ends_at__gt=timezone.now())
        order = [Case(When(is_confirmed, then=0), default=1), F("sort_day").desc(), F("page").desc()]
        # The status on the card: its facet would be looked up among all facets of these records.
        projects = self.landing.records(ProjectPage).order_by().annotate(status=KeyTextTransform("status", "card"))
        counted = projects.annotate(
            total=Window(Count("pk"), partition_by="status"),
            confirmed=Window(Count("pk", filter=is_confirmed), partition_by="status"),
            rank=Window(RowNumber(), partition_by="status", order_by=order),
        )
        return counted.filter(rank__lte=MOST_SHOWN).values_list("status", "total", "confirmed", "page")

    @property
    def first_projects(self):
        """The primary keys of the projects that it shows."""
        return [pk for _status, _total, _confirmed, pk in self._rows[0]]

    @cached_property
    def groups(self):
        """The StatusGroups that are not empty."""
        address = find_listings(self.locale).get("inventory.ProjectPage", ("", ()))[0]
        totals = {status: numbers for status, *numbers, _pk in self._rows[0]}
        query = f"{address}?gemeente={self.municipality.slug}&status="
        return [
            StatusGroup(
                status,
                self._first_projects(status),
                totals[status][0],
                totals[status][0] - totals[status][1],
                query + status,
            )
            for status in ORDER
            if status in totals
        ]

    def _first_projects(self, status):
        """Return the Cards of the first projects of a status: confirmed ones in front, then the newest."""
        cards = [card for card in self.landing.cards("projects-by-status") if card.status == status]
        return sorted(cards, key=lambda card: card.is_unconfirmed)

    @cached_property
    def needs(self):
        """The newest ReportedNeeds of the municipality, of each theme one, urgent ones first."""
        themes = self._by_key(self.landing.cards("needed-themes"), self._rows[4])
        # The newest has the last word.
        newest = {key: (day, urgency, words) for day, _pk, key, urgency, words in sorted(self._rows[1])}
        needs = [
            ReportedNeed(themes[key], Need.Urgency(urgency), day, words)
            for key, (day, urgency, words) in newest.items()
            if key in themes
        ]
        return sorted(needs, key=lambda need: (-need.urgency, need.theme.title))

    @cached_property
    def answered_rounds(self):
        """(Card, moment of the last answer) of the published rounds that the municipality answered, the last first."""
        rounds = self._by_key(self.landing.cards("rounds"), self._rows[3])
        answered = [(moment, rounds[key]) for key, moment in self._rows[2] if key in rounds]
        return [(card, moment) for moment, card in sorted(answered, key=lambda pair: pair[0], reverse=True)]

    @staticmethod
    def _by_key(cards, keys):
        """Return {translation key: Card}, given (primary key, translation key) rows."""
        keys = dict(keys)
        return {keys[card.pk]: card for card in cards}

    @cached_property
    def open_round(self):
        """The Card of the round that is open now in the language of the page, the one that closes first, or None."""
        return first_to_close(self.landing.cards("rounds"))


def report_of(landing):
    """Return the Report of the Landing of a municipality, kept on it: several parts of the page ask for it."""
    if not hasattr(landing, "report"):
        landing.report = Report(landing)
    return landing.report


def versions_of_themes(needs):
    """Return the ThemePages, in all languages, that Needs (a queryset) are about."""
    return ThemePage.objects.filter(translation_key__in=needs.order_by().values("theme__translation_key"))


def list_round_cards(language):
    """Return the Cards of all rounds in a language, the newest first, kept while nothing changes."""

    def find():
        return make_cards(indexed_records(language, InventoryRoundPage).newest_first())

    return cache_version.cached(f"rounds:{language}", find, alone=True)


def first_to_close(rounds):
    """Return that one of some Cards of rounds that is open and closes first, the newer of equals; None for none."""
    running = [card for card in rounds if card.is_open]
    return min(running, key=lambda card: (card.ends_at is None, card.ends_at, -card.pk), default=None)


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
        """The count for the drawing: of confirmed projects, or of all where none is confirmed."""
        return str(self.confirmed or self.unconfirmed)


def count_places(listing):
    """Return {slug of a municipality: (confirmed, all)} of the projects of a pages.listing.Listing.

    Its filter on municipality is ignored, the others apply.
    """
    return listing.selection.count_current_by(PARAMETER)


def find_places(listing, counts):
    """Return the Places of a pages.listing.Listing of projects, by name; counts: those of count_places()."""
    query = QueryDict(listing.query_string, mutable=True)
    query.pop(PARAMETER, None)
    places = []
    for municipality in Municipality.objects.filter(slug__in=counts).order_by("name"):
        query[PARAMETER] = municipality.slug
        confirmed, total = counts[municipality.slug]
        address = f"{listing.address}?{query.urlencode()}"
        places.append(Place(municipality, confirmed, total - confirmed, address))
    return places


def draw_places(places):
    """Return the TileMaps of the provinces of some Places, each tile with its count."""
    notes = {place.municipality.code: (place.note, place.url, not place.confirmed) for place in places}
    return draw_tile_maps([place.municipality for place in places], notes)
