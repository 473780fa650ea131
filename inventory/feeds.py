"""The Atom feed of projects."""

from pages.feeds import ListingFeed


class ProjectFeed(ListingFeed):
    """Projects with the organisation that leads them; never with a person."""

    prefetch = [*ListingFeed.prefetch, "lead_organisation"]

    def authors(self, record):
        return [record.lead_organisation.name] if record.lead_organisation else []
