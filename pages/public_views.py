"""Public addresses that are no Wagtail page: a room declares them by the hook `public_views`.

What is declared stands in the sitemap (kus_site/sitemaps) and has a canonical address, its languages, Open Graph tags
and JSON-LD in its head (pages/head); any other view that is no Wagtail page is noindex.

The template context of a declared view holds `title`, `description` or else `summary` (texts), `crumbs` (breadcrumbs)
and, where it has filters and pages, `listing` and `shown`; `feeds`, where it has any, are pages.autodiscovery.Feeds.
`noindex` is true for a state that search engines leave out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from wagtail import hooks


@dataclass(frozen=True)
class PublicView:
    """One view that everybody may read.

    name: the name of its URL pattern.
    rows: function that returns the queryset of rows that each have an address; None for a view with one address.
    argument: the argument of the pattern, and the field of a row that fills it (a slug).
    schema_type: its type of schema.org.
    describe: function of (request, context, address) that returns more properties of its node in JSON-LD.
    """

    name: str
    rows: Callable | None = None
    argument: str = "slug"
    schema_type: str = "WebPage"
    describe: Callable | None = None


def list_public_views():
    """Return {name of the URL pattern: PublicView} of all rooms; the hook returns a list of PublicViews."""
    return {view.name: view for register in hooks.get_hooks("public_views") for view in register()}


def find_public_view(request):
    """Return the PublicView that answers `request`, or None."""
    match = getattr(request, "resolver_match", None)
    return list_public_views().get(match.view_name) if match else None


def paths_by_language(name, kwargs=None):
    """Return {language code: path} of a named view in all languages of the site, the main one first."""
    paths = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            paths[code] = reverse(name, kwargs=kwargs)
    return paths
