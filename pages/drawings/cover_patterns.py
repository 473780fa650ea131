"""Geometric patterns for drawn covers, in the manner of a Dutch paperback of the sixties.

Every pattern is a function of `dice` (iterator of pseudorandom integers from 0 to 255) and `height` (units). It fills a
field of WIDTH by `height` units and returns a Paint: shapes in three shades. Cells are CELL units wide, five on a row.
"""

import math
from itertools import groupby, product

WIDTH, CELL = 250, 50
LIGHT, MIDDLE, DEEP = "light", "middle", "deep"
SHADES = (LIGHT, MIDDLE, DEEP)


class Paint:
    """The shapes of a pattern. `layered`: later ones lie over earlier ones, whatever their shade."""

    def __init__(self, layered=False):
        self.layered = layered
        self.shapes = []

    def add(self, shade, data):
        """Add path data in a shade: its name, or an integer, taken modulo 3."""
        self.shapes.append((SHADES[shade % 3] if isinstance(shade, int) else shade, data))

    def box(self, shade, x, y, width, height):
        """Add a rectangle."""
        self.add(shade, f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z")

    def disc(self, shade, x, y, radius):
        """Add a circle around (x, y)."""
        arc = f"a{radius:g} {radius:g} 0 1 0"
        self.add(shade, f"M{x - radius:g} {y:g}{arc} {2 * radius:g} 0{arc} {-2 * radius:g} 0z")

    def paths(self):
        """Return (shade, path data) for as few paths as the order allows."""
        shapes = self.shapes if self.layered else sorted(self.shapes, key=lambda shape: shape[0])
        runs = groupby(shapes, key=lambda shape: shape[0])
        return [(shade, "".join(data for _shade, data in run)) for shade, run in runs]


def cells(height):
    """Return the corners of all cells of a field, row by row."""
    rows = math.ceil(height / CELL)
    return [(column * CELL, row * CELL) for row, column in product(range(rows), range(5))]


def corner(x, y, turn):
    """Return a quarter of a disc that fills the cell at (x, y), its point in corner `turn` (0 to 3, clockwise)."""
    x, y = x + CELL * (turn in (1, 2)), y + CELL * (turn in (2, 3))
    across = -CELL if turn in (1, 2) else CELL
    down = -CELL if turn in (2, 3) else CELL
    sweep = int(across * down > 0)
    return f"M{x} {y}h{across}A{CELL} {CELL} 0 0 {sweep} {x} {y + down}z"


def draw_spines(dice, height):
    """Books on a shelf."""
    paint, x = Paint(layered=True), 10
    while x < WIDTH - 26:
        width = 16 + next(dice) % 24
        tall = height * (0.55 + next(dice) % 36 / 100)
        shade = next(dice)
        paint.box(shade, x, height - tall, width, tall)
        paint.box(shade + 1, x, height - tall + 14, width, 6)
        x += width + 4
    return paint


def draw_stack(dice, height):
    """Books that lie on each other."""
    paint, y = Paint(layered=True), height
    while y > height * 0.3:
        thick, width = 18 + next(dice) % 22, 130 + next(dice) % 90
        left = (WIDTH - width) * (next(dice) % 100) / 100
        shade = next(dice)
        y -= thick
        paint.box(shade, left, y, width, thick)
        paint.box(shade + 1, left + 16 + next(dice) % 60, y, 10, thick)
        y -= 3
    return paint


def draw_graph(dice, height):
    """Bars of a graph, and the disc of a second one behind them."""
    paint, bars = Paint(layered=True), 4 + next(dice) % 4
    paint.disc(DEEP, 60 + next(dice) % 130, height * (0.25 + next(dice) % 20 / 100), 45 + next(dice) % 30)
    width = (WIDTH - 40) / bars
    for number in range(bars):
        tall = height * (0.15 + next(dice) % 60 / 100)
        paint.box((LIGHT, MIDDLE)[next(dice) % 2], 20 + number * width, height - tall, width - 8, tall)
    return paint


def draw_frames(dice, height):
    """A strip of film with a disc in each frame."""
    paint, tall = Paint(layered=True), 76
    left = 25 + next(dice) % 50
    paint.box(DEEP, left, 0, 150, height)
    for number in range(math.ceil(height / tall)):
        y = number * tall - next(dice) % 2 * 4
        paint.box(LIGHT, left + 24, y + 8, 102, tall - 16)
        paint.disc(MIDDLE, left + 44 + next(dice) % 62, y + tall / 2, 12 + next(dice) % 14)
        for hole in range(3):
            for x in (left + 7, left + 133):
                paint.box(LIGHT, x, y + 8 + hole * 24, 10, 12)
    return paint


def draw_sheets(dice, height):
    """Sheets of paper that lie over each other."""
    paint, count = Paint(layered=True), 3 + next(dice) % 3
    step, fall = 18 + next(dice) % 16, (6 + next(dice) % 7) / 100
    for number in range(count):
        x, y = 30 + number * step, height * (0.1 + number * fall)
        paint.box((DEEP, MIDDLE)[number % 2] if number < count - 1 else LIGHT, x, y, 120, height)
    for line in range(4 + next(dice) % 3):
        paint.box(MIDDLE, x + 16, y + 20 + line * 16, 88 - (next(dice) % 4) * 12, 5)
    return paint


def draw_squares(dice, height):
    """A field of facts: squares, dots and quarters."""
    paint = Paint()
    for x, y in cells(height):
        shape, shade = next(dice) % 5, next(dice)
        if shape == 0:
            paint.box(shade, x, y, CELL, CELL)
        elif shape == 1:
            paint.disc(shade, x + 25, y + 25, 25)
        elif shape == 2:
            paint.disc(shade, x + 25, y + 25, 10)
        elif shape == 3:
            paint.add(shade, corner(x, y, next(dice) % 4))
    return paint


def draw_sound(dice, height):
    """The bars of a sound."""
    paint, count = Paint(), 13
    beat, shift = 0.5 + next(dice) % 40 / 100, next(dice) / 40
    for number in range(count):
        swing = abs(math.sin(number * beat + shift)) * 0.55 + next(dice) % 25 / 100
        half = max(6, height * 0.45 * swing)
        x = 15 + number * 17.5
        paint.add(
            (LIGHT, LIGHT, MIDDLE)[next(dice) % 3],
            f"M{x:g} {height / 2 - half:.0f}a5 5 0 0 1 10 0v{2 * half:.0f}a5 5 0 0 1-10 0z",
        )
    return paint


def draw_rings(dice, height):
    """Rings around a point, as of a lens."""
    paint = Paint(layered=True)
    x, y = 50 + next(dice) % 150, height * (0.25 + next(dice) % 50 / 100)
    radius, first = 110 + next(dice) % 60, next(dice)
    for number in range(4 + next(dice) % 3):
        paint.disc((DEEP, MIDDLE, LIGHT)[(first + number) % 3], x, y, radius)
        radius *= 0.6 + next(dice) % 20 / 100
    return paint


def draw_steps(dice, height):
    """Stairs that rise, with a ball that climbs them."""
    paint, count = Paint(layered=True), 4 + next(dice) % 4
    width, ball, rise = WIDTH / count, next(dice) % count, 0.5 + next(dice) % 35 / 100
    for number in range(count):
        top = height - height * rise * (number + 1) / count
        paint.box((MIDDLE, DEEP)[number % 2], number * width, top, width, height - top)
        if number == ball:
            radius = 16 + next(dice) % 16
            paint.disc(LIGHT, (number + 0.5) * width, top - radius, radius)
    return paint


def draw_dial(dice, height):
    """The dial of a measuring instrument."""
    paint, hand = Paint(layered=True), 2 + next(dice) % 7
    x, y, radius = WIDTH / 2, height * (0.7 + next(dice) % 25 / 100), min(115, height * 0.6) + next(dice) % 40
    for number in range(11):
        paint.add(LIGHT if number == hand else (MIDDLE, DEEP)[number % 2], _wedge(x, y, radius, number * math.pi / 11))
    paint.disc(LIGHT, x, y, 16)
    return paint


def draw_route(dice, height):
    """Roads of quarter bends that find each other."""
    paint = Paint()
    for x, y in cells(height):
        near, far = 17, 33
        first, second = ((0, 2), (1, 3))[next(dice) % 2]
        for turn in (first, second):
            paint.add((LIGHT, LIGHT, MIDDLE)[next(dice) % 3], _bend(x, y, turn, near, far))
    return paint


def draw_slopes(dice, height):
    """Cells cut along their diagonals, as of a folded map."""
    paint = Paint()
    for x, y in cells(height):
        turn, shade = next(dice) % 4, next(dice) % 4
        if shade < 3:
            corners = [(x, y), (x + CELL, y), (x + CELL, y + CELL), (x, y + CELL)]
            del corners[turn]
            paint.add(shade, "M" + "L".join(f"{a} {b}" for a, b in corners) + "z")
    return paint


def draw_bowls(dice, height):
    """Half discs, as of hands that are held out to each other."""
    paint = Paint()
    for number, (x, y) in enumerate(cells(height)):
        if (number % 5) % 2 == 0 and number % 5 < 4:
            up, shade = next(dice) % 2, next(dice)
            paint.add(shade, f"M{x + 25} {y + (0 if up else CELL)}a50 50 0 0 {1 - up} 100 0z")
    return paint


def draw_leaves(dice, height):
    """Leaves in all directions."""
    paint = Paint()
    for x, y in cells(height):
        arc = f"A{CELL} {CELL} 0 0 1"
        if next(dice) % 2:
            data = f"M{x} {y}{arc} {x + CELL} {y + CELL}{arc} {x} {y}z"
        else:
            data = f"M{x + CELL} {y}{arc} {x} {y + CELL}{arc} {x + CELL} {y}z"
        paint.add((LIGHT, MIDDLE, LIGHT, DEEP)[next(dice) % 4], data)
    return paint


def draw_columns(dice, height):
    """Lines of print in two columns."""
    paint = Paint()
    for column in (22, 133):
        for line in range(int((height - 30) // 18)):
            if next(dice) % 6:
                width = 95 if next(dice) % 3 else 35 + next(dice) % 40
                paint.box((LIGHT, LIGHT, MIDDLE)[next(dice) % 3], column, 22 + line * 18, width, 8)
    return paint


def draw_rays(dice, height):
    """Rays out of a corner, one of them lit: the pointer."""
    paint, lit, right = Paint(), 1 + next(dice) % 6, next(dice) % 2
    for number in range(8):
        angle = number * math.pi / 16
        if number % 2 == 0 or number == lit:
            shade = LIGHT if number == lit else (MIDDLE, DEEP)[number // 2 % 2]
            paint.add(shade, _wedge(0 if right else WIDTH, height, 460, angle if right else math.pi / 2 + angle, 16))
    return paint


# What does not stand on the ground: it is cut around its middle.
FLOATING = (draw_sound, draw_columns, draw_squares, draw_route, draw_slopes, draw_leaves)


def _wedge(x, y, radius, angle, parts=11):
    """Return a slice of a disc around (x, y) that begins at `angle` (radians, against the clock from the east)."""
    ends = [(x + radius * math.cos(a), y - radius * math.sin(a)) for a in (angle, angle + math.pi / parts)]
    (x1, y1), (x2, y2) = ends
    return f"M{x:g} {y:g}L{x1:.0f} {y1:.0f}A{radius:g} {radius:g} 0 0 0 {x2:.0f} {y2:.0f}z"


def _bend(x, y, turn, near, far):
    """Return a bend of road around corner `turn` of a cell, from `near` to `far` units away from it."""
    x, y = x + CELL * (turn in (1, 2)), y + CELL * (turn in (2, 3))
    right, down = (-1 if turn in (1, 2) else 1), (-1 if turn in (2, 3) else 1)
    sweep = int(right * down > 0)
    return (
        f"M{x + right * near} {y}H{x + right * far}A{far} {far} 0 0 {sweep} {x} {y + down * far}V{y + down * near}"
        f"A{near} {near} 0 0 {1 - sweep} {x + right * near} {y}z"
    )
