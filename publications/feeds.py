"""The Atom feed of publications."""

from pages.feeds import ListingFeed
from publications.models.parts import Contributor


class PublicationFeed(ListingFeed):
    """Publications with their authors and editors, and with who else made them as contributors."""

    prefetch = [*ListingFeed.prefetch, "contributors__person", "contributors__organisation"]
    ROLES = (Contributor.Role.AUTHOR, Contributor.Role.EDITOR)

    def authors(self, record):
        return [contributor.name for contributor in record.contributors.all() if contributor.role in self.ROLES]

    def contributors(self, record):
        return [contributor.name for contributor in record.contributors.all() if contributor.role not in self.ROLES]
