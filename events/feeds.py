"""The Atom feed of the agenda."""

from pages.feeds import ListingFeed


class EventFeed(ListingFeed):
    """Events with their organisers as authors."""

    prefetch = [*ListingFeed.prefetch, "organisers__organisation"]

    def authors(self, record):
        return [organiser.organisation.name for organiser in record.organisers.all()]
