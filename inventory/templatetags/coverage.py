"""The overview for the templates of all rooms."""

from django import template
from wagtail.models import Locale

from inventory.coverage.place import Place
from pages.page_context import find_listings

register = template.Library()


@register.inclusion_tag("inventory/components/coverage_row.html", takes_context=True)
def municipality_row(context, municipality, level=2):
    """Show the projects of a network.Municipality theme by theme beside its region; `level` is that of the heading."""
    listing = find_listings(Locale.get_active()).get("inventory.ProjectPage", ("", frozenset()))
    return {"place": Place(municipality, listing), "municipality": municipality, "level": level}


@register.inclusion_tag("inventory/components/coverage_link.html")
def coverage_link():
    """Show a line that leads to the overview."""
    return {}
