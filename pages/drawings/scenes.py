"""Drawn scenes: a landscape of flat shapes with a motif in front, for themes and places without a picture.

A motif is a function of `paint` and `dice` (iterator of pseudorandom integers from 0 to 255) that draws on a field of
WIDTH by HEIGHT units, of which the lower edge is the ground. The shades are the inks of covers (pictures.css).
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from pages.contrast import THEME_COLOURS
from pages.drawings.cover_patterns import Paint
from pages.drawings.covers import seeded_bytes

WIDTH, HEIGHT, TOWN_WIDTH = 400, 200, 1200
FIELD, LIGHT, MIDDLE, DEEP, ACCENT = "field", "light", "middle", "deep", "accent"


@dataclass(frozen=True)
class Scene:
    """A drawing of `width` by HEIGHT units: (ink, path data of SVG) pairs, and the names of its two colours."""

    paths: list
    colour: str
    accent: str
    width: int = WIDTH


def draw_scene(motif, seed, colour):
    """Return the Scene of a motif (a key of MOTIFS), the same for the same seed (text); others give trees.

    colour: the one it is shown in, of THEME_COLOURS; the second colour is another one.
    """
    dice = seeded_bytes(seed)
    accent = _other_than(colour, dice)
    paint = Paint(layered=True)
    _sun(paint, dice, 70, 150)
    _hill(paint, MIDDLE, 60 + next(dice), 220 + next(dice) % 80, 70)
    MOTIFS.get(motif, _trees)(paint, dice)
    return Scene(paint.shapes, colour, accent)


def draw_town(seed):
    """Return the Scene of a town with a skyline and colours of its own for each seed (text); it shows no real place."""
    dice = seeded_bytes(f"{seed}/town")
    colour = THEME_COLOURS[next(dice) % len(THEME_COLOURS)]
    accent = _other_than(colour, dice)
    paint = Paint(layered=True)
    _sun(paint, dice, TOWN_WIDTH // 3, TOWN_WIDTH // 3)
    for hill in range(4):
        _hill(paint, MIDDLE, hill * 330 + next(dice), 360 + next(dice), 40 + next(dice) % 44)
    edge, end = 60 + next(dice), TOWN_WIDTH - 60 - next(dice)
    _row_of_houses(paint, dice, MIDDLE, edge + 60, end - 60, 58)
    if next(dice) % 4:
        _church(paint, TOWN_WIDTH // 3 + next(dice))
    for _mast in range(next(dice) % 3):
        _mill(paint, next(dice) * 4 + 60, 110 + next(dice) % 40, next(dice) % 120)
    _row_of_houses(paint, dice, FIELD, edge, end, 36)
    for _tree in range(9 + next(dice) % 8):
        _tree_at(paint, (next(dice) * 256 + next(dice)) % TOWN_WIDTH, 34 + next(dice) % 34)
    if next(dice) % 2:
        _water(paint, dice)
    return Scene(paint.shapes, colour, accent, TOWN_WIDTH)


def _other_than(colour, dice):
    others = [each for each in THEME_COLOURS if each != colour]
    return others[next(dice) % len(others)]


# Parts


def _sun(paint, dice, start, room):
    paint.disc(ACCENT, start + next(dice) * room / 255, 62 + next(dice) % 20, 34 + next(dice) % 12)


def _hill(paint, shade, x, width, height):
    radius = (width * width / 4 + height * height) / (2 * height)
    paint.add(shade, f"M{x - width / 2:g} {HEIGHT}A{radius:.0f} {radius:.0f} 0 0 1 {x + width / 2:g} {HEIGHT}z")


def _line(paint, shade, x1, y1, x2, y2, thick):
    """A straight line with square ends."""
    length = math.hypot(x2 - x1, y2 - y1)
    across, down = (y1 - y2) / length * thick / 2, (x2 - x1) / length * thick / 2
    ends = ((x1 + across, y1 + down), (x2 + across, y2 + down), (x2 - across, y2 - down), (x1 - across, y1 - down))
    paint.add(shade, "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ends) + "z")


def _ring(paint, shade, x, y, outer, inner):
    """A disc with a hole: the inner circle runs the other way round."""
    paint.add(
        shade,
        f"M{x - outer:g} {y:g}a{outer:g} {outer:g} 0 1 0 {2 * outer:g} 0a{outer:g} {outer:g} 0 1 0 {-2 * outer:g} 0z"
        f"M{x - inner:g} {y:g}a{inner:g} {inner:g} 0 1 1 {2 * inner:g} 0a{inner:g} {inner:g} 0 1 1 {-2 * inner:g} 0z",
    )


def _person(paint, x, size, shade, head=DEEP):
    """Somebody `size` units tall who stands on the ground."""
    half, top = size * 0.24, HEIGHT - size
    shoulder = top + size * 0.36
    paint.add(shade, f"M{x - half:g} {HEIGHT}V{shoulder + half:g}a{half:g} {half:g} 0 0 1 {2 * half:g} 0V{HEIGHT}z")
    paint.disc(head, x, top + size * 0.18, size * 0.16)


def _house(paint, shade, x, width, height, roof):
    """A house with a pitched roof, a door and two windows."""
    top = HEIGHT - height
    paint.box(shade, x, top, width, height)
    paint.add(DEEP, f"M{x - 5:g} {top:g}L{x + width / 2:g} {top - roof:g}L{x + width + 5:g} {top:g}z")
    glass = width * 0.2
    for place in (0.18, 0.62):
        paint.box(LIGHT, x + width * place, top + height * 0.18, glass, glass * 1.2)
    paint.box(ACCENT, x + width * 0.4, HEIGHT - height * 0.4, width * 0.2, height * 0.4)


def _row_of_houses(paint, dice, shade, x, end, least):
    """Houses in a row without doors, as from afar."""
    while x < end - 30:
        width, height = 28 + next(dice) % 26, least + next(dice) % 34
        top = HEIGHT - height
        paint.box(shade, x, top, width, height)
        if next(dice) % 3:
            paint.add(DEEP, f"M{x - 2} {top}L{x + width / 2:g} {top - 12 - next(dice) % 12}L{x + width + 2} {top}z")
        else:
            paint.box(DEEP, x - 2, top - 5, width + 4, 6)
        for number in range(2):
            paint.box(LIGHT, x + width * (0.2 + 0.38 * number), top + 12, 7, 9)
        x += width + next(dice) % 14


def _tree_at(paint, x, size):
    paint.box(DEEP, x - 2, HEIGHT - size * 0.5, 4, size * 0.5)
    paint.disc(DEEP, x, HEIGHT - size * 0.7, size * 0.3)


def _church(paint, x):
    paint.box(FIELD, x, 84, 30, 116)
    paint.add(DEEP, f"M{x - 4} 84L{x + 15} 26L{x + 34} 84z")
    paint.disc(LIGHT, x + 15, 104, 8)
    paint.box(FIELD, x + 30, 140, 62, 60)
    paint.add(DEEP, f"M{x + 30} 140L{x + 44} 108H{x + 86}L{x + 96} 140z")


def _mill(paint, x, tall, turn):
    """A wind turbine with three blades."""
    top = HEIGHT - tall
    paint.add(DEEP, f"M{x - 5} {HEIGHT}L{x - 2} {top}h4L{x + 5} {HEIGHT}z")
    for number in range(3):
        angle = math.radians(turn + number * 120)
        _line(paint, FIELD, x, top, x + 62 * math.sin(angle), top - 62 * math.cos(angle), 7)
    paint.disc(DEEP, x, top, 7)


def _water(paint, dice):
    paint.box(MIDDLE, 0, HEIGHT - 14, TOWN_WIDTH, 14)
    for _wave in range(18):
        paint.box(LIGHT, next(dice) * 4.6, HEIGHT - 10 + next(dice) % 2 * 5, 18 + next(dice) % 22, 2)


def _heart(paint, shade, x, y, radius):
    """A heart whose lobes have this radius, with the dent at (x, y)."""
    arc = f"a{radius:g} {radius:g} 0 0 1 {2 * radius:g} 0"
    paint.add(shade, f"M{x - 2 * radius:g} {y:g}{arc}{arc}L{x:g} {y + 2.1 * radius:g}z")


def _balloon(paint, shade, x, y, width, height, tail):
    """A speech balloon; its tail points to the left (-1) or the right (1)."""
    paint.box(shade, x, y, width, height)
    foot = x + width / 2 + tail * width * 0.25
    paint.add(shade, f"M{foot - 9:g} {y + height - 1:g}h18l{tail * 8} 22z")
    for number in range(2):
        paint.box(LIGHT if shade != LIGHT else MIDDLE, x + 14, y + 14 + number * 13, width - 28 - number * 18, 5)


def _leaf(paint, shade, x, y, across, down):
    radius = max(abs(across), abs(down))
    arc = f"A{radius:g} {radius:g} 0 0 1"
    paint.add(shade, f"M{x:g} {y:g}{arc} {x + across:g} {y + down:g}{arc} {x:g} {y:g}z")


# Motifs


def _trees(paint, dice):
    for _tree in range(6):
        _tree_at(paint, 20 + next(dice) * 1.4, 50 + next(dice) % 60)


def _people(paint, dice):
    for number in range(6):
        shade, head = ((FIELD, DEEP), (DEEP, FIELD), (ACCENT, DEEP))[next(dice) % 3]
        _person(paint, 70 + number * 52, 84 + next(dice) % 46, shade, head)


def _hands(paint, dice):
    _person(paint, 112, 120 + next(dice) % 16, FIELD)
    _person(paint, 288, 96 + next(dice) % 20, DEEP, FIELD)
    _line(paint, FIELD, 120, 152, 186, 128, 13)
    _line(paint, DEEP, 282, 158, 214, 128, 13)
    _heart(paint, DEEP, 200, 66, 15)


def _home(paint, dice):
    _tree_at(paint, 82, 96)
    _house(paint, FIELD, 130, 132, 84, 56)
    _tree_at(paint, 306, 64 + next(dice) % 40)
    _person(paint, 338, 56, DEEP, FIELD)


def _neighbourhood(paint, dice):
    x = 30
    while x < 330:
        width, height = 50 + next(dice) % 22, 52 + next(dice) % 50
        _house(paint, (FIELD, MIDDLE)[next(dice) % 2], x, width, height, 22 + next(dice) % 14)
        x += width + 12
    _tree_at(paint, x + 10, 70)


def _health(paint, dice):
    _heart(paint, FIELD, 200, 74, 40)
    points = ((70, 112), (160, 112), (180, 84), (206, 142), (224, 112), (330, 112))
    for (x1, y1), (x2, y2) in pairwise(points):
        _line(paint, LIGHT if x1 > 126 and x2 < 276 else DEEP, x1, y1, x2, y2, 6)
    _tree_at(paint, 54 + next(dice) % 20, 60)
    _tree_at(paint, 340, 50 + next(dice) % 30)


def _speech(paint, dice):
    for x, size, shade, head in ((100, 104, FIELD, DEEP), (300, 96, DEEP, FIELD), (206, 74, ACCENT, DEEP)):
        _person(paint, x, size + next(dice) % 14, shade, head)
    _balloon(paint, FIELD, 124, 22, 96, 52, -1)
    _balloon(paint, DEEP, 236, 34, 84, 48, 1)


def _umbrella(paint, dice):
    for number in range(9):
        _line(paint, MIDDLE, 40 + number * 42, 14 + next(dice) % 24, 34 + number * 42, 34 + next(dice) % 24, 4)
    _person(paint, 168, 92, DEEP, FIELD)
    _person(paint, 236, 74 + next(dice) % 14, ACCENT)
    paint.box(DEEP, 198, 60, 6, 140)
    paint.add(FIELD, "M96 104A105 78 0 0 1 306 104z")
    for x in (96, 166, 236):
        paint.add(ACCENT if x == 166 else DEEP, f"M{x} 104a36 36 0 0 1 70 0z")


def _quality(paint, dice):
    for side in (-1, 1):
        paint.add(
            DEEP, f"M{200 + side * 8} 110L{200 + side * 56} 190l{-side * 22} -6l{-side * 14} 16L{200 - side * 10} 120z"
        )
    for number in range(12):
        angle = number * math.pi / 6 + next(dice) % 3 / 100
        paint.disc(FIELD, 200 + 50 * math.cos(angle), 86 + 50 * math.sin(angle), 15)
    paint.disc(FIELD, 200, 86, 52)
    paint.disc(LIGHT, 200, 86, 38)
    _line(paint, DEEP, 184, 86, 197, 100, 9)
    _line(paint, DEEP, 194, 101, 219, 72, 9)


def _compass(paint, dice):
    paint.disc(DEEP, 200, 104, 84)
    paint.disc(LIGHT, 200, 104, 68)
    angle = math.radians(20 + next(dice) % 50)
    across, down = math.sin(angle), -math.cos(angle)
    for way, shade in ((1, ACCENT), (-1, FIELD)):
        tip = (200 + way * 58 * across, 104 + way * 58 * down)
        paint.add(
            shade,
            f"M{200 - 13 * down:.0f} {104 + 13 * across:.0f}L{tip[0]:.0f} {tip[1]:.0f}"
            f"L{200 + 13 * down:.0f} {104 - 13 * across:.0f}z",
        )
    paint.disc(DEEP, 200, 104, 7)


def _network(paint, dice):
    spots = [(60 + number * 56, 60 + next(dice) % 96) for number in range(6)]
    for number, (x, y) in enumerate(spots):
        for other in spots[number + 1 : number + 3]:
            _line(paint, DEEP, x, y, *other, 5)
    for number, (x, y) in enumerate(spots):
        paint.disc((FIELD, DEEP, ACCENT)[number % 3], x, y, 14 + next(dice) % 12)
        paint.disc(LIGHT, x, y, 6)


def _plant(paint, dice):
    for number, tall in enumerate((60, 100, 150, 84)):
        x = 70 + number * 84
        tall += next(dice) % 20
        paint.box(DEEP, x - 3, HEIGHT - tall, 6, tall)
        for step in range(tall // 40):
            y, side = HEIGHT - tall + step * 36, 1 if step % 2 else -1
            _leaf(paint, (FIELD, DEEP)[step % 2], x, y + 30, side * 40, -30)
            _leaf(paint, FIELD, x, y + 36, -side * 34, -26)


def _key(paint, dice):
    _ring(paint, FIELD, 128, 108, 50, 24)
    paint.box(FIELD, 172, 98, 158, 20)
    for number in range(3):
        paint.box(FIELD, 262 + number * 24, 116, 14, 16 + next(dice) % 22)
    _person(paint, 62, 62, DEEP, FIELD)


def _book(paint, dice):
    for side in (-1, 1):
        paint.add(DEEP, f"M200 92L{200 + side * 132} 66V178L200 198z")
        paint.add(LIGHT, f"M200 84L{200 + side * 122} 56V164L200 188z")
        for line in range(5):
            y, short = 84 + line * 18, next(dice) % 40
            _line(paint, FIELD, 200 + side * 14, y + 14, 200 + side * (104 - short), y - 6 + short * 0.2, 5)


def _measure(paint, dice):
    tops = []
    for number in range(6):
        tall = 36 + number * 16 + next(dice) % 28
        paint.box((FIELD, DEEP)[number % 2], 70 + number * 46, HEIGHT - tall, 32, tall)
        tops.append((86 + number * 46, HEIGHT - tall - 24))
    for (x1, y1), (x2, y2) in pairwise(tops):
        _line(paint, DEEP, x1, y1, x2, y2, 5)
    for x, y in tops:
        paint.disc(ACCENT, x, y, 8)


def _rings(paint, dice):
    for number, shade in enumerate((FIELD, DEEP, ACCENT)):
        _ring(paint, shade, 118 + number * 82, 100 + next(dice) % 20, 62, 44)
    _person(paint, 40, 70, DEEP, FIELD)
    _person(paint, 364, 80, FIELD)


def _turn(paint, dice):
    for x, tall in ((120, 120), (210, 150), (310, 104)):
        _mill(paint, x, tall + next(dice) % 10, next(dice) % 120)
    _row_of_houses(paint, dice, FIELD, 20, 120, 30)


def _badge(paint, dice):
    _line(paint, DEEP, 150, 0, 194, 52, 9)
    _line(paint, DEEP, 250, 0, 206, 52, 9)
    paint.box(FIELD, 140, 48, 120, 144)
    paint.box(LIGHT, 152, 66, 96, 114)
    paint.disc(DEEP, 200, 98, 18 + next(dice) % 3)
    paint.add(DEEP, "M168 152a32 32 0 0 1 64 0z")
    paint.box(ACCENT, 168, 162, 64, 6)


# By the values of themes.icons.Icon.
MOTIFS = {
    "people": _people,
    "hands": _hands,
    "house": _home,
    "neighbourhood": _neighbourhood,
    "health": _health,
    "speech": _speech,
    "umbrella": _umbrella,
    "quality": _quality,
    "compass": _compass,
    "network": _network,
    "plant": _plant,
    "key": _key,
    "book": _book,
    "measure": _measure,
    "rings": _rings,
    "turn": _turn,
    "badge": _badge,
}
