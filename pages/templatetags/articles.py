"""Articles for other pages."""

from django import template

from pages.models import ArticlePage
from pages.page_context import locale_of, ready_for_cards

register = template.Library()


@register.simple_tag(takes_context=True)
def newest_articles(context, limit=4):
    """Return the `limit` newest articles in the language of the page, ready for cards."""
    found = ArticlePage.objects.published().in_language(locale_of(context))
    return ready_for_cards(found.newest_first()[:limit])
