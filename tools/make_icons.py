"""Draws the icons of the site in static/icons/, in PNG and ICO, and the picture for pages that have none of their own.

    .venv/bin/python -m tools.make_icons

The mark is that of static/icons/favicon.svg; the colours are those of static/css/tokens.css.
"""

import os
import re
from io import BytesIO

import django

from scripts.commands import ROOT

FOLDER = ROOT / "static" / "icons"
UNITS = 32  # of the mark
FAVICON_SIZES = (16, 32, 48)
# Programs cut a maskable icon to any shape; what is in the middle four fifths stays (W3C, Web Application Manifest).
MASKABLE = 0.8


def main():
    """Write all files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kus_site.settings.local")
    django.setup()
    from pages.contrast import site_colours
    from pages.drawings.raster import Canvas

    paths = re.findall(r'<path d="([^"]+)"', (FOLDER / "favicon.svg").read_text())
    colours = site_colours()["light"]
    ground, ink = colours["accent"], colours["on-accent"]

    def draw(size, share=1.0, rounded=False):
        canvas = Canvas(size, size, None if rounded else ground)
        scale = size / UNITS * share
        margin = size * (1 - share) / 2
        if rounded:
            canvas.path("M6 0h20a6 6 0 0 1 6 6v20a6 6 0 0 1-6 6h-20a6 6 0 0 1-6-6v-20a6 6 0 0 1 6-6z", ground, scale)
        for data in paths:
            canvas.path(data, ink, scale, margin, margin)
        return canvas

    save("apple-touch-icon.png", draw(180).png())
    save("icon-192.png", draw(192, rounded=True).png())
    save("icon-512.png", draw(512, rounded=True).png())
    save("icon-maskable-512.png", draw(512, MASKABLE).png())
    sizes = [draw(size, rounded=True).scaled() for size in FAVICON_SIZES]
    content = BytesIO()
    sizes[-1].save(content, "ICO", sizes=[(size, size) for size in FAVICON_SIZES], append_images=sizes[:-1])
    save("favicon.ico", content.getvalue())

    share = Canvas(1200, 630, colours["paper"])
    share.path("M0 0h1200v18h-1200z", colours["accent"])
    for data in paths:
        share.path(data, colours["accent"], 11, 20, 60)
    share.text(110, 480, "kennisplatform", 64, 700, colours["text"])
    share.text(110, 552, "Utrecht Sociaal", 64, 700, colours["text"])
    for place, colour in enumerate(("blue", "green", "orange", "purple", "red", "teal")):
        x, y = 860 + place % 2 * 150, 110 + place // 2 * 150
        share.path(f"M{x} {y}h130A130 130 0 0 1 {x} {y + 130}z", colours[colour])
    save("share.png", share.png())


def save(name, content):
    """Write a file and say how large it is."""
    (FOLDER / name).write_bytes(content)
    print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
