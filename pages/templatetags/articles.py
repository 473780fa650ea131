"""Articles for other pages."""

from django import template
from wagtail.models import Locale

from pages.models import ArticlePage

register = template.Library()


@register.simple_tag
def newest_articles(limit=4):
    """Return the `limit` newest published articles in the visitor's language, ready for cards."""
    return list(ArticlePage.objects.published().in_language(Locale.get_active()).newest_first().for_listing()[:limit])
