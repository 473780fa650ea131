"""Articles for other pages."""

from django import template

from pages.models import ArticlePage
from pages.page_context import locale_of
from pages.record_index.reading import indexed_records, make_cards

register = template.Library()


@register.simple_tag(takes_context=True)
def newest_articles(context, limit=4):
    """Return the Cards of the `limit` newest articles in the language of the page."""
    return make_cards(indexed_records(locale_of(context).language_code, ArticlePage).newest_first()[:limit])
