"""The sitemap: /sitemap.xml is an index of parts (sitemaps.org 0.9), with language versions as Google documents them.

It holds all Wagtail pages that everybody may read, and every address of the views that rooms declare
(pages.public_views). A part holds the rows of a fixed range of primary keys: the last asks no more of the database than
the first, and a record stays in its part. No model is made of a row.
"""

import zlib
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from django.conf import settings
from django.db.models import F, Max, Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from pages import cache_version
from pages.examples import example_keys
from pages.head import language_links
from pages.public_views import list_public_views, paths_by_language
from pages.structured_data import root_address

# sitemaps.org allows ten times as many addresses in one part, and 50 MB.
MOST_IN_PART = 5_000
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
# Stands in the address of a view where the short name of a row comes.
MARK = "-0-"
# What django.urls.reverse() leaves as it is.
SAFE = RFC3986_SUBDELIMS + "/~:@"


@require_safe
def index(request):
    """Return the index: every part that holds an address, with the last change in it where that is known."""
    root = root_address(request)

    def write():
        parts = "\n".join(
            f"<sitemap><loc>{escape(root)}/sitemap-{section.name}-{number}.xml</loc>{lastmod(changed)}</sitemap>"
            for section in list_sections(request)
            for number, changed in section.list_parts()
        )
        return f"{XML}<sitemapindex {SPACE}>\n{parts}\n</sitemapindex>\n"

    return respond(f"sitemap:{root}", write)


@require_safe
def part(request, name, number):
    """Return part `number` (digits, from 1) of the section `name`; 404 when it holds no address."""
    root = root_address(request)

    def write():
        section = next((found for found in list_sections(request) if found.name == name), None)
        entries = section.list_entries(int(number)) if section else []
        # Raised in here, so that nothing is kept for numbers that were made up.
        if not entries:
            raise Http404
        urls = "\n".join(map(write_url, entries))
        return f"{XML}<urlset {SPACE} {XHTML}>\n{urls}\n</urlset>\n"

    return respond(f"sitemap:{root}:{name}:{number}", write)


def respond(key, write):
    """Return the response with the XML text of `write`, kept compressed under `key` until the content changes."""
    kept = cache_version.cached(key, lambda: zlib.compress(write().encode()))
    # The file itself is no result of a search.
    return HttpResponse(zlib.decompress(kept), content_type="application/xml", headers={"X-Robots-Tag": "noindex"})


@dataclass(frozen=True)
class Entry:
    """One address: whole, when it last changed (aware datetime or None), {language code: address} of its versions."""

    address: str
    changed: object
    versions: dict


def write_url(entry):
    """Return the url element of an Entry."""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(address)}"/>'
        for code, address in language_links(entry.versions)
    )
    return f"<url><loc>{escape(entry.address)}</loc>{lastmod(entry.changed)}{links}</url>"


def lastmod(changed):
    """Return the lastmod element with a day (ISO 8601) for an aware datetime; nothing for None."""
    return f"<lastmod>{timezone.localdate(changed).isoformat()}</lastmod>" if changed else ""


def list_sections(request):
    """Return the sections of the sitemap of the site that answers `request`."""
    views = list_public_views().values()
    return [
        PageSection(Site.find_for_request(request)),
        SingleViewSection(root_address(request), [view for view in views if not view.rows]),
        *(RowSection(root_address(request), view) for view in views if view.rows),
    ]


class SectionOfRows:
    """A section with a range of `rows_in_part` primary keys in each part; `rows` is a queryset."""

    def list_parts(self):
        """Return (number, last change or None) of the parts that hold a row, in one query."""
        found = self.rows.annotate(part=(F("pk") - 1) / self.rows_in_part + 1).order_by("part").values("part")
        if not self.changed_field:
            return [(number, None) for number in found.distinct().values_list("part", flat=True)]
        return list(found.annotate(changed=Max(self.changed_field)).values_list("part", "changed"))

    def range_of(self, number):
        """Return the condition (Q) of the rows in a part."""
        first = (number - 1) * self.rows_in_part + 1
        return Q(pk__gte=first, pk__lt=first + self.rows_in_part)


class PageSection(SectionOfRows):
    """The Wagtail pages of a Site (None for no pages) in all languages that everybody may read."""

    name = "pages"
    rows_in_part = MOST_IN_PART
    changed_field = "last_published_at"

    def __init__(self, site):
        roots = [root for root in Site.get_site_root_paths() if site and root.site_id == site.pk]
        # The path of the tree above the pages of a language, and the address that takes its place.
        self.roots = [(root.root_path, root.root_url + home_path(root.language_code)) for root in roots]

    @cached_property
    def rows(self):
        """The pages below the home pages of the site."""
        below = Q(pk__in=[])
        for path, _address in self.roots:
            below |= Q(url_path__startswith=path)
        return Page.objects.live().public().filter(below).exclude(pk__in=example_keys(Page))

    def list_entries(self, number):
        """Return the Entries of a part, in two queries."""
        here = self.range_of(number)
        found = list(
            self.rows.filter(here)
            .order_by("pk")
            .values_list("url_path", "last_published_at", "translation_key", "locale__language_code")
        )
        keys = self.rows.filter(here).order_by().values("translation_key")
        elsewhere = self.rows.filter(translation_key__in=keys).exclude(here).order_by()
        versions = {}
        for path, _changed, key, code in found:
            versions.setdefault(key, {})[code] = self.address_of(path)
        for path, key, code in elsewhere.values_list("url_path", "translation_key", "locale__language_code"):
            versions[key][code] = self.address_of(path)
        return [Entry(versions[key][code], changed, versions[key]) for _path, changed, key, code in found]

    def address_of(self, url_path):
        """Return the whole address of a page by its path in the tree."""
        root, address = next(pair for pair in self.roots if url_path.startswith(pair[0]))
        return address + quote(url_path[len(root) :], safe=SAFE)


class RowSection(SectionOfRows):
    """The addresses of a PublicView with one for each row, in all languages."""

    rows_in_part = MOST_IN_PART // len(settings.LANGUAGES)
    changed_field = None

    def __init__(self, root, view):
        self.name = view.name
        self.view = view
        rows = view.rows()
        self.rows = rows.exclude(pk__in=example_keys(rows.model))
        paths = paths_by_language(view.name, {view.argument: MARK})
        self.patterns = {code: (root + path).split(MARK) for code, path in paths.items()}

    def list_entries(self, number):
        """Return the Entries of a part, in one query."""
        entries = []
        slugs = self.rows.filter(self.range_of(number)).order_by("pk").values_list(self.view.argument, flat=True)
        for slug in slugs:
            versions = {code: quote(slug, safe=SAFE).join(pattern) for code, pattern in self.patterns.items()}
            entries += [Entry(address, None, versions) for address in versions.values()]
        return entries


class SingleViewSection:
    """The PublicViews with one address each, in all languages; they fit in one part."""

    name = "views"

    def __init__(self, root, views):
        self.root = root
        self.views = views

    def list_parts(self):
        """Return the only part."""
        return [(1, None)]

    def list_entries(self, number):
        """Return the Entries of the only part."""
        entries = []
        for view in self.views if number == 1 else []:
            versions = {code: self.root + path for code, path in paths_by_language(view.name).items()}
            entries += [Entry(address, None, versions) for address in versions.values()]
        return entries


def home_path(language):
    """Return the path of the home page in a language."""
    with override(language):
        return reverse("wagtail_serve", args=[""])
