"""Landing pages: the records on one theme, subject, municipality, werkplaats, person or organisation.

Rooms add their parts by the slots `landing_next`, `landing_projects`, `landing_open`, `landing_gaps` and
`landing_side`; the templates that fill them get the Landing as `landing`. The lists of records that such parts show are
named by the hook `landing_lists`, and read together: a function without arguments that returns {name of the list:
function of a Landing}, which returns a queryset of IndexedRecords, or None on pages without that list.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from wagtail import hooks

from network.models import Organisation, Person
from pages import cache_version
from pages.mentions import fill_mentions, plan_mentions, plan_roles, query_counts
from pages.models.record_index import FacetValue, RecordFacet
from pages.read_together import read_together
from pages.record_index.reading import indexed_records, read_lists
from pages.record_index.relations import list_roles
from pages.record_types import news_types, record_types
from pages.renditions import picture_of

# Of a type that has a listing; the listing has the rest.
NEWEST = 3
# People, organisations, subjects and themes beside the records.
MOST_BESIDE = 6
# They are those of so many of the records that were indexed last.
RECENT = 300


@dataclass(frozen=True)
class SidebarEntry:
    """A person, organisation or subject that many of the records name; picture: of picture_of(), or None."""

    name: str
    url: str
    note: str = ""
    picture: dict | None = None


class Landing:
    """The records of one landing page in one language, and what they have in common.

    kind: "theme", "subject", "municipality", "werkplaats", "person" or "organisation". facets: the names of the facets
    or relations that hold for the records with `value`. entity: what the page is about. listed_by: (parameter, value)
    that narrow a listing to the same records.
    """

    def __init__(self, kind, locale, facets, value, *, entity, listed_by=("", "")):
        self.kind = kind
        self.locale = locale
        self.facets = list(facets)
        self.value = str(value)
        self.entity = entity
        self.listed_by = listed_by

    def records(self, *types):
        """Return the IndexedRecordQuerySet of its records, of these types (classes)."""
        kinds = {model.search_kind for model in types}
        values = [value for kind, _facet, value, _number in self._counted["groups"] if kind in kinds]
        # Named by number, so that the database knows how many records have them and which way to find them is shorter.
        return indexed_records(self.locale.language_code, *types).with_values(values)

    @property
    def entity_key(self):
        """The translation key of the page that it is about; None for what is no page."""
        return getattr(self.entity, "translation_key", None)

    @property
    def has_roles(self):
        """Whether the records stand by role, as those of a person or an organisation do."""
        return self.kind in ("person", "organisation")

    @property
    def groups(self):
        """The Mentions by type, the newest of each; of a person or an organisation by role."""
        return self._lists[0]

    def cards(self, name):
        """Return the Cards of a list of the hook `landing_lists`, the newest first; none on a page without it."""
        return self._lists[1].get(name, [])

    @cached_property
    def _lists(self):
        """The Mentions, and {name of a list of a room: its Cards}; all Cards are read in one query."""
        planned = self._plan_groups()
        wanted = {name: find(self) for fill in hooks.get_hooks("landing_lists") for name, find in fill().items()}
        rooms = {name: records for name, records in wanted.items() if records is not None}
        found = read_lists([*(records for _mentions, records in planned), *rooms.values()])
        groups = fill_mentions(planned, found[: len(planned)])
        return groups, dict(zip(rooms, found[len(planned) :], strict=True))

    def _plan_groups(self):
        if self.has_roles:
            return plan_roles(self.locale, self.kind, self._counted["groups"])
        [facet] = self.facets
        # The themes and workgroups of a werkplaats have parts of their own.
        types = news_types() if self.kind == "werkplaats" else None
        counts = self._counted["groups"]
        return plan_mentions(self.locale, facet, counts, types=types, listed_by=self.listed_by, newest=NEWEST)

    @property
    def people(self):
        """The people with a role in most of its records, as SidebarEntry; not the person that the page is about."""
        return self._sidebar[0]

    @property
    def organisations(self):
        """The organisations with a role in most of its records, as SidebarEntry, without itself."""
        return self._sidebar[1]

    @property
    def subjects(self):
        """The subjects of most of its records, as SidebarEntry, without itself."""
        return [SidebarEntry(label, reverse("subject", args=[slug])) for slug, label in self._counted["onderwerp"]]

    @property
    def themes(self):
        """The slugs of the themes of most of its records, those of today among them."""
        return [slug for slug, _label in self._counted["thema"]]

    @property
    def key(self):
        """The beginning of the cache keys (pages.cache_version.cached) of what belongs to it."""
        return f"landing:{self.kind}:{self.value}:{self.locale.language_code}"

    @cached_property
    def _sidebar(self):
        people, organisations = self._counted["person"], self._counted["organisation"]
        return cache_version.cached(f"{self.key}:sidebar", lambda: _read_sidebar(people, organisations))

    @cached_property
    def _counted(self):
        return cache_version.cached(self.key, self._count)

    def _count(self):
        """Return {kind: (value, label) pairs}, those that most of the recent records have first, and under "groups" how
        many records there are (query_counts of pages.mentions); in one query.
        """
        kinds = {"onderwerp": "onderwerp", "thema": "thema"}
        for of in ("person", "organisation"):
            kinds |= {name: of for name, role in list_roles(record_types(), of).items() if role.is_maker}
        held = {"facet__in": self.facets, "value": self.value, "language": self.locale.language_code}
        recent = RecordFacet.objects.filter(value__in=FacetValue.objects.filter(**held)).order_by("-record")
        named = RecordFacet.objects.filter(record__in=recent.values("record")[:RECENT], value__facet__in=kinds)
        counts, rows = read_together(
            query_counts(self.locale, self.facets, self.value),
            named.values_list("record", "value__facet", "value__value", "value__label"),
        )
        held = {kind: defaultdict(set) for kind in kinds.values()}
        for record, facet, value, label in rows:
            if value != self.value or facet not in self.facets:
                held[kinds[facet]][value, label].add(record)
        return {"groups": counts, **{kind: _most_of(found) for kind, found in held.items()}}


def _most_of(found):
    """Return those keys of {(value, label): records} with the most records, by label where that is equal."""
    return sorted(found, key=lambda pair: (-len(found[pair]), pair[1], pair[0]))[:MOST_BESIDE]


def _read_sidebar(people, organisations):
    """Return the people and the organisations of such pairs as SidebarEntry, read in one query; none without pairs."""
    people, organisations = ([int(value) for value, _label in pairs] for pairs in (people, organisations))
    if not people and not organisations:
        return [], []
    named = Person.objects.filter(pk__in=people)
    wanted = Q(pk__in=organisations) | Q(pk__in=named.order_by().values("organisation"))
    portraits = Person._meta.get_field("portrait").related_model.objects.filter(
        pk__in=named.order_by().values("portrait")
    )
    found, employers, pictures = (
        {each.pk: each for each in rows}
        for rows in read_together(named, Organisation.objects.filter(wanted), portraits)
    )
    return (
        [_person(found[key], employers, pictures) for key in people if key in found],
        [
            SidebarEntry(each.name, each.get_absolute_url(), str(each.get_kind_display()))
            for key in organisations
            if (each := employers.get(key))
        ],
    )


def _person(person, organisations, pictures):
    employer = organisations.get(person.organisation_id)
    note = ", ".join(part for part in (person.role, employer.name if employer else "") if part)
    picture = picture_of(pictures.get(person.portrait_id), "small-portrait")
    return SidebarEntry(person.name, person.get_absolute_url(), note, picture)
