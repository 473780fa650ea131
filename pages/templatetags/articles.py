"""Articles for other pages."""

from django import template

from pages.models import ArticlePage
from pages.page_context import locale_of
from pages.record_index.reading import indexed_records, kept_cards

register = template.Library()


@register.simple_tag(takes_context=True)
def newest_articles(context, limit=4):
    """Return the Cards of the `limit` newest articles in the language of the page."""
    language = locale_of(context).language_code
    return kept_cards(
        f"articles:{language}:{limit}", lambda: indexed_records(language, ArticlePage).newest_first()[:limit]
    )
