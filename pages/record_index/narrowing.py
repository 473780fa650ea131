"""Narrowing a set of pages by facets, and counting what each choice would leave, with bitmaps and without the database.

Values of one facet add up (or), facets narrow each other (and), and the counts of a facet leave out its own choice.
"""

from dataclasses import dataclass, field

from django.utils.functional import cached_property

from pages.record_index.bitmaps import union

# Of a facet no more values than this are taken from one address.
MOST_VALUES = 50


@dataclass(frozen=True)
class Value:
    """A value of a facet that occurs: in addresses, in words, its heading and place among the others.

    `key` is the primary key of its FacetValue, None for what has none; `total` is how many pages have it, None where
    that is not kept.
    """

    value: str
    label: str
    group: str = ""
    position: int = 0
    key: int | None = None
    total: int | None = None


@dataclass
class Known:
    """All that may be chosen, {facet: {value: Value}}, and the number of all pages."""

    values: dict = field(default_factory=dict)
    total: int = 0


class Narrowing:
    """A set of pages, narrowed by a QueryDict: any of the values of each of some Facets.

    chosen: {facet: Values in use}. refused: (Facet, text) of what does not occur, which is ignored. A subclass has
    `known` (Known); `stored`, {facet: {value: BitMap}} as the index has it; and `everything`, the BitMap of all pages
    before anything is chosen.
    """

    def __init__(self, facets, data):
        self.facets = facets
        self.asked = {facet.name: list(dict.fromkeys(filter(None, data.getlist(facet.name)))) for facet in facets}
        self.chosen, self.refused = {}, []
        for facet in facets:
            known = self.known.values[facet.name]
            fits = [known[value] for value in self.asked[facet.name] if value in known][:MOST_VALUES]
            # Any of all: the order in the address is that of the choices, whatever was typed.
            if fits:
                self.chosen[facet.name] = sorted(fits, key=lambda value: (value.position, value.label.lower()))
            self.refused += [(facet, value) for value in self.asked[facet.name] if value not in known]

    def choose(self, name, value):
        """Choose one value of a facet, which occurs, as if it had been asked for; what was counted is counted again."""
        self.chosen[name] = [self.known.values[name][value]]
        for counted in ("_choices", "total", "counts"):
            vars(self).pop(counted, None)

    @property
    def is_whole(self):
        """True when nothing narrows it."""
        return not self.chosen

    def bitmaps(self, name):
        """Return {value: BitMap} of a facet by name."""
        return self.stored.get(name, {})

    @cached_property
    def _choices(self):
        """{facet: BitMap of the pages with any of its values in use}, of the facets in use."""
        return {name: self.pages_chosen(name) for name in self.chosen}

    def pages_chosen(self, name):
        """Return the BitMap of the pages with any of the values in use of a facet by name."""
        bitmaps = self.bitmaps(name)
        return union(bitmaps[value.value] for value in self.chosen[name] if value.value in bitmaps)

    def matches(self, without=""):
        """Return the BitMap of the pages that match; `without` names a facet whose choice is left out."""
        found = self.everything
        for name, pages in self._choices.items():
            if name != without:
                found = found & pages
        return found

    @cached_property
    def total(self):
        """How many pages match."""
        return self.known.total if self.is_whole else len(self.matches())

    @cached_property
    def counts(self):
        """{facet: {value: pages that match with it}}; the choice of a facet does not narrow its own counts."""
        return {facet.name: self.count_by(facet) for facet in self.facets}

    def count_by(self, facet):
        """Return {value: number of pages} of a Facet, without those that none has."""
        found = self.matches(without=facet.name)
        counts = {value: found.intersection_cardinality(pages) for value, pages in self.bitmaps(facet.name).items()}
        return {value: number for value, number in counts.items() if number}
