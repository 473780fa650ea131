"""What one request to a listing shows: which records, which page of them, and how to say so."""

from django.core.paginator import Page, Paginator
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext, ngettext

from pages.facet_panel import FacetPanel, Notice, shorten
from pages.kept_list import KeptList
from pages.record_index.orders import read_slice
from pages.record_index.reading import make_cards
from pages.record_index.selection import Selection
from pages.record_types import record_type_of

PAGE_PARAMETER = "page"
ORDER_PARAMETER = "sorteer"


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
        """Return the django.core.paginator.Page of that number, which must exist; it is read when it is drawn."""
        start = (number - 1) * self.per_page
        stop = min(start + self.per_page, self.count)
        return Page(SimpleLazyObject(lambda: self.listing.read(start, stop)), number, self)


class Listing(KeptList, FacetPanel):
    """The records of a ListingPage, narrowed, sorted and paged by a QueryDict, read from the record index.

    Values that do not fit are ignored and named in `notices`; nothing a visitor types raises an error.
    """

    # What draws the rows of the page shown, from `records` and `listing`.
    rows_template = "pages/components/listing_rows.html"

    def __init__(self, page, data):
        self.page = page
        self.data = data
        self.language = page.locale.language_code
        self.selection = self.select(data)
        asked = data.get(ORDER_PARAMETER, "")
        self.order = next((order for order in page.orders if order.name == asked), page.orders[0])
        self.unknown_order = asked if asked and asked != self.order.name else ""

    def select(self, data):
        """Return the Selection of the records that a QueryDict asks for."""
        return Selection(record_type_of(self.page), self.language, data)

    @cached_property
    def address(self):
        """The address of the whole listing; empty in the preview of a page that has none yet."""
        return self.page.url or ""

    def read(self, start, stop):
        """Return the Cards from place `start` up to `stop`, in their order."""
        return make_cards(read_slice(self.selection, self.order, start, stop))

    @cached_property
    def orders(self):
        """The orders to choose from as (Order, whether it is the one in use); empty where there is no choice."""
        orders = self.page.orders
        return [(order, order is self.order) for order in orders] if len(orders) > 1 else []

    @property
    def has_usual_order(self):
        """Whether it is sorted as the listing is where nothing is asked for."""
        return self.order is self.page.orders[0]

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
    def notices(self):
        """The Notices on values that were ignored."""
        notices = self.refusals()
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

    def view_in_words(self):
        """Return what else sets the page apart from the whole listing, in words for its title."""
        return []

    @cached_property
    def description(self):
        """The filters, the order and the page number in words, for the title; empty for the whole first page."""
        parts = [*self.choices_in_words(), *self.view_in_words()]
        if not self.has_usual_order:
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

    @property
    def feed_query(self):
        """What the feed, the calendar and the frame of the listing are narrowed by, as a query string."""
        return self.query_string

    def kept(self):
        """Return the (name, value) pairs that are no filters: the order, and what the page keeps."""
        return [*([] if self.has_usual_order else [(ORDER_PARAMETER, self.order.name)]), *self.kept_parameters]
