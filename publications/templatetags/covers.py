"""The cover of a publication: its own picture, or one that is drawn."""

from django import template

from pages.drawings.covers import KIND_LINE, LAST_LINE, MARGIN
from publications.covers import cover_of, describe_cover

register = template.Library()


@register.inclusion_tag("publications/components/cover.html")
def cover(publication, size="large"):
    """Show the cover of a publication; it stands beside the title and is hidden from assistive technology.

    size: “large” with the title on a drawn cover, for the page of the publication, or “small” without words, for a
    page or Card in a list.
    """
    facts = publication.cover_facts
    context = {"picture": facts["picture"], "size": size, "colour": facts["colour"]}
    if facts["picture"]:
        return context
    with_words = size == "large"
    kind, foot = describe_cover(publication) if with_words else ("", "")
    places = {"margin": MARGIN, "kind_line": KIND_LINE, "last_line": LAST_LINE}
    return context | {"drawn": cover_of(publication, with_words), "kind": kind, "foot": foot, **places}
