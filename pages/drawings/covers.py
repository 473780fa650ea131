"""The drawn cover of a work: a pattern, and the title in lines that fit."""

import hashlib
from dataclasses import dataclass

from pages.drawings.cover_patterns import WIDTH
from pages.drawings.typesetting import fit, wrap

# Units of the drawing, of which the cover is WIDTH wide.
HEIGHT = 350
# The height of the pattern above the title, and the y of the lines below it.
FIELD, KIND_LINE, FIRST_LINE, LAST_LINE, MARGIN = 200, 224, 236, 336, 18
# Size of the letters of the title and how many lines of them fit; the title is set in bold.
SIZES = ((28, 2), (24, 3), (20, 4), (17, 4))
BOLD, LEADING = 1.09, 1.14
SMALL = 12.5


@dataclass(frozen=True)
class Cover:
    """A drawn cover of WIDTH by HEIGHT units.

    paths: (shade, path data of SVG) of the pattern, which is `field` units high.
    lines: (y, text) of the title, in letters of `size` units; empty on a cover without words.
    """

    paths: list
    field: int
    size: int = 0
    lines: tuple = ()

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


def draw_cover(pattern, seed, title=""):
    """Return the Cover with a pattern (a function of cover_patterns), deterministic for a seed and title (texts).

    Without a title the pattern fills the cover.
    """
    paths = pattern(seeded_bytes(seed), FIELD if title else HEIGHT).paths()
    if not title:
        return Cover(paths, HEIGHT)
    widths = [(WIDTH - 2 * MARGIN) / size / BOLD for size, _most in SIZES]
    index, words = fit(title, widths, [most for _size, most in SIZES])
    size = SIZES[index][0]
    lines = tuple((round(FIRST_LINE + size + number * size * LEADING), line) for number, line in enumerate(words))
    return Cover(paths, FIELD, size, lines)


def fit_small_line(text):
    """Return `text` shortened to one line of small letters on a cover."""
    return "".join(wrap(text, (WIDTH - 2 * MARGIN) / SMALL / BOLD, 1))
