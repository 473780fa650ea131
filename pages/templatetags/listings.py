"""Where the listings are, and what they can be narrowed by."""

from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from pages.page_context import find_listings, locale_of
from pages.templatetags.kept_parts import kept_html

register = template.Library()


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
    ident, ticked = escape(choice.id), " checked" if choice.is_chosen else ""
    box = f'<input type="checkbox" name="{name}" value="{escape(choice.value)}" id="{ident}"{ticked}>'
    words = f'{escape(choice.label)} <span class="facet-count">{localize(choice.count)}</span>'
    return f'<li>{box} <label for="{ident}">{words}</label></li>'
