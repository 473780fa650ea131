"""Pictures: images in the sizes of pages.renditions, and what stands in their place until they are made."""

from django import template
from django.template.loader import render_to_string

from pages.drawings.quilt import draw_quilt
from pages.renditions import picture_of, picture_tag

register = template.Library()


@register.simple_tag
def picture(shown, alt="", css_class="", lazy=True):
    """Show a picture of picture_of(), such as that of a card. lazy: not for what stands at the top of a page."""
    return picture_tag(shown, alt, css_class, lazy=lazy)


@register.simple_tag
def site_image(image, size, alt="", css_class="", lazy=True):
    """Show a SiteImage in a size (a name in pages.renditions.SIZES), or a quilt until it is made.

    alt: its text alternative, which the quilt gets too; empty for decoration.
    """
    if shown := picture_of(image, size):
        return picture_tag(shown, alt, css_class, lazy=lazy)
    return render_to_string("pages/components/image_to_come.html", {"alt": alt, "paths": draw_quilt(str(image.pk))})


register.simple_tag(picture_of)
