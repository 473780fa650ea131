"""Where the listings are."""

from django import template

from pages.page_context import find_listings, locale_of

register = template.Library()


@register.simple_tag(takes_context=True)
def listing_address(context, record_model):
    """Return the address of the listing of "app.Model" in the language of the page; empty when there is none."""
    return find_listings(locale_of(context)).get(record_model, ("", ()))[0]
