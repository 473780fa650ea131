"""What a query string chooses of a type of record, and how many records each choice would leave."""

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from pages import cache_version
from pages.models.record_index import RecordFacet
from pages.record_index.bitmaps import BitMap, pages_of
from pages.record_index.endings import Endings
from pages.record_index.narrowing import Known, Narrowing, Value
from pages.record_index.reading import facet_bitmaps, facet_values, indexed_records

# So few records are read by their primary keys, more of them by the values that they have.
FEW = 1_000


class Selection(Narrowing):
    """The records of one type in one language, narrowed by a QueryDict: any of the values of each facet.

    Values that do not occur are ignored and named in `refused`. `base` is a Q on IndexedRecord that holds besides.
    """

    def __init__(self, model, language, data, base=None):
        self.model = model
        self.language = language
        self.base = base or Q()
        self.moment = timezone.now()
        super().__init__(model.facets, data)

    @cached_property
    def known(self):
        """What may be chosen, kept while nothing changes."""
        return cache_version.cached(self._key("facets", get_language()), self._read_known, alone=True)

    def _key(self, *parts):
        name, *others = parts
        return ":".join([name, self.model._meta.label, self.language, *others])

    def _read_known(self):
        known = Known({facet.name: {} for facet in self.model.facets})
        columns = ("facet", "value", "label", "group", "position", "pk", "count")
        for name, value, *rest in facet_values(self.language, self.model).values_list(*columns):
            if not name:
                known.total = rest[-1]
            elif name in known.values:
                known.values[name][value] = Value(value, *rest)
        for facet in self.model.facets:
            if not facet.is_stored and known.total:
                known.values[facet.name] = {
                    value: Value(value, str(label), position=place)
                    for place, (value, label) in enumerate(facet.choices)
                }
        return known

    @cached_property
    def stored(self):
        return facet_bitmaps(self._key("stored"), lambda: facet_values(self.language, self.model))

    @property
    def is_whole(self):
        """True when nothing narrows it."""
        return not self.chosen and not self.base

    @cached_property
    def everything(self):
        """The BitMap of all records of the type that `base` holds for."""
        if self.base:
            return pages_of(self._all().filter(self.base))
        return self.stored.get("", {}).get("", BitMap())

    def _all(self):
        return indexed_records(self.language, self.model)

    @cached_property
    def endings(self):
        """Which records of the type have ended at this moment."""
        return Endings(self._key("endings"), self._all, self.moment)

    def bitmaps(self, name):
        """Return {value: BitMap} of a facet by name; what changes with the clock costs a query once."""
        facet = next(facet for facet in self.facets if facet.name == name)
        if facet.is_stored or not self.known.total:
            return super().bitmaps(name)
        coming, over = facet.coming[0], facet.over[0]
        if facet.open_ended:
            return {coming: self.everything - self.endings.ended, over: self.endings.ended}
        return {coming: self.endings.current, over: self.everything - self.endings.current}

    @cached_property
    def total(self):
        """How many records match; of a choice of one value that number is kept."""
        if len(self.chosen) == 1 and not self.base:
            [(name, values)] = self.chosen.items()
            if len(values) == 1:
                facet = next(facet for facet in self.facets if facet.name == name)
                return self.count_by(facet).get(values[0].value, 0)
        return super().total

    def records(self, without=""):
        """Return the queryset of IndexedRecords that match; `without` names a facet whose choice is left out."""
        found = self._all().filter(self.base)
        if self.is_whole:
            return found
        if len(pages := self.matches(without)) <= FEW:
            return self._all().filter(page__in=list(pages))
        for facet in self.model.facets:
            values = self.chosen.get(facet.name)
            if not values or facet.name == without:
                continue
            condition = facet.condition({value.value for value in values}, self.moment)
            if condition is None:
                rows = RecordFacet.objects.filter(value__in=[value.key for value in values])
                condition = Q(pk__in=rows.values("record"))
            found = found.filter(condition)
        return found

    def count_current(self):
        """Return how many of the records that match end after `moment`."""
        return len(self.endings.current if self.is_whole else self.matches() & self.endings.current)

    def count_current_by(self, name):
        """Return {value of a stored facet: (how many of its records end after `moment`, how many there are)}.

        As the other choices leave them. Needs bitmaps.
        """
        found = self.matches(without=name)
        current = found & self.endings.current
        counts = {
            value: (current.intersection_cardinality(pages), found.intersection_cardinality(pages))
            for value, pages in self.bitmaps(name).items()
        }
        return {value: pair for value, pair in counts.items() if pair[1]}

    def count_by(self, facet):
        """Return {value: number of records} of a Facet; where nothing else narrows it, as it is kept."""
        if self.base or self.chosen.keys() - {facet.name}:
            return super().count_by(facet)
        if facet.is_stored:
            return {value.value: value.total for value in self.known.values[facet.name].values() if value.total}
        if not self.known.total:
            return {}
        number, total = len(self.endings.ended if facet.open_ended else self.endings.current), self.known.total
        kept, other = (facet.over[0], facet.coming[0]) if facet.open_ended else (facet.coming[0], facet.over[0])
        counts = {kept: number, other: total - number}
        return {value: number for value, number in counts.items() if number}
