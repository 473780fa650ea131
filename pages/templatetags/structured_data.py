"""What a page says of itself: `structured_data` for machines, `social_meta` for search engines and sharing, `colophon`
on paper.
"""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from wagtail.models import Page

from pages import structured_data as structured
from pages.contrast import site_colours
from pages.examples import is_example
from pages.head import head_of

register = template.Library()


@register.simple_tag(takes_context=True, name="structured_data")
def structured_data_tag(context, page=None):
    """Return the JSON-LD of a page or public view as one script element of data; nothing without one."""
    request = context.get("request")
    if hasattr(page, "get_structured_data"):
        nodes = [*page.get_structured_data(request), structured.describe_breadcrumbs(page, request)]
    else:
        head = _head(context, page)
        nodes = head.nodes if head else []
    if not nodes:
        return ""
    if is_example(context.get("entity") or page):
        nodes[0] = nodes[0] | {"disambiguatingDescription": gettext("Example: invented to show how this site works.")}
    # to_json() has escaped what could end the element.
    document = structured.to_json([node for node in nodes if node])
    return mark_safe(f'<script type="application/ld+json">{document}</script>')


@register.simple_tag(takes_context=True)
def social_meta(context, page=None):
    """Return the description, canonical address, languages, feeds, Open Graph and Twitter card tags of what is shown.

    That is a page, or the public view that answers the request; anything else is noindex.
    """
    return render_to_string("pages/components/head_tags.html", {"head": _head(context, page)})


@register.simple_tag(takes_context=True)
def share_picture(context, page=None):
    """Return the address of the picture of a page for sharing; empty while there is none.

    What a page says of itself changes when its picture was made, and no content does.
    """
    image = structured.share_image(page, context.get("request")) if hasattr(page, "drawn_picture") else None
    return image["url"] if image else ""


@register.inclusion_tag("pages/components/colophon.html", takes_context=True)
def colophon(context, page=None, reference=""):
    """Show on paper what a public page is, whose, of when and at which address; nothing for a page that is not public.

    `reference` is how to refer to it, as safe HTML; without one it is made of the author, date, title and address.
    A view that makes no Head for its tags, such as an error, is not public.
    """
    head = _head(context, page) if isinstance(page, Page) else context.render_context.get("head")
    if not (head and head.canonical):
        return {}
    # Only records have these; a template looks long for what is not there.
    facts = {name: getattr(page, name, "") for name in ("date_line", "dated_words", "author_names")}
    publisher = getattr(getattr(page, "publisher", None), "name", "") or head.site_name
    return {"head": head, "page": page, "reference": reference, "publisher_name": publisher, **facts}


@register.simple_tag
def theme_colour(scheme):
    """Return the colour that a browser gives its own edges: that of the paper in the scheme “light” or “dark”."""
    return site_colours()[scheme]["paper"]


def _head(context, page):
    """Return the Head of the template context, made once for all tags of a page."""
    store = context.render_context
    if "head" not in store or page is not store["head_page"]:
        store["head"], store["head_page"] = head_of(context, page), page
    return store["head"]
