"""The facets of a list or a search as a panel of checkboxes, the choices in use, and the addresses that change them."""

from dataclasses import dataclass, field
from itertools import groupby

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext

from pages.record_index.narrowing import Value

# Of a facet so many values are in sight, those with the most records; the rest is folded.
MOST_IN_SIGHT = 8
MOST_NOTICES = 5
LONGEST_QUOTED = 60


def shorten(text):
    """Return what a visitor typed, short enough to be quoted in a sentence."""
    return text if len(text) <= LONGEST_QUOTED else f"{text[: LONGEST_QUOTED - 1]}…"


@dataclass(frozen=True)
class ChosenFilter:
    """A value in use: its parameter, the label of its facet, its name, and the address without it."""

    parameter: str
    label: str
    name: str
    remove_url: str


@dataclass(frozen=True)
class FilterToDrop:
    """A facet that can be left out: its choice in words, how many records there are without, and the address."""

    words: str
    count: int
    url: str


@dataclass(frozen=True)
class Notice:
    """A sentence on something that was ignored, and where it can be put right: a form field (BoundField), a
    ShownFacet, or nothing.
    """

    text: str
    field: object | None = None

    def __str__(self):
        return self.text


@dataclass(frozen=True)
class Choice:
    """A value of a facet as a checkbox: with how many records it would leave, and whether it is ticked."""

    value: str
    label: str
    count: int
    is_chosen: bool
    group: str
    id: str


@dataclass(frozen=True)
class ChoiceGroup:
    """Choices under one heading, which is empty where there are no headings."""

    label: str
    choices: list = field(default_factory=list)


@dataclass(frozen=True)
class ShownFacet:
    """A facet as a group of checkboxes: those in sight, and the folded rest, both as ChoiceGroups."""

    name: str
    label: str
    in_sight: list
    folded: list
    is_refused: bool = False

    @property
    def auto_id(self):
        """The id of the group; what is said of it has that id with “_error” behind it."""
        return f"facet-{self.name}"

    @property
    def id_for_label(self):
        """The id of its first checkbox, where links to it lead."""
        return self.in_sight[0].choices[0].id

    @property
    def count_folded(self):
        """How many choices are folded."""
        return sum(len(group.choices) for group in self.folded)


class FacetPanel:
    """What a list or a search shows of the facets of its `selection` (pages.record_index.narrowing.Narrowing).

    A subclass has that, `address`, the address without a query, and kept(), what addresses keep behind the choices.
    """

    # Under which key the form is kept (kept_html); empty where it is made for one request.
    panel_key = ""
    # What the clock said when the records were chosen (aware datetime); None where that makes no difference.
    moment = None

    def kept_before(self):
        """Return the (name, value) pairs that addresses keep before the choices."""
        return []

    @cached_property
    def facets(self):
        """The ShownFacets that have something to choose."""
        return [facet for facet in map(self._show, self.selection.facets) if facet]

    def _show(self, facet):
        """Return the ShownFacet of a Facet, or None when there is too little to choose."""
        known, counts = self.selection.known.values[facet.name], self.selection.counts[facet.name]
        chosen = {value.value for value in self.selection.chosen.get(facet.name, ())}
        offered = [value for value in known.values() if counts.get(value.value) or value.value in chosen]
        if len(offered) < facet.fewest_choices and not chosen:
            return None
        by_place = sorted(offered, key=lambda value: (value.position, value.label.lower()))
        by_count = sorted(by_place, key=lambda value: (value.value not in chosen, -counts.get(value.value, 0)))
        first = by_place if facet.is_ordered else by_count
        in_sight = {value.value for value in first[:MOST_IN_SIGHT]} | chosen
        if len(offered) == MOST_IN_SIGHT + 1:
            in_sight = {value.value for value in offered}

        def groups(values):
            found = []
            for value in values:
                if not found or found[-1].label != value.group:
                    found.append(ChoiceGroup(value.group))
                found[-1].choices.append(self._choice(facet, value, counts, chosen))
            return found

        return ShownFacet(
            facet.name,
            str(facet.label),
            groups(value for value in by_place if value.value in in_sight),
            groups(value for value in by_place if value.value not in in_sight),
            any(refused is facet for refused, _value in self.selection.refused),
        )

    def _choice(self, facet, value: Value, counts, chosen):
        return Choice(
            value.value,
            value.label,
            counts.get(value.value, 0),
            value.value in chosen,
            value.group,
            f"facet-{facet.name}-{value.key or value.position}",
        )

    @cached_property
    def chosen(self):
        """The values in use as ChosenFilters, in the order of the facets."""
        return [
            ChosenFilter(name, label, value.label, self._address_with(self._query(without={(name, value.value)})))
            for name, label, value in self._in_use()
        ]

    def _in_use(self):
        """Yield (parameter, label of the facet, Value) for each value in use."""
        for facet in self.selection.facets:
            for value in self.selection.chosen.get(facet.name, ()):
                yield facet.name, str(facet.label), value

    @cached_property
    def filters_to_drop(self):
        """The FiltersToDrop of an empty selection: one for each facet without which there is something.

        Those with the most records come first.
        """
        found = []
        for name, in_use in groupby(self._in_use(), key=lambda each: each[0]):
            values = list(in_use)
            if count := len(self.selection.matches(without=name)):
                labels = gettext(" or ").join(value.label for _name, _label, value in values)
                url = self._address_with(self._query(without={(name, value.value) for _name, _label, value in values}))
                found.append(FilterToDrop(f"{values[0][1]}: {labels}", count, url))
        return sorted(found, key=lambda each: -each.count)

    def refusals(self):
        """Return the Notices on values that do not occur."""
        if not self.selection.refused:
            return []
        shown = {facet.name: facet for facet in self.facets}
        return [
            Notice(
                gettext("“%(value)s” is not one of the choices for “%(label)s”, so it was ignored.")
                % {"value": shorten(value), "label": facet.label},
                shown.get(facet.name),
            )
            for facet, value in self.selection.refused[:MOST_NOTICES]
        ]

    def choices_in_words(self):
        """Return the choices in use in words, a text for each facet."""
        words = {}
        for _name, label, value in self._in_use():
            words.setdefault(label.lower(), []).append(value.label)
        return [f"{label} {gettext(' or ').join(names)}" for label, names in words.items()]

    @cached_property
    def query_string(self):
        """What is chosen and kept as a query string without page number, in a fixed order; empty for nothing."""
        return self._query()

    @cached_property
    def filters(self):
        """The values in use as a query string, in a fixed order; empty for none."""
        return encode([(name, value.value) for name, _label, value in self._in_use()])

    @cached_property
    def reset_url(self):
        """The address without any choice."""
        return self._address_with(encode([*self.kept_before(), *self.kept()]))

    def _query(self, without=()):
        in_use = [(name, value.value) for name, _label, value in self._in_use() if (name, value.value) not in without]
        return encode([*self.kept_before(), *in_use, *self.kept()])

    def _address_with(self, query):
        return f"{self.address}?{query}" if query else self.address or "?"


def encode(pairs):
    """Return (name, value) pairs as a query string."""
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return query.urlencode()
