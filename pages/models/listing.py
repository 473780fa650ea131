"""A page that lists records: facets, order, paging and a title that says what is shown."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from pages.autodiscovery import feeds_of_listing
from pages.blocks import SHORT_TEXT_FEATURES
from pages.feeds import ListingFeed
from pages.listing import Listing
from pages.page_context import give_locales
from pages.record_index.orders import BY_TITLE, NEWEST
from pages.structured_data import address_of

from .base import BasePage

MOST_EMBEDDED = 10  # records in the frame of another site


class ListingPage(RoutablePageMixin, BasePage):
    """Abstract: lists the published records of the type that names it in `listed_on`, narrowed by the type's `facets`.

    A listing shows the records of its type wherever they stand in the tree.
    """

    introduction = RichTextField(_("introduction"), features=SHORT_TEXT_FEATURES, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    is_listing = True
    # How readers can sort it (pages.record_index.orders), the usual order first.
    orders = [NEWEST, BY_TITLE]
    # The feed that readers can follow; None for none.
    feed_class = ListingFeed
    # The path of its calendar below its address; empty for none.
    calendar_path = ""
    per_page = 20
    schema_type = "CollectionPage"
    content_fields = ["introduction"]

    class Meta:
        abstract = True

    @property
    def has_feed(self):
        """True when readers can follow the listing."""
        return self.feed_class is not None

    def get_listing(self, request):
        """Return the pages.listing.Listing for the query of `request`."""
        give_locales([self])
        return Listing(self, request.GET)

    def get_shown_listing(self, request):
        """Return the Listing that the page itself shows; feeds, calendars and frames show that of get_listing()."""
        return self.get_listing(request)

    def list_feeds(self, request, listing=None):
        """Return its feed and its calendar, narrowed by the filters in force."""
        address = address_of(self, request)
        return (
            feeds_of_listing(type(self), address, self.title, listing.feed_query if listing else "") if address else []
        )

    @path("feed/", name="feed")
    def feed(self, request):
        """Answer with the Atom feed of the listing, narrowed by its filters; 404 where there is none."""
        if not self.has_feed:
            raise Http404
        return self.feed_class(self, request).response()

    @path("embed/", name="embed")
    def embed(self, request):
        """Answer with the first records of the selection as a page for a frame on the site of somebody else."""
        # kus_site.headers lets other sites frame this page, and no other.
        request.may_be_framed = True
        listing = self.get_listing(request)
        cards = listing.read(0, min(listing.selection.total, MOST_EMBEDDED))
        context = {"page": self, "listing": listing, "cards": cards, "address": self._address_with(request, listing)}
        return TemplateResponse(request, "pages/embed.html", context)

    def get_context(self, request, *args, **kwargs):
        """Add `listing`, and `embed_address` for the sites of others."""
        context = super().get_context(request, *args, **kwargs)
        context["listing"] = listing = self.get_shown_listing(request)
        context["embed_address"] = self._address_with(request, listing, "embed/")
        return context

    def _address_with(self, request, listing, route=""):
        """Return the whole address of the listing, or of a route below it, with what is chosen; empty for a draft."""
        address = address_of(self, request)
        query = f"?{listing.feed_query}" if listing.feed_query else ""
        return f"{address}{route}{query}" if address else ""
