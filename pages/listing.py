"""What one request to a listing shows: which records, which page of them, and how to say so."""

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext

from pages import generation

PAGE_PARAMETER = "page"


def prefetch_for_listing(pages):
    """Fetch for a mixed list of specific pages all that their cards show, in a fixed number of queries per type."""
    by_type = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for page_type, members in by_type.items():
        prefetch_related_objects(members, *getattr(page_type, "listing_prefetch", ["locale"]))


class Listing:
    """The records of a ListingPage, narrowed and paged by a QueryDict.

    Values that do not fit are ignored and named in `notices`; nothing a visitor types raises an error.
    """

    def __init__(self, page, data):
        self.page = page
        self.data = data
        self.filterset = page.filterset_class(data, page.get_records(), cache_key=f"{page._meta.label}:{page.pk}")

    @cached_property
    def records(self):
        """The matching records in their order, with all that a card shows."""
        return self.page.sort_records(self.filterset.qs).for_listing()

    @cached_property
    def paginator(self):
        paginator = Paginator(self.records, self.page.per_page)
        count = generation.kept(
            f"count:{self.page.pk}:{self.query_string}", lambda: self.page.sort_records(self.filterset.qs).order_by().count()
        )
        paginator.count = count
        return paginator

    @cached_property
    def number(self):
        """The number of the page shown: the one asked for, or the nearest that exists."""
        asked = self.data.get(PAGE_PARAMETER, "1")
        if not (asked.isascii() and asked.isdigit() and len(asked) < 9):
            return 1
        return min(max(int(asked), 1), self.paginator.num_pages)

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
        """The filters in use as (parameter, label, name of the value)."""
        return self.filterset.chosen()

    @cached_property
    def notices(self):
        """Sentences on values that were ignored."""
        notices = [
            gettext("“%(value)s” is not known as %(label)s; we show everything.") % {"value": value[:80], "label": label.lower()}
            for label, value in self.filterset.refused()
        ]
        asked = self.data.get(PAGE_PARAMETER)
        if asked and asked != str(self.number):
            notices.append(gettext("Page “%(asked)s” does not exist; this is page %(number)s.") % {"asked": asked[:20], "number": self.number})
        return notices

    @cached_property
    def query_string(self):
        """The filters in use as a query string without page number, in a fixed order; empty when there are none."""
        kept = self.data.copy()
        for name in list(kept):
            if name not in dict((name, True) for name, _label, _value in self.chosen):
                del kept[name]
        return kept.urlencode()

    @cached_property
    def description(self):
        """The filters and the page number in words, for the page title; empty for the whole first page."""
        parts = [f"{label.lower()}: {name}" for _parameter, label, name in self.chosen]
        if self.number > 1:
            parts.append(gettext("page %(number)s") % {"number": self.number})
        return ", ".join(parts)

    def without(self, parameter):
        """Return the address of this listing without one filter."""
        kept = self.data.copy()
        for name in (parameter, PAGE_PARAMETER):
            kept.pop(name, None)
        return f"?{kept.urlencode()}" if kept else "?"
