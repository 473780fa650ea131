"""Links and breadcrumbs of pages that are no Wagtail page: forms, private pages, overviews."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, gettext


@dataclass(frozen=True)
class Link:
    """A link: text, address, and `current`: "page" on that very page, "true" on pages below it, else empty.

    The values of `current` are those of the attribute aria-current (WAI-ARIA 1.2).
    """

    label: str
    url: str
    current: str = ""


def breadcrumbs_from_home(*links):
    """Return a list of Links: the home page in the active language, followed by `links`.

    The last link is the page itself; its `url` is empty.
    """
    return [Link(gettext("Home"), reverse("wagtail_serve", args=[""])), *links]


def breadcrumbs_below(request, page_type, *links):
    """Return a list of Links: home, the published page of a class in the active language (if there is one), `links`."""
    page = page_type.objects.live().filter(locale__language_code=get_language()).first()
    return breadcrumbs_from_home(*([Link(page.title, page.get_url(request))] if page else []), *links)
