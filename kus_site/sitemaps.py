"""sitemap.xml (sitemaps.org 0.9) with the language versions of every page (hreflang, as Google documents it).

Wagtail's own sitemap has only the tree of the main language.
"""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page

# sitemaps.org allows no more in one file.
MOST_PAGES = 50_000


@require_safe
def sitemap(request):
    """Return all published public pages of all languages, in a fixed number of queries."""
    pages = Page.objects.live().public().filter(depth__gt=1).select_related("locale").order_by("path")[:MOST_PAGES]
    found = [(page, page.get_full_url(request)) for page in pages]
    versions = {}
    for page, address in found:
        if address:
            versions.setdefault(page.translation_key, {})[page.locale.language_code] = address
    urlset = [
        {
            "location": address,
            "lastmod": page.last_published_at or page.latest_revision_created_at,
            "alternates": alternates(versions[page.translation_key]),
        }
        for page, address in found
        if address
    ]
    response = render(request, "sitemap.xml", {"urlset": urlset}, content_type="application/xml")
    # The file itself is no result of a search.
    response["X-Robots-Tag"] = "noindex"
    return response


def alternates(addresses):
    """Return the versions of a page, itself among them, and the default one; nothing when there is only one.

    addresses: {language code: address}. The main language, first in settings.LANGUAGES, is for readers of all others.
    """
    if len(addresses) < 2:
        return []
    codes = [code for code, _name in settings.LANGUAGES if code in addresses]
    versions = [{"lang_code": code, "location": addresses[code]} for code in codes]
    return [*versions, {"lang_code": "x-default", "location": addresses[codes[0]]}]
