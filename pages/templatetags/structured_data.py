"""The tags for the head of a page: `structured_data` for machines, `social_meta` for search engines and sharing."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from wagtail.models import Page

from pages import structured_data as structured

register = template.Library()

# Open Graph wants language and territory.
TERRITORIES = {"nl": "nl_NL", "en": "en_GB"}
ARTICLES = ("Article", "NewsArticle", "Report")


@register.simple_tag(takes_context=True, name="structured_data")
def structured_data_tag(context, page=None):
    """Return the JSON-LD of a page as one script element of data, which no browser runs; nothing without a page."""
    request = context.get("request")
    if not hasattr(page, "get_structured_data"):
        return ""
    nodes = [*page.get_structured_data(request), structured.describe_trail(page, request)]
    # to_json() has escaped what could end the element.
    return mark_safe(f'<script type="application/ld+json">{structured.to_json([node for node in nodes if node])}</script>')


@register.simple_tag(takes_context=True)
def social_meta(context, page=None):
    """Return the description, canonical address, languages, feed, and Open Graph and Twitter card tags of a page.

    A filtered listing is its own canonical page, with its filters and, from the second on, its page number.
    """
    request = context.get("request")
    if not isinstance(page, Page) or not hasattr(page, "description"):
        return ""
    listing = context.get("listing")
    address = structured.address_of(page, request)
    canonical = address + canonical_query(listing)
    links = [("canonical", canonical, "", "")] if address else []
    translations = structured.surroundings(page, request)["translations"]
    # Another language knows other values of the filters.
    if canonical == address:
        links += [("alternate", other, code, "") for code, other in translations]
        links += [("alternate", other, "x-default", "") for _code, other in translations[:1]]
    if address and getattr(page, "feed_class", None):
        filters = f"?{listing.query_string}" if listing and listing.query_string else ""
        links.append(("alternate", f"{address}feed/{filters}", "", "application/atom+xml"))
    parts = [format_html('<meta name="description" content="{}">', page.description)] if page.description else []
    parts += [link_element(*link) for link in links]
    parts.append(format_html_join("\n", '<meta property="{}" content="{}">', open_graph(page, request, listing, canonical, translations)))
    image = structured.share_image(page, request)
    parts.append(format_html('<meta name="twitter:card" content="{}">', "summary_large_image" if image else "summary"))
    return mark_safe("\n".join(part for part in parts if part))


def canonical_query(listing):
    """Return the query of a listing's canonical address: known filters in their order, the page number after page 1."""
    if not listing:
        return ""
    parts = [listing.query_string, f"page={listing.number}" if listing.number > 1 else ""]
    query = "&".join(part for part in parts if part)
    return f"?{query}" if query else ""


def link_element(relation, address, language, media_type):
    """Return a link element with the attributes that are not empty."""
    attributes = [("rel", relation), ("hreflang", language), ("type", media_type), ("href", address)]
    return format_html("<link {}>", format_html_join(" ", '{}="{}"', [pair for pair in attributes if pair[1]]))


def open_graph(page, request, listing, canonical, translations):
    """Return (property, content) pairs of the Open Graph protocol (ogp.me), empty ones left out."""
    title = page.seo_title or page.title
    if listing and listing.description:
        title = f"{title} ({listing.description})"
    language = page.locale.language_code
    kind = getattr(page, "schema_type", "WebPage")
    image = structured.share_image(page, request) or {}
    pairs = [
        ("og:site_name", structured.site_facts(request)["name"]),
        ("og:title", title),
        ("og:description", page.description),
        ("og:type", "article" if kind in ARTICLES else "book" if kind == "Book" else "website"),
        ("og:url", canonical),
        ("og:locale", TERRITORIES.get(language, language)),
        *(("og:locale:alternate", TERRITORIES.get(code, code)) for code, _address in translations if code != language),
        ("og:image", image.get("url")),
        ("og:image:width", image.get("width")),
        ("og:image:height", image.get("height")),
        ("og:image:alt", image.get("alt")),
    ]
    return [pair for pair in pairs if pair[1]]
