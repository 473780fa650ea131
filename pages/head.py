"""What stands in the head of a public page for search engines and for sharing, the same for Wagtail pages and views."""

from dataclasses import dataclass, field

from django.conf import settings
from django.templatetags.static import static
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.models import Page

from pages import structured_data as structured
from pages.examples import is_example
from pages.public_views import find_public_view, paths_by_language

# Open Graph wants language and territory.
TERRITORIES = {"nl": "nl_NL", "en": "en_GB"}
ARTICLES = ("Article", "NewsArticle", "Report")
# Made by tools/make_icons.py.
SITE_PICTURE = {"path": "icons/share.png", "width": 1200, "height": 630}
# A selection by more than one filter is one of very many; its records are found by the whole list.
MOST_FILTERS_INDEXED = 1


@dataclass
class Head:
    """The facts of one address.

    address: whole address without query, "" for a page that has none; query: what belongs to the canonical address.
    translations: (language code, address) of all its languages, itself among them; empty when there is only one.
    image: {url, width, height, alt} (pages.structured_data.share_image) or None; nodes: schema.org nodes (dicts).
    feeds: Feeds (pages.autodiscovery); is_indexed: whether search engines may list it.
    """

    title: str
    description: str
    address: str
    language: str
    site_name: str
    query: str = ""
    translations: list = field(default_factory=list)
    schema_type: str = "WebPage"
    image: dict | None = None
    nodes: list = field(default_factory=list)
    feeds: list = field(default_factory=list)
    is_indexed: bool = True

    @cached_property
    def canonical(self):
        """The whole canonical address; empty without an address."""
        return f"{self.address}?{self.query}" if self.address and self.query else self.address

    @property
    def alternates(self):
        """(language code, address) for hreflang; another language knows other values of the filters, so none there."""
        return [] if self.query else language_links(dict(self.translations))

    @property
    def locale(self):
        """The language with its territory."""
        return TERRITORIES[self.language]

    @property
    def other_locales(self):
        """The other languages with their territories."""
        return [TERRITORIES[code] for code, _address in self.translations if code != self.language]

    @property
    def og_type(self):
        """The type of the Open Graph protocol (ogp.me)."""
        return "article" if self.schema_type in ARTICLES else "book" if self.schema_type == "Book" else "website"


def head_of(context, page=None):
    """Return the Head of what a template context shows: `page`, or the public view of its request; else None."""
    request = context.get("request")
    if isinstance(page, Page) and hasattr(page, "description"):
        return head_of_page(page, request, context)
    view = find_public_view(request)
    is_public = view and not page and not context.get("noindex")
    return head_of_view(view, request, context) if is_public else None


def head_of_page(page, request, context):
    """Return the Head of a Wagtail page; a filtered listing is its own canonical page."""
    listing = context.get("listing")
    return Head(
        title=listing.title if listing else page.seo_title or page.title,
        description=page.description,
        address=structured.address_of(page, request),
        language=page.locale.language_code,
        site_name=structured.site_facts(request)["name"],
        query=canonical_query(listing, listing),
        translations=structured.page_links(page, request)["translations"],
        schema_type=page.schema_type,
        image=structured.share_image(page, request) or site_picture(request),
        feeds=page.list_feeds(request, listing),
        is_indexed=is_indexed(listing) and not is_example(page),
    )


def head_of_view(view, request, context):
    """Return the Head of a PublicView from the template context, which holds what pages.public_views says."""
    paths = paths_by_language(view.name, request.resolver_match.kwargs)
    language, listing = get_language(), context.get("listing")
    translations = [(code, structured.absolute(request, path)) for code, path in paths.items()]
    title, words = str(context["title"]), getattr(listing, "description", "")
    head = Head(
        title=f"{title}: {words}" if words else title,
        description=str(context.get("description") or context.get("summary") or ""),
        address=dict(translations)[language],
        language=language,
        site_name=structured.site_facts(request)["name"],
        query=canonical_query(listing, context.get("shown")),
        translations=translations if len(translations) > 1 else [],
        schema_type=view.schema_type,
        image=site_picture(request),
        feeds=context.get("feeds", []),
        is_indexed=is_indexed(listing) and not is_example(context.get("entity")),
    )
    more = view.describe(request, context, head.address) if view.describe else {}
    head.nodes = [structured.describe_view(head, request, **more), structured.describe_crumbs(context, head, request)]
    return head


def language_links(addresses):
    """Return (hreflang, address) of the versions of a page and of the default one; nothing when there is only one.

    addresses: {language code: address}. The main language, first in settings.LANGUAGES, is for readers of all others.
    """
    codes = [code for code, _name in settings.LANGUAGES if code in addresses]
    if len(codes) < 2:
        return []
    return [*((code, addresses[code]) for code in codes), ("x-default", addresses[codes[0]])]


def canonical_query(listing, paged):
    """Return the query of a canonical address: known filters in their order, the page number after page 1."""
    number = paged.number if paged else 1
    parts = [listing.query_string if listing else "", f"page={number}" if number > 1 else ""]
    return "&".join(part for part in parts if part)


def is_indexed(listing):
    """Return whether search engines may list a selection; True without one."""
    return listing is None or len(listing.chosen) <= MOST_FILTERS_INDEXED


def site_picture(request):
    """Return the picture of the platform itself, for what has none of its own, as structured_data.share_image()."""
    return {
        "url": structured.absolute(request, static(SITE_PICTURE["path"])),
        "width": SITE_PICTURE["width"],
        "height": SITE_PICTURE["height"],
        "alt": structured.site_facts(request)["name"],
    }
