"""Breadcrumbs of pages below the listing of projects that are not in the page tree."""

from wagtail.models import Locale

from inventory.models import ProjectIndexPage
from visitors.breadcrumbs import Link, breadcrumbs_from_home


def project_breadcrumbs(*links):
    """Return a list of Links: home, the listing of projects in the active language (if published), then `links`."""
    listing = ProjectIndexPage.objects.live().filter(locale=Locale.get_active()).first()
    return breadcrumbs_from_home(*([Link(listing.title, listing.url)] if listing else []), *links)
