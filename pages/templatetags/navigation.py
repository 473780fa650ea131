"""What stands around every page."""

from django import template

from pages.models import BasePage
from pages.navigation import Navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def site_navigation(context):
    """Return the pages.navigation.Navigation of the request, or an empty text where there is no request."""
    request = context.get("request")
    if request is None:
        return ""
    page = context.get("page")
    return Navigation(request, page if isinstance(page, BasePage) else None)
