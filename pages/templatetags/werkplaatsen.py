"""What the page of a werkplaats shows besides its own text."""

from django import template
from django.db.models import Q

from pages.kept import kept
from pages.models import WerkplaatsPage

register = template.Library()


@register.simple_tag
def werkplaats_members(page):
    """Return the members of a werkplaats: who leads first, then in the editors' order."""
    return sorted(page.members.all(), key=lambda member: not member.is_lead)


@register.simple_tag
def has_years(members):
    """Return whether it is known of one of these members since when it takes part."""
    return any(member.since for member in members)


@register.simple_tag(takes_context=True)
def werkplaats_lineage(context, page):
    """Return {"predecessor", "successors", "municipalities"} of a werkplaats; of the pages those that are published."""
    return kept(page, context.get("request"), "lineage", lambda: _find_lineage(page))


def _find_lineage(page):
    near = Q(pk=page.predecessor_id)
    if page.pk:
        near |= Q(predecessor=page.pk)
    found = list(WerkplaatsPage.objects.published().filter(near).order_by("title").select_related("locale"))
    return {
        "predecessor": next((other for other in found if other.pk == page.predecessor_id), None),
        "successors": [other for other in found if page.pk and other.predecessor_id == page.pk],
        "municipalities": list(page.municipalities.all()),
    }
