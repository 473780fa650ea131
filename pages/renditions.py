"""The renditions in which the site shows its images, and how pages read them.

A task makes all of them when an image is stored (pages.rendition_tasks) and keeps their files on the image. Reading
makes none and asks the database nothing, so nobody waits for a picture: until it is made a page shows a drawing.
"""

import hashlib
from functools import cache

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from wagtail.images.models import Filter, get_rendition_storage

AVIF_AND_WEBP = "format-{avif,webp}"
# Each size of the site as Wagtail's tag `picture` takes it: operations, with alternatives in braces; the widest is
# first, since that is the one for programs that read no `srcset`.
SIZES = {
    "card": f"fill-480x320 {AVIF_AND_WEBP}",
    "cover": f"max-400x560 {AVIF_AND_WEBP}",
    "wide": "fill-{960x540,480x270} " + AVIF_AND_WEBP,
    "body": "width-{960,480} " + AVIF_AND_WEBP,
    "photo": "width-{640,320} " + AVIF_AND_WEBP,
    "item": f"max-480x480 {AVIF_AND_WEBP}",
    "portrait": f"fill-240x240 {AVIF_AND_WEBP}",
    "small-portrait": f"fill-96x96 {AVIF_AND_WEBP}",
    # Open Graph: programs that make previews of links read JPEG for certain.
    "shared": "fill-1200x630 format-jpeg",
    # Twice the 552 CSS pixels of an image in a mail, for screens with a high pixel density.
    "mail": "max-1104x800",
    "mail-jpeg": "max-1104x800 bgcolor-ffffff format-jpeg",
}
# Formats that all mail programs show; Outlook does not show WebP and AVIF.
KNOWN_IN_MAIL = (".gif", ".jpeg", ".jpg", ".png")
# How wide a picture is on a page, for the browser to choose by (the attribute `sizes` of HTML); for the sizes that are
# made in more than one width.
SHOWN_WIDTHS = {
    "wide": "(min-width: 60rem) 40rem, 100vw",
    "body": "(min-width: 50rem) 48rem, 100vw",
    "photo": "(min-width: 36rem) 20rem, 100vw",
}


@cache
def specifications(size):
    """Return the filter specifications of a size (a name in SIZES) as Wagtail stores them, those in AVIF first."""
    found = Filter.expand_spec(SIZES[size].split())
    return sorted(found, key=lambda specification: not specification.endswith("format-avif"))


@cache
def shape():
    """Return a digest (8 hexadecimal digits) of SIZES: images whose renditions were made for another one lack some."""
    return _digest(SIZES)


def _digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def key_of(image):
    """Return what the renditions of a SiteImage depend on: "shape-file-focal point", a digest each."""
    focus = [getattr(image, f"focal_point_{part}") for part in ("x", "y", "width", "height")]
    return f"{shape()}-{_digest(image.file.name)}-{_digest(focus)}"


def sizes_of(image):
    """Return the names in SIZES of the renditions that a SiteImage gets."""
    unused = "mail-jpeg" if mail_size(image) == "mail" else "mail"
    return [size for size in SIZES if size != unused]


def mail_size(image):
    """Return the name in SIZES of the rendition of an image in a mail."""
    return "mail" if image.filename.lower().endswith(KNOWN_IN_MAIL) else "mail-jpeg"


def picture_of(image, size="card"):
    """Return a SiteImage in a size (a name in SIZES) as a page shows it; None without one, or while it is not made.

    That is {url, width, height} for any browser, and in `srcset`, `avif` and `sizes` what the elements `img` and
    `source` of HTML take: `srcset` and `sizes` are empty for a picture of one width, `avif` for one in no AVIF.
    """
    if not image:
        return None
    found = {specification: image.rendition_files.get(specification) for specification in specifications(size)}
    in_avif = [file for specification, file in found.items() if file and specification.endswith("format-avif")]
    others = [file for specification, file in found.items() if file and not specification.endswith("format-avif")]
    if not others:
        return None
    name, width, height = others[0]
    srcset = _srcset(others)
    return {
        "url": _url(name),
        "width": width,
        "height": height,
        "srcset": srcset if " " in srcset else "",
        "avif": _srcset(in_avif),
        "sizes": SHOWN_WIDTHS.get(size, "") if " " in srcset else "",
    }


def _url(name):
    return get_rendition_storage().url(name)


def _srcset(files):
    """Return files as (name, width, height) as text for `srcset`; a small original gives the same width only once."""
    by_width = {}
    for name, width, _height in files:
        by_width.setdefault(width, name)
    if len(by_width) == 1:
        return "".join(map(_url, by_width.values()))
    return ", ".join(f"{_url(name)} {width}w" for width, name in by_width.items())


def picture_tag(picture, alt="", css_class="", *, lazy=True):
    """Return the HTML of a picture of picture_of(), as safe text.

    alt: its text alternative, empty for decoration. lazy: whether browsers may load it when it comes into sight; not
    for what stands at the top of a page.
    """
    sizes = format_html(' sizes="{}"', picture["sizes"]) if picture.get("sizes") else ""
    avif = picture.get("avif")
    source = format_html('<source type="image/avif" srcset="{}"{}>', avif, sizes) if avif else ""
    srcset = format_html(' srcset="{}"{}', picture["srcset"], sizes) if picture.get("srcset") else ""
    return format_html(
        '<picture>{}<img src="{}" width="{}" height="{}" alt="{}"{}{}{}></picture>',
        source,
        picture["url"],
        picture["width"],
        picture["height"],
        alt,
        format_html(' class="{}"', css_class) if css_class else "",
        srcset,
        mark_safe(' loading="lazy"') if lazy else "",
    )
