"""A guide above texts that take more than a moment to read."""

from django import template
from django.utils.html import format_html

from pages.long_texts import read_long_text

register = template.Library()


@register.simple_block_tag(takes_context=True)
def long_text(context, content, *, without_contents=False, without_tools=False):
    """Show a text; above a long one its reading time, a list of its h2 headings and what a reader can do with the page.

    without_contents, without_tools: where the page has a list or the tools already. Use the tag once on a page.
    """
    text = read_long_text(content)
    if not text.minutes:
        return text.html
    guide = context.template.engine.get_template("pages/components/reading_guide.html")
    with context.push(text=text, without_contents=without_contents, without_tools=without_tools):
        return format_html("{}{}", guide.render(context), text.html)
