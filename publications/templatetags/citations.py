"""How a publication is cited: the box on its page, the tags in its head, and files for reference managers."""

from django import template
from django.urls import reverse

from pages.kept import kept
from publications.bibliography.apa import apa_html
from publications.bibliography.csl import csl_item, csl_part
from publications.bibliography.files import MOST_CITED, describe_files
from publications.bibliography.meta_tags import meta_tags
from publications.models import PublicationPage

register = template.Library()


@register.simple_tag(takes_context=True)
def citation(context, page):
    """Return {html, files, parts} of a publication: its reference and those of its parts as safe HTML."""
    request, language, item = context.get("request"), page.locale.language_code, _item(context, page)
    return {
        "html": apa_html(item, language),
        "files": citation_files(page),
        "parts": [apa_html(csl_part(page, part, request, item), language) for part in page.parts.all()],
    }


@register.simple_tag(takes_context=True)
def apa_reference(context, page):
    """Return the reference of a publication as safe HTML."""
    return apa_html(_item(context, page), page.locale.language_code)


@register.simple_tag
def citation_files(page):
    """Return the files of citations of a publication or listing as (Format, path); none without an address."""
    return describe_files(page.url) if page.url else []


@register.simple_tag(takes_context=True)
def citation_meta_tags(context, page):
    """Return the Highwire and Dublin Core tags of a publication as (name, content)."""
    return meta_tags(_item(context, page), page, context.get("request"))


def _item(context, page):
    request = context.get("request")
    return kept(page, request, "citation", lambda: csl_item(page, request))


@register.inclusion_tag("publications/components/cite_list.html")
def cite_listing(page, listing):
    """Offer the citations of what a listing shows, all its pages together."""
    files = describe_files(page.url, listing.query_string) if page.url else []
    return {"count": listing.paginator.count, "limit": MOST_CITED, "files": files}


@register.inclusion_tag("publications/components/cite_list.html")
def cite_search(search):
    """Offer the citations of the publications among what a search found; nothing when another kind is chosen."""
    kind = PublicationPage.search_kind
    pages = search.selection.found.get(kind)
    count = len(pages & search.selection.matches()) if pages else 0
    address = reverse("search") if count else ""
    return {"count": count, "limit": MOST_CITED, "files": describe_files(address, search.query_string)}
