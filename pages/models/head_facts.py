"""What a page says of itself to programs: search engines, feed readers, sites on which it is shared (pages.head)."""

from pages import structured_data


class HeadFacts:
    """Mixin of BasePage, for a page with a `summary` and a `listing_image`; each type overrides what differs."""

    # The schema.org type of the page's structured data.
    schema_type = "WebPage"

    @property
    def share_image(self):
        """The picture shown where the page is shared, or None."""
        return self.listing_image

    @property
    def drawn_picture(self):
        """The name in the storage of the picture drawn for sharing, made or not; empty for a type without drawings."""
        return ""

    def list_feeds(self, request, listing=None):
        """Return the Feeds (pages.autodiscovery) that programs find in the head of the page."""
        return []

    def get_structured_data(self, request):
        """Return the schema.org nodes (dicts) of the page; the breadcrumbs are added for all pages alike."""
        return [structured_data.describe_page(self, request)]

    @property
    def description(self):
        """The text for search engines: the one given for them, or else the summary."""
        return self.search_description or self.summary
