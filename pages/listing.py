"""What one request to a listing shows: which records, which page of them, and how to say so."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

PAGE_PARAMETER = "page"
# Cards show one size of a picture; it is read for all rows at once.
RENDITIONS = "listing_image__renditions"
LONGEST_QUOTED = 60


def prefetch_for_listing(pages):
    """Fetch for a mixed list of specific pages all that their cards show, in a fixed number of queries per type."""
    by_type = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for page_type, members in by_type.items():
        prefetch = [*getattr(page_type, "listing_prefetch", ["locale"])]
        if "listing_image" in prefetch:
            prefetch.append(RENDITIONS)
        prefetch_related_objects(members, *prefetch)


def shorten(text):
    """Return what a visitor typed, short enough to be quoted in a sentence."""
    return text if len(text) <= LONGEST_QUOTED else f"{text[: LONGEST_QUOTED - 1]}…"


@dataclass(frozen=True)
class ChosenFilter:
    """A filter in use: its parameter, its label, the name of its value, and the address without it."""

    parameter: str
    label: str
    name: str
    remove_url: str


@dataclass(frozen=True)
class Notice:
    """A sentence on something that was ignored, and the form field (BoundField) where it can be put right, if any."""

    text: str
    field: BoundField | None = None

    def __str__(self):
        return self.text


class Listing:
    """The records of a ListingPage, narrowed and paged by a QueryDict.

    Values that do not fit are ignored and named in `notices`; nothing a visitor types raises an error.
    """

    def __init__(self, page, data):
        self.page = page
        self.data = data
        self.filterset = page.filterset_class(data, page.get_records(), cache_key=f"{page._meta.label}:{page.pk}")

    @cached_property
    def address(self):
        """The address of the whole listing; empty in the preview of a page that has none yet."""
        return self.page.url or ""

    @cached_property
    def records(self):
        """The matching records in their order, with all that a card shows."""
        return self.page.sort_records(self.filterset.qs).for_listing().prefetch_related(RENDITIONS)

    @cached_property
    def fields(self):
        """The form fields of the filters that have something to choose."""
        return list(self.filterset.form)

    @cached_property
    def paginator(self):
        return Paginator(self.records, self.page.per_page)

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
        """The django.core.paginator.Page to show."""
        return self.paginator.page(self.number)

    @cached_property
    def pages(self):
        """The page numbers to offer, with gaps as the paginator's ellipsis."""
        return list(self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1))

    @cached_property
    def chosen(self):
        """The filters in use as ChosenFilters."""
        return [
            ChosenFilter(parameter, label, name, self._address_with(self._query(without=parameter)))
            for parameter, label, name in self.filterset.chosen()
        ]

    @cached_property
    def notices(self):
        """The Notices on values that were ignored."""
        fields = {field.name: field for field in self.fields}
        notices = [
            Notice(
                gettext("“%(value)s” is not one of the choices for “%(label)s”, so it was ignored.")
                % {"value": shorten(value), "label": label},
                fields.get(parameter),
            )
            for parameter, label, value in self.filterset.refused()
        ]
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
        """The filters in use as a query string without page number, in a fixed order; empty when there are none."""
        return self._query()

    @cached_property
    def reset_url(self):
        """The address of the listing without any filter."""
        return self._address_with(_encode(self.kept_parameters))

    @cached_property
    def description(self):
        """The filters and the page number in words, for the page title; empty for the whole first page."""
        parts = [f"{label.lower()} {name}" for _parameter, label, name in self.filterset.chosen()]
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
        in_use = [(name, self.data[name]) for name, _label, _value in self.filterset.chosen() if name != without]
        return _encode(in_use + self.kept_parameters)

    def _address_with(self, query):
        return f"{self.address}?{query}" if query else self.address or "?"


def _encode(pairs):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query[name] = value
    return query.urlencode()
