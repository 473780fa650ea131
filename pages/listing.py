"""What one request to a listing shows: which records, which page of them, and how to say so."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from pages.record_index.orders import read_slice
from pages.record_index.reading import cards_of
from pages.record_index.selection import Selection, Value
from pages.record_types import record_type_of

PAGE_PARAMETER = "page"
ORDER_PARAMETER = "sorteer"
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


class ListingPaginator(Paginator):
    """Pages of Cards of which the number is known and each is read from the nearest end."""

    def __init__(self, listing):
        super().__init__(None, listing.page.per_page)
        self.listing = listing

    @cached_property
    def count(self):
        """How many records match."""
        return self.listing.selection.total

    def page(self, number):
        """Return the django.core.paginator.Page of that number, which must exist."""
        start = (number - 1) * self.per_page
        stop = min(start + self.per_page, self.count)
        return Page(self.listing.read(start, stop), number, self)


class Listing:
    """The records of a ListingPage, narrowed, sorted and paged by a QueryDict, read from the record index.

    Values that do not fit are ignored and named in `notices`; nothing a visitor types raises an error.
    """

    def __init__(self, page, data):
        self.page = page
        self.data = data
        self.language = page.locale.language_code
        self.selection = Selection(record_type_of(page), self.language, data)
        asked = data.get(ORDER_PARAMETER, "")
        self.order = next((order for order in page.orders if order.name == asked), page.orders[0])
        self.unknown_order = asked if asked and asked != self.order.name else ""

    @cached_property
    def address(self):
        """The address of the whole listing; empty in the preview of a page that has none yet."""
        return self.page.url or ""

    def read(self, start, stop):
        """Return the Cards from place `start` up to `stop`, in their order."""
        pages = read_slice(self.selection.records(), self.order, self.selection.total, start, stop)
        cards = cards_of(pages, self.language)
        return [cards[page] for page in pages if page in cards]

    @cached_property
    def facets(self):
        """The ShownFacets that have something to choose."""
        return [facet for facet in map(self._show, self.selection.model.facets) if facet]

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
    def orders(self):
        """The orders to choose from as (Order, whether it is the one in use); empty where there is no choice."""
        orders = self.page.orders
        return [(order, order is self.order) for order in orders] if len(orders) > 1 else []

    @cached_property
    def paginator(self):
        return ListingPaginator(self)

    @cached_property
    def asked(self):
        """The page number asked for as text, an empty one standing for the first."""
        return self.data.get(PAGE_PARAMETER) or "1"

    @cached_property
    def number(self):
        """The number of the page shown: the one asked for, or the nearest that exists."""
        if not (self.asked.isascii() and self.asked.isdigit()):
            return 1
        # More than nine digits are beyond any listing.
        return min(max(int(self.asked[:10]), 1), self.paginator.num_pages)

    @cached_property
    def shown(self):
        """The django.core.paginator.Page of Cards to show."""
        return self.paginator.page(self.number)

    @cached_property
    def pages(self):
        """The page numbers to offer, with gaps as the paginator's ellipsis."""
        return list(self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1))

    @cached_property
    def chosen(self):
        """The values in use as ChosenFilters, in the order of the facets."""
        return [
            ChosenFilter(name, label, value.label, self._address_with(self._query(without=(name, value.value))))
            for name, label, value in self._in_use()
        ]

    def _in_use(self):
        """Yield (parameter, label of the facet, Value) for each value in use."""
        for facet in self.selection.model.facets:
            for value in self.selection.chosen.get(facet.name, ()):
                yield facet.name, str(facet.label), value

    @cached_property
    def notices(self):
        """The Notices on values that were ignored."""
        shown = {facet.name: facet for facet in self.facets}
        notices = [
            Notice(
                gettext("“%(value)s” is not one of the choices for “%(label)s”, so it was ignored.")
                % {"value": shorten(value), "label": facet.label},
                shown.get(facet.name),
            )
            for facet, value in self.selection.refused[:MOST_NOTICES]
        ]
        if self.unknown_order:
            notices.append(
                Notice(
                    gettext("“%(value)s” is not a way to sort this list, so it was ignored.")
                    % {"value": shorten(self.unknown_order)}
                )
            )
        if self.asked.lstrip("0") != str(self.number):
            notices.append(
                Notice(
                    gettext("Page “%(asked)s” does not exist. You are reading page %(number)s.")
                    % {"asked": shorten(self.asked), "number": self.number}
                )
            )
        return notices

    @cached_property
    def kept_parameters(self):
        """The (name, value) pairs that a listing keeps beside its filters, as it names them in `kept_parameters`."""
        names = getattr(self.page, "kept_parameters", ())
        return [(name, self.data[name]) for name in names if self.data.get(name)]

    @cached_property
    def query_string(self):
        """What is chosen and the order as a query string without page number, in a fixed order; empty for nothing."""
        return self._query()

    @cached_property
    def filters(self):
        """The values in use as a query string, in a fixed order; empty for none."""
        return _encode([(name, value.value) for name, _label, value in self._in_use()])

    @cached_property
    def reset_url(self):
        """The address of the listing without any filter."""
        return self._address_with(_encode(self._kept()))

    @cached_property
    def description(self):
        """The filters, the order and the page number in words, for the title; empty for the whole first page."""
        words = {}
        for _name, label, value in self._in_use():
            words.setdefault(label.lower(), []).append(value.label)
        parts = [f"{label} {gettext(' or ').join(names)}" for label, names in words.items()]
        if self.order is not self.page.orders[0]:
            parts.append(str(self.order.label).lower())
        if self.number > 1:
            parts.append(gettext("page %(number)s") % {"number": self.number})
        return ", ".join(parts)

    @cached_property
    def title(self):
        """The title of the page with what is shown of it: “Publicaties: soort boek, pagina 2”."""
        title = self.page.seo_title or self.page.title
        return f"{title}: {self.description}" if self.description else title

    @cached_property
    def count_words(self):
        """The number of records in words."""
        count = self.paginator.count
        return ngettext("%(count)d result", "%(count)d results", count) % {"count": count}

    def _query(self, without=None):
        in_use = [(name, value.value) for name, _label, value in self._in_use() if (name, value.value) != without]
        return _encode(in_use + self._kept())

    def _kept(self):
        """Return the (name, value) pairs that are no filters: the order, and what the page keeps."""
        is_usual = self.order is self.page.orders[0]
        return [*([] if is_usual else [(ORDER_PARAMETER, self.order.name)]), *self.kept_parameters]

    def _address_with(self, query):
        return f"{self.address}?{query}" if query else self.address or "?"


def _encode(pairs):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return query.urlencode()
