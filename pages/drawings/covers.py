"""The drawn cover of a work: a pattern, and the title in lines that fit."""

import hashlib
from dataclasses import dataclass, replace

from pages.contrast import THEME_COLOURS
from pages.drawings.cover_patterns import DEEP, FLOATING, LIGHT, MIDDLE, WIDTH
from pages.drawings.typesetting import fit, wrap

# Units of the drawing, of which the cover is WIDTH wide.
HEIGHT = 350
# The height of the pattern above the title, and the y of the lines below it.
FIELD, KIND_LINE, FIRST_LINE, LAST_LINE, MARGIN = 200, 224, 236, 336, 18
# Size of the letters of the title and how many lines of them fit; the title is set in bold.
SIZES = ((28, 2), (24, 3), (20, 4), (17, 4))
BOLD, LEADING = 1.09, 1.14
SMALL = 12.5
# Which ink the ground and the three shades of a pattern get; the inks are in static/css/pictures.css. `FIELD_INK` to
# `deep` are shades of the work's own colour, `ACCENT` is one of another colour.
FIELD_INK, ACCENT = "field", "accent"
COLOURINGS = (
    {"ground": FIELD_INK, LIGHT: "light", MIDDLE: "middle", DEEP: "deep"},
    {"ground": FIELD_INK, LIGHT: "light", MIDDLE: ACCENT, DEEP: "deep"},
    {"ground": FIELD_INK, LIGHT: ACCENT, MIDDLE: "light", DEEP: "deep"},
    {"ground": "deep", LIGHT: ACCENT, MIDDLE: "middle", DEEP: FIELD_INK},
    {"ground": "deep", LIGHT: "light", MIDDLE: FIELD_INK, DEEP: ACCENT},
    {"ground": "light", LIGHT: FIELD_INK, MIDDLE: ACCENT, DEEP: "middle"},
    {"ground": "middle", LIGHT: "light", MIDDLE: FIELD_INK, DEEP: "deep"},
    {"ground": ACCENT, LIGHT: "light", MIDDLE: FIELD_INK, DEEP: "deep"},
)
# How many times as large a pattern is drawn; what then falls outside is cut off.
MAGNIFICATIONS = (1.0, 1.0, 1.35, 1.8)


@dataclass(frozen=True)
class Cover:
    """A drawn cover of WIDTH by HEIGHT units.

    paths: (ink, path data of SVG) of the pattern, which is `field` units high and lies on an ink, `ground`.
    accent: the name of the second colour. place: (a, d, e, f), which put a point of the pattern at (ax + e, dy + f).
    lines: (y, text) of the title, in letters of `size` units; empty on a cover without words.
    """

    paths: list
    field: int
    ground: str
    accent: str
    place: tuple
    size: int = 0
    lines: tuple = ()

    @property
    def transform(self):
        """`place` as the attribute of SVG; empty where a point stays where it is."""
        a, d, e, f = self.place
        return "" if self.place == (1, 1, 0, 0) else f"matrix({a:g} 0 0 {d:g} {e:g} {f:g})"

    @property
    def has_room_below(self):
        """Whether a line of small words fits under the title."""
        return bool(self.lines) and self.lines[-1][0] < LAST_LINE - 1.6 * SMALL


def seeded_bytes(seed):
    """Yield pseudorandom integers from 0 to 255 without end, determined by `seed` (text)."""
    block = seed.encode()
    while True:
        block = hashlib.blake2b(block).digest()
        yield from block


def draw_cover(patterns, seed, colour, title=""):
    """Return the Cover of a work with one of `patterns` (functions of cover_patterns), the same for the same seed.

    The seed, a text, chooses the pattern, how it is magnified, and its second colour besides `colour` (of
    THEME_COLOURS), so that two works of one kind and colour look different. Without a title the pattern fills it.
    """
    dice = seeded_bytes(f"{seed}/dress")
    pattern = patterns[next(dice) % len(patterns)]
    colouring = COLOURINGS[next(dice) % len(COLOURINGS)]
    others = [each for each in THEME_COLOURS if each != colour]
    accent = others[next(dice) % len(others)]
    height = FIELD if title else HEIGHT
    scale, share, is_mirrored = MAGNIFICATIONS[next(dice) % len(MAGNIFICATIONS)], next(dice) / 255, next(dice) % 2
    place = _magnify(scale, share, 0.5 if pattern in FLOATING else 1, is_mirrored, height)
    paths = [(colouring[shade], data) for shade, data in pattern(seeded_bytes(seed), height).paths()]
    cover = Cover(paths, height, colouring["ground"], accent, place)
    if not title:
        return cover
    widths = [(WIDTH - 2 * MARGIN) / size / BOLD for size, _most in SIZES]
    index, words = fit(title, widths, [most for _size, most in SIZES])
    size = SIZES[index][0]
    lines = tuple((round(FIRST_LINE + size + number * size * LEADING), line) for number, line in enumerate(words))
    return replace(cover, size=size, lines=lines)


def _magnify(scale, across, down, is_mirrored, height):
    """Return the place of a pattern drawn `scale` times as large; `across` and `down` are what is cut off at the left
    and the top, as shares (0 to 1) of what is too much.
    """
    left, top = -round((scale - 1) * WIDTH * across), -round((scale - 1) * height * down)
    return (-scale, scale, WIDTH - left, top) if is_mirrored else (scale, scale, left, top)


def fit_small_line(text):
    """Return `text` shortened to one line of small letters on a cover."""
    return "".join(wrap(text, (WIDTH - 2 * MARGIN) / SMALL / BOLD, 1))
