"""A page that lists records: filters, paging and a title that says what is shown."""

from django.apps import apps
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from pages.blocks import SHORT_TEXT_FEATURES
from pages.listing import Listing

from .base import BasePage


class ListingPage(RoutablePageMixin, BasePage):
    """Abstract: lists the published records of `record_model`, narrowed by `filterset_class`.

    The child pages name this page as their parent; a listing shows records of its model wherever they stand.
    """

    introduction = RichTextField(_("introduction"), features=SHORT_TEXT_FEATURES, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    # "app.Model" of the records, and the FilterSet that narrows them.
    record_model = None
    filterset_class = None
    # The pages.feeds.ListingFeed of a listing that readers can follow.
    feed_class = None
    per_page = 20
    schema_type = "CollectionPage"

    class Meta:
        abstract = True

    def get_records(self):
        """Return the published records in this page's language, in no particular order."""
        return apps.get_model(self.record_model).objects.published().in_language(self.locale)

    def sort_records(self, records):
        """Return the records in the order in which they are shown; newest first unless a listing says otherwise."""
        return records.newest_first()

    def get_listing(self, request):
        """Return the pages.listing.Listing for the query of `request`."""
        return Listing(self, request.GET)

    @path("feed/", name="feed")
    def feed(self, request):
        """Answer with the Atom feed of the listing, narrowed by its filters; 404 where there is none."""
        if self.feed_class is None:
            raise Http404
        return self.feed_class(self, request).response()

    def get_context(self, request, *args, **kwargs):
        """Add `listing`."""
        context = super().get_context(request, *args, **kwargs)
        context["listing"] = self.get_listing(request)
        return context
