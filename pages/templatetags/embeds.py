"""Media of others in a page: a still that names the host, and what the page must load and allow for it."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from pages.embeds import NotShown, address_at, find_embed

register = template.Library()
# The address of a video that begins at a moment (pages.embeds.address_at).
register.simple_tag(address_at)


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
def embed_script(context):
    """Return the script of embeds, once per page: other pages load none."""
    request = context.get("request")
    if request is None or getattr(request, "has_embed_script", False):
        return ""
    request.has_embed_script = True
    return format_html('<script type="module" src="{}"></script>', static("js/embeds.js"))
