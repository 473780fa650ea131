"""What the page of a werkplaats shows besides its own text."""

from django import template
from django.db.models import prefetch_related_objects

from pages.kept import kept
from pages.models import BasePage, WerkplaatsPage
from pages.page_context import fetch_details, give_locales

register = template.Library()


@register.simple_tag(takes_context=True)
def werkplaats_members(context, page):
    """Return the members of a werkplaats with their organisations: who leads first, then in the editors' order."""

    def find():
        members = list(page.members.all())
        prefetch_related_objects(members, "organisation")
        return sorted(members, key=lambda member: not member.is_lead)

    return kept(page, context.get("request"), "members", find)


@register.simple_tag
def has_years(members):
    """Return whether it is known of one of these members since when it takes part."""
    return any(member.since for member in members)


@register.simple_tag
def fetch_werkplaats(page):
    """Fetch all that the page of one werkplaats shows besides its records; prints nothing."""
    actions = ("action_links__document", "action_links__target")
    fetch_details(page, *BasePage.listing_prefetch, *actions, "attachments__document")
    give_locales([link.target for link in page.action_links.all() if link.target])
    return ""


@register.simple_tag(takes_context=True)
def werkplaats_lineage(context, page):
    """Return {"predecessor", "successors", "municipalities"} of a werkplaats; of the pages those that are published."""
    return kept(page, context.get("request"), "lineage", lambda: _find_lineage(page))


def _find_lineage(page):
    known = WerkplaatsPage.objects.published().select_related("locale")
    return {
        "predecessor": known.filter(pk=page.predecessor_id).first() if page.predecessor_id else None,
        "successors": list(known.filter(predecessor_id=page.pk).order_by("title")) if page.pk else [],
        "municipalities": list(page.municipalities.all()),
    }
