"""What the page of a werkplaats shows besides its own text."""

from operator import attrgetter

from django import template

from pages.page_context import restricted_paths

register = template.Library()


@register.simple_tag
def werkplaats_members(page):
    """Return the members of a werkplaats: who leads first, then in the editors' order."""
    return sorted(page.members.all(), key=lambda member: not member.is_lead)


@register.simple_tag
def has_years(members):
    """Return whether it is known of one of these members since when it takes part."""
    return any(member.since for member in members)


@register.simple_tag
def werkplaats_lineage(page):
    """Return {"predecessor", "successors", "municipalities"} of a werkplaats; of the pages those that are published."""
    hidden = tuple(restricted_paths())
    near = [page.predecessor, *(page.successors.all() if page.pk else [])]
    shown = [other for other in near if other and other.live and not other.path.startswith(hidden)]
    return {
        "predecessor": next((other for other in shown if other.pk == page.predecessor_id), None),
        "successors": sorted((other for other in shown if other.predecessor_id == page.pk), key=attrgetter("title")),
        "municipalities": page.municipalities.all(),
    }
