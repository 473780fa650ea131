"""The colours of static/css/tokens.css and the contrast between those that meet, in light and dark.

Standard: WCAG 2.2, 1.4.3 (text, 4.5:1), 1.4.11 (lines and marks that carry meaning, 3:1); relative luminance and
contrast ratio as defined there.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

TEXT, GRAPHIC = 4.5, 3.0
DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)\s*\{\s*:root\s*\{([^}]*)\}")
LIGHT = re.compile(r":root\s*\{([^}]*)\}")
DECLARATION = re.compile(r"--([\w-]+):\s*([^;]+);")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ALIAS = re.compile(r"var\(--([\w-]+)\)")
HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)

# Of the cells of the overview of projects: the more projects, the darker (in dark: the lighter).
SHADES = ["shade-1", "shade-2", "shade-3", "shade-4"]
THEME_COLOURS = ["blue", "green", "orange", "purple", "red", "teal"]
# What is set on what: (foreground, backgrounds, least ratio).
USED = [
    ("text", ["paper", "surface", "tint", *(f"{colour}-tint" for colour in THEME_COLOURS)], TEXT),
    ("text-soft", ["paper", "surface", "tint"], TEXT),
    ("link", ["paper", "surface", "tint", *(f"{colour}-tint" for colour in THEME_COLOURS)], TEXT),
    ("link-hover", ["paper", "surface", "tint"], TEXT),
    ("accent", ["paper", "surface"], TEXT),
    ("accent-strong", ["paper", "surface"], TEXT),
    ("on-accent", ["accent"], TEXT),
    ("paper", ["link", "link-hover"], TEXT),
    ("on-band", ["band"], TEXT),
    ("on-band-soft", ["band"], TEXT),
    ("on-band-link", ["band"], TEXT),
    *((colour, ["paper", "surface", f"{colour}-tint"], TEXT) for colour in THEME_COLOURS),
    ("text", SHADES, TEXT),
    ("red", SHADES[:2], TEXT),
    ("surface", ["teal"], TEXT),
    ("line-strong", ["paper", "surface", "tint"], GRAPHIC),
    ("focus", ["paper", "surface", "tint"], GRAPHIC),
]


@dataclass(frozen=True)
class Pair:
    """Two tokens that meet: their names, their ratio (1 to 21) and the least that it may be."""

    foreground: str
    background: str
    ratio: float
    least: float

    @property
    def passes(self):
        """True when the contrast is enough."""
        return self.ratio >= self.least


@cache
def site_colours():
    """Return read_colours() of the site's own style sheet."""
    return read_colours(Path(finders.find("css/tokens.css")).read_text(encoding="utf-8"))


def read_colours(css):
    """Return {"light": …, "dark": …}, each {token: "#rrggbb"}, of a stylesheet; dark is light with what it replaces.

    Only hexadecimal colours and references to them are read; everything else is no colour token of ours.
    """
    css = COMMENT.sub("", css)
    dark_rules = " ".join(DARK.findall(css))
    light = _declared(" ".join(LIGHT.findall(DARK.sub("", css))))
    return {"light": _resolve(light), "dark": _resolve(light | _declared(dark_rules))}


def _declared(rules):
    return {name: value.strip() for name, value in DECLARATION.findall(rules)}


def _resolve(declared):
    found = {}
    for name, value in declared.items():
        # No chain of references is longer than the number of tokens.
        for _step in declared:
            alias = ALIAS.fullmatch(value)
            if not alias:
                break
            value = declared.get(alias[1], "")
        if HEX.fullmatch(value):
            found[name] = value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])
    return found


def luminance(colour):
    """Return the relative luminance (0 black to 1 white) of a colour “#rrggbb”."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Return the contrast ratio (1 to 21) of two colours “#rrggbb”, in either order."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def measure_pairs(colours):
    """Return the Pairs in use for the colours of one scheme; KeyError names a token that is used but not there."""
    return [
        Pair(foreground, background, contrast(colours[foreground], colours[background]), least)
        for foreground, backgrounds, least in USED
        for background in backgrounds
    ]
