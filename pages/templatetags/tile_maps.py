"""Schemes of provinces with the municipalities that take part."""

from django import template

from pages.drawings.tile_map import draw_tile_maps

register = template.Library()


@register.inclusion_tag("pages/components/tile_map.html")
def tile_map(municipalities, *, linked=True, listed=True):
    """Draw the provinces of some municipalities, with those marked; nothing when there are none.

    linked: the marked tiles lead to the pages of the municipalities. listed: their names stand beside the drawing, as
    links too; leave it out only where the page names them anyway, because the drawing is hidden from assistive
    technology and from the keyboard.
    """
    marked = sorted(municipalities, key=lambda municipality: municipality.name)
    return {"maps": draw_tile_maps(marked), "marked": marked, "linked": linked, "listed": listed}
