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
    nodes = [*page.get_structured_data(request), structured.describe_breadcrumbs(page, request)]
    # to_json() has escaped what could end the element.
    document = structured.to_json([node for node in nodes if node])
    return mark_safe(f'<script type="application/ld+json">{document}</script>')


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
    image = structured.share_image(page, request)
    names = [("description", page.description), ("twitter:card", "summary_large_image" if image else "summary")]
    properties = [
        *open_graph(page, request, listing.title if listing else page.seo_title or page.title, canonical),
        *(
            ("og:locale:alternate", TERRITORIES[code])
            for code, _other in translations
            if code != page.locale.language_code
        ),
        *((f"og:image{part}", value) for part, value in describe_image(image)),
    ]
    parts = [
        format_html_join("\n", '<meta name="{}" content="{}">', [pair for pair in names if pair[1]]),
        *(link_element(*link) for link in links),
        format_html_join("\n", '<meta property="{}" content="{}">', [pair for pair in properties if pair[1]]),
    ]
    return mark_safe("\n".join(parts))


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


def open_graph(page, request, title, canonical):
    """Return the (property, content) pairs that every page has in the Open Graph protocol (ogp.me)."""
    kind = getattr(page, "schema_type", "WebPage")
    return [
        ("og:site_name", structured.site_facts(request)["name"]),
        ("og:title", title),
        ("og:description", page.description),
        ("og:type", "article" if kind in ARTICLES else "book" if kind == "Book" else "website"),
        ("og:url", canonical),
        ("og:locale", TERRITORIES[page.locale.language_code]),
    ]


def describe_image(image):
    """Return what follows “og:image”, and its value, for the image facts of share_image(); nothing for None."""
    if image is None:
        return []
    return [("", image["url"]), (":width", image["width"]), (":height", image["height"]), (":alt", image["alt"])]
