"""A quilt of coloured cells: what stands in the place of a picture where a record has none."""

from itertools import product

from pages.drawings.cover_patterns import CELL, Paint, corner
from pages.drawings.covers import seeded_bytes

COLUMNS, ROWS = 8, 5
COLOURS = ("accent", "teal", "purple", "green")


def draw_quilt(seed):
    """Return the (shade, path data of SVG) pairs of a quilt of COLUMNS by ROWS cells, deterministic for `seed` (text).

    The shades are the names in COLOURS, and these with “-tint”; they are classes of static/css/home.css.
    """
    paint, dice = Paint(layered=True), seeded_bytes(seed)
    cells = [(column * CELL, row * CELL) for row, column in product(range(ROWS), range(COLUMNS))]
    for x, y in cells:
        paint.box(f"{COLOURS[next(dice) % 4]}-tint", x, y, CELL, CELL)
    for x, y in cells:
        colour, form, turn = COLOURS[next(dice) % 4], next(dice) % 6, next(dice) % 4
        if form < 3:
            paint.add(colour, corner(x, y, turn))
        if form == 2:
            paint.add(COLOURS[next(dice) % 4], corner(x, y, turn + 2 if turn < 2 else turn - 2))
        if form == 3:
            paint.disc(colour, x + CELL / 2, y + CELL / 2, CELL / 2)
        if form == 4:
            paint.disc(colour, x + CELL / 2, y + CELL / 2, CELL / 5)
    return paint.paths()
