"""Drawings: scenes of themes, towns, the portrait of a person without a photo, and tile maps of provinces."""

from django import template

from pages.drawings.portraits import draw_portrait
from pages.drawings.scenes import HEIGHT, draw_scene, draw_town
from pages.drawings.tile_map import draw_tile_maps
from pages.renditions import picture_of

register = template.Library()


@register.inclusion_tag("pages/components/scene.html")
def scene(motif, seed, colour="blue", css_class=""):
    """Draw the scene of a motif (pages.drawings.scenes.MOTIFS, the icons of themes), the same for the same seed.

    It is decoration, hidden from assistive technology. css_class: “scene-panel” gives it a ground of its own.
    """
    return _drawn(draw_scene(motif, seed, colour), css_class)


@register.inclusion_tag("pages/components/scene.html")
def town_scene(municipality, css_class=""):
    """Draw a town for a municipality: its own by its code, but no picture of it. Hidden from assistive technology."""
    return _drawn(draw_town(municipality.code), css_class)


@register.inclusion_tag("pages/components/portrait.html")
def portrait(person):
    """Show the portrait of a person, or the initials on a pattern where there is none; its image is fetched."""
    shown = picture_of(person.portrait, "portrait")
    alt = person.portrait.description if shown else ""
    return {"shown": shown, "alt": alt, "drawn": None if shown else draw_portrait(person)}


@register.inclusion_tag("pages/components/tile_map.html")
def tile_map(municipalities, *, linked=True, listed=True):
    """Draw the provinces of some municipalities, with those marked; nothing when there are none.

    linked: the marked tiles lead to the pages of the municipalities. listed: their names stand beside the drawing, as
    links too; leave it out only where the page names them anyway, because the drawing is hidden from assistive
    technology and from the keyboard.
    """
    marked = sorted(municipalities, key=lambda municipality: municipality.name)
    return {"maps": draw_tile_maps(marked), "marked": marked, "linked": linked, "listed": listed}


def _drawn(drawing, css_class):
    return {"drawn": drawing, "css_class": css_class, "height": HEIGHT}
