"""Where the listings are, and what they can be narrowed by."""

from functools import lru_cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from pages.page_context import find_listings, locale_of
from pages.templatetags.kept_parts import kept_html

register = template.Library()
VALUES_KEPT = 2_000  # of facets, as they are drawn: half a MiB


@register.simple_tag(takes_context=True)
def listing_address(context, record_model):
    """Return the address of the listing of "app.Model" in the language of the page; empty when there is none."""
    return find_listings(locale_of(context)).get(record_model, ("", ()))[0]


@register.simple_tag
def facet_panel(panel):
    """Return the form of a FacetPanel as safe HTML; that of a list with few choices is kept."""

    def draw():
        return render_to_string("pages/components/facets.html", {"listing": panel})

    return kept_html(panel.panel_key, draw, panel.moment)


@register.simple_tag(takes_context=True)
def listing_rows(context, listing):
    """Return the rows of the page that a Listing shows as safe HTML; the first of a list with few choices are kept."""

    def draw():
        values = {"records": listing.shown, "listing": listing, "request": context.get("request")}
        return render_to_string(listing.rows_template, values)

    return kept_html(listing.rows_key, draw, listing.moment)


@register.simple_tag
def facet_choices(facet, groups):
    """Return the checkboxes of ChoiceGroups of a ShownFacet as safe HTML, a list for each group.

    A listing has hundreds of them, which no other part of a page comes near: a template takes ten times as long.
    """
    name = escape(facet.name)
    return mark_safe("\n".join(_draw_group(name, group) for group in groups))


def _draw_group(name, group):
    heading, labelled_by = "", ""
    if group.label:
        heading_id = f"{group.choices[0].id}-group"
        heading = format_html('<p class="facet-group" id="{}">{}</p>\n', heading_id, group.label)
        labelled_by = format_html(' aria-labelledby="{}"', heading_id)
    choices = "\n".join(_draw_choice(name, choice) for choice in group.choices)
    return f'{heading}<ul class="facet-choices bare"{labelled_by}>\n{choices}\n</ul>'


def _draw_choice(name, choice):
    box, words = _draw_value(name, choice.value, choice.id, choice.label)
    ticked = " checked" if choice.is_chosen else ""
    return f"{box}{ticked}{words}{_number(choice.count, get_language())}</span></label></li>"


@lru_cache(maxsize=VALUES_KEPT)
def _draw_value(name, value, ident, label):
    """Return the HTML of a choice before and after what says that it is ticked; the number and the end are missing."""
    ident = escape(ident)
    box = f'<li><input type="checkbox" name="{name}" value="{escape(value)}" id="{ident}"'
    return box, f'> <label for="{ident}">{escape(label)} <span class="facet-count">'


@lru_cache(maxsize=VALUES_KEPT)
def _number(count, language):
    return localize(count)
