"""Template filters for the MJML templates."""

from django import template

register = template.Library()


@register.filter
def of_block(texts, block):
    """Return texts[block] from {block id: text}, or ""."""
    return texts.get(block, "")
