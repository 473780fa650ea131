"""What a query string chooses of a type of record, and how many records each choice would leave."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.functional import cached_property

from pages.models.record_index import RecordFacet
from pages.record_index.reading import facet_values, indexed_records

# Of a facet no more values than this are taken from one address.
MOST_VALUES = 50


@dataclass(frozen=True)
class Value:
    """A value of a facet that occurs: in addresses, in words, its heading and place among the others.

    `key` is the primary key of its FacetValue, None for what changes with the clock; `total` is how many records of
    the type have it, None where that is not kept.
    """

    value: str
    label: str
    group: str = ""
    position: int = 0
    key: int | None = None
    total: int | None = None


@dataclass
class Known:
    """All that may be chosen of a type in a language: {facet: {value: Value}}, and the number of all its records."""

    values: dict = field(default_factory=dict)
    total: int = 0


class Selection:
    """The records of one type in one language, narrowed by a QueryDict: any of the values of each facet.

    Values that do not occur are ignored and named in `refused`. `base` is a Q on IndexedRecord that holds besides.
    """

    def __init__(self, model, language, data, base=None):
        self.model = model
        self.language = language
        self.base = base or Q()
        self.chosen, self.refused = {}, []
        for facet in model.facets:
            asked = list(dict.fromkeys(value for value in data.getlist(facet.name) if value))
            known = self.known.values[facet.name]
            fits = [known[value] for value in asked if value in known][:MOST_VALUES]
            # Any of all: the order in the address is that of the choices, whatever was typed.
            if fits:
                self.chosen[facet.name] = sorted(fits, key=lambda value: (value.position, value.label.lower()))
            self.refused += [(facet, value) for value in asked if value not in known]

    @cached_property
    def known(self):
        """What may be chosen, in one query."""
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

    def records(self, without=""):
        """Return the queryset of IndexedRecords that match; `without` names a facet whose choice is left out."""
        found = indexed_records(self.language, self.model).filter(self.base)
        for facet in self.model.facets:
            values = self.chosen.get(facet.name)
            if not values or facet.name == without:
                continue
            if facet.is_stored:
                keys = [value.key for value in values]
                found = found.filter(pk__in=RecordFacet.objects.filter(value__in=keys).values("record"))
            else:
                found = found.filter(facet.condition({value.value for value in values}))
        return found

    def _keys(self, without=""):
        """Return the queryset of the keys of the IndexedRecords that match; `without` as in records().

        Values are kept per type and language, so choices that are stored need no look at the records themselves.
        """
        facets = [facet for facet in self.model.facets if facet.name in self.chosen and facet.name != without]
        if self.base or not facets or not all(facet.is_stored for facet in facets):
            return self.records(without).order_by().values("pk")
        found = RecordFacet.objects.all()
        for place, facet in enumerate(facets):
            keys = [value.key for value in self.chosen[facet.name]]
            if place:
                found = found.filter(record__in=RecordFacet.objects.filter(value__in=keys).values("record"))
            else:
                found = found.filter(value__in=keys)
        return found.values("record")

    @property
    def is_whole(self):
        """True when nothing narrows it."""
        return not self.chosen and not self.base

    @cached_property
    def total(self):
        """How many records match."""
        return self.known.total if self.is_whole else self._keys().distinct().count()

    @cached_property
    def counts(self):
        """{facet: {value: records that match with it}}; the choice of a facet does not narrow its own counts.

        Costs one query, and one for each facet in use.
        """
        counts = {facet.name: {} for facet in self.model.facets}
        if self.is_whole:
            for name, values in self.known.values.items():
                counts[name] = {value.value: value.total for value in values.values() if value.total}
        else:
            others = [f.name for f in self.model.facets if f.is_stored and f.name not in self.chosen]
            self._count(counts, self._keys(), others)
            for facet in self.model.facets:
                if facet.is_stored and facet.name in self.chosen:
                    if len(self.chosen) == 1 and not self.base:
                        # Nothing else narrows it: its counts are kept.
                        values = self.known.values[facet.name].values()
                        counts[facet.name] = {value.value: value.total for value in values}
                    else:
                        self._count(counts, self._keys(without=facet.name), [facet.name])
        for facet in self.model.facets:
            if not facet.is_stored and self.known.total:
                counts[facet.name] = self._count_by_clock(facet)
        return counts

    def _count(self, counts, found, names):
        """Put into `counts` how many of the records, a queryset of keys, have each value of the facets named."""
        keys = {value.key: (name, value.value) for name in names for value in self.known.values[name].values()}
        rows = RecordFacet.objects.filter(record__in=found)
        if len(names) == 1:
            rows = rows.filter(value__in=list(keys))
        for key, count in rows.order_by().values_list("value").annotate(number=Count("*")):
            if key in keys:
                name, value = keys[key]
                counts[name][value] = count

    def _count_by_clock(self, facet):
        records = self.records(without=facet.name)
        return records.aggregate(
            **{value: Count("pk", filter=facet.condition({value})) for value, _label in facet.choices}
        )
