"""Media of others in a page: a still that names the host, and what the page must load and allow for it."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from pages.embeds import NotShown, find_embed

register = template.Library()


@register.simple_tag(takes_context=True)
def embed_of(context, address, title):
    """Return {embed, open_there, show_here, frame_title} for the address of a medium, or None for a mere link.

    The request remembers the origin of the frame in `embed_origins`: kus_site.headers allows it on this page only.
    """
    try:
        embed = find_embed(address or "")
    except NotShown:
        return None
    request = context.get("request")
    if request is not None:
        request.embed_origins = getattr(request, "embed_origins", frozenset()) | {embed.host.origin}
    return {
        "embed": embed,
        "open_there": embed.open_there(title),
        "show_here": embed.show_here(title),
        "frame_title": embed.frame_title(title),
    }


@register.simple_tag(takes_context=True)
def embed_assets(context):
    """Return the stylesheet and the script of embeds, once per page: other pages load neither."""
    request = context.get("request")
    if request is None or getattr(request, "has_embed_assets", False):
        return ""
    request.has_embed_assets = True
    return format_html(
        '<link rel="stylesheet" href="{}"><script type="module" src="{}"></script>',
        static("css/embeds.css"),
        static("js/embeds.js"),
    )
