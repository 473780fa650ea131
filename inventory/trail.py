"""The path from the home page to what stands below the listing of projects without being a page of the site's tree."""

from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Locale

from inventory.models import ProjectIndexPage
from pages.navigation import Link


def trail_over_projects(*links):
    """Return the path over the listing of projects in the active language, if there is one, and along `links`."""
    listing = ProjectIndexPage.objects.live().filter(locale=Locale.get_active()).first()
    crumbs = [Link(gettext("Home"), reverse("wagtail_serve", args=[""]))]
    return [*crumbs, *([Link(listing.title, listing.url)] if listing else []), *links]
