"""What the results of a search can be narrowed by: their kind, and the facets that types of record share."""

from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages import cache_version
from pages.models import RecordPage
from pages.record_index.bitmaps import union
from pages.record_index.facets import Facet
from pages.record_index.narrowing import Known, Narrowing, Value
from pages.record_index.reading import facet_bitmaps, facet_values
from pages.record_types import record_types
from pages.search.documents import OTHER_PAGES

KIND_PARAMETER = "soort"


class KindFacet(Facet):
    """The types of record, and what is no record, as the search documents have it."""

    is_ordered = True

    def __init__(self):
        super().__init__(KIND_PARAMETER, _("Kind of result"), [])


def search_facets():
    """Return the Facets of a search."""
    return [KindFacet(), *RecordPage.facets]


def kind_names():
    """Return {value of `?soort=`: name for readers} of all kinds of result."""
    names = {model.search_kind: str(model._meta.verbose_name_plural) for model in record_types()}
    names[OTHER_PAGES] = gettext("pages")
    return {value: name[:1].upper() + name[1:] for value, name in names.items()}


class FoundSelection(Narrowing):
    """The matches of a search in a language, narrowed by a QueryDict. `found` is set when the engine has answered.

    found: {kind: BitMap of all pages that match}. is_empty: nothing is searched for, so there is nothing to choose.
    """

    def __init__(self, language, data, *, is_empty=False):
        self.language = language
        self.found = {}
        super().__init__([] if is_empty else search_facets(), data)

    @cached_property
    def known(self):
        """What may be chosen, of all types of record together; kept while nothing changes."""
        known = Known({facet.name: {} for facet in self.facets})
        if not self.facets:
            return known
        known.values |= cache_version.cached(f"search-facets:{self.language}", self._read_values, alone=True)
        # By name, what is no record last.
        kinds = sorted(kind_names().items(), key=lambda pair: (pair[0] == OTHER_PAGES, pair[1]))
        known.values[KIND_PARAMETER] = {
            value: Value(value, label, position=place) for place, (value, label) in enumerate(kinds)
        }
        return known

    def _read_values(self):
        found = {facet.name: {} for facet in self.facets}
        columns = ("facet", "value", "label", "group", "position", "pk")
        for name, value, *rest in self._rows().order_by("pk").values_list(*columns):
            found[name].setdefault(value, Value(value, *rest))
        return found

    def _rows(self):
        return facet_values(self.language).filter(facet__in=[facet.name for facet in RecordPage.facets])

    @cached_property
    def stored(self):
        return facet_bitmaps(f"search:{self.language}", self._rows)

    @property
    def kinds(self):
        """The kinds in use (list); empty for all."""
        return [value.value for value in self.chosen.get(KIND_PARAMETER, ())]

    def within(self):
        """Return the BitMap of the pages that the choices besides the kind leave of all; None for no such choice."""
        chosen = [name for name in self.chosen if name != KIND_PARAMETER]
        if not chosen:
            return None
        first, *others = (self.pages_chosen(name) for name in chosen)
        for pages in others:
            first = first & pages
        return first

    @property
    def everything(self):
        """The BitMap of all pages that match the search."""
        return union(self.found.values())

    def bitmaps(self, name):
        """Return {value: BitMap} of a facet by name."""
        return self.found if name == KIND_PARAMETER else super().bitmaps(name)

    @cached_property
    def total(self):
        """How many pages match the search and the choices."""
        return len(self.matches())
