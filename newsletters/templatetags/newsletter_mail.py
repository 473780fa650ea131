"""What the templates of the mail need."""

from django import template

register = template.Library()


@register.filter
def of_block(texts, block):
    """Return the text of one item from {block id: text}; empty for an item without one."""
    return texts.get(block, "")
