"""Drawings as PNG files, for programs that show no SVG: pictures of pages that are shared, icons.

Reads the path data of our own drawings only: M, L, H, V, Z and circular arcs A, absolute and relative.
"""

import math
import re
from functools import cache
from io import BytesIO
from itertools import groupby

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
NUMBERS_OF = {"m": 2, "l": 2, "h": 1, "v": 1, "a": 7, "z": 0}
# Drawn so many times as large and scaled down, which smooths the edges.
OVERSAMPLING = 3
# Segments of a whole circle.
SEGMENTS = 96
# What the first font file has (unicode-range in static/css/tokens.css); the second has the rest of Latin.
FONTS = ("fonts/hanken-grotesk.woff2", "fonts/hanken-grotesk-ext.woff2")
BEYOND_LATIN_1 = "ıŒœˆ˚˜€™−∕"


def flatten(data):
    """Return the closed subpaths of SVG path data as lists of points (x, y); raises ValueError for other commands."""
    subpaths, command, numbers = [], "", []
    here = (0.0, 0.0)
    for token in [*TOKEN.findall(data), "M"]:
        if not token.isalpha():
            numbers.append(float(token))
            continue
        if command:
            here = _follow(subpaths, command, numbers, here)
        command, numbers = token, []
    return subpaths


def _follow(subpaths, command, numbers, here):
    """Add what one command with its numbers draws to `subpaths`; return where it ends."""
    kind, relative = command.lower(), command.islower()
    if kind not in NUMBERS_OF:
        raise ValueError(f"No drawing of ours has the command {command!r}.")
    if kind == "z":
        return subpaths[-1][0]
    size = NUMBERS_OF[kind]
    for start in range(0, len(numbers), size):
        values = numbers[start : start + size]
        x0, y0 = here if relative else (0.0, 0.0)
        if kind == "h":
            target = (x0 + values[0], here[1])
        elif kind == "v":
            target = (here[0], y0 + values[0])
        else:
            target = (x0 + values[-2], y0 + values[-1])
        if kind == "m" and start == 0:
            subpaths.append([target])
        elif kind == "a":
            subpaths[-1] += _arc(here, target, values[0], bool(values[3]), bool(values[4]))
        else:
            subpaths[-1].append(target)
        here = target
    return here


def _arc(start, end, radius, is_large, is_clockwise):
    """Return points on a circular arc after its start, as SVG 2 (9.5.1, B.2.4) places its centre."""
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    half = math.hypot(half_x, half_y)
    if half == 0:
        return []
    radius = max(radius, half)
    away = math.sqrt(radius**2 - half**2) / half * (1 if is_large != is_clockwise else -1)
    x, y = end[0] + half_x + away * half_y, end[1] + half_y - away * half_x
    first = math.atan2(start[1] - y, start[0] - x)
    turn = math.atan2(end[1] - y, end[0] - x) - first
    if is_clockwise and turn < 0:
        turn += 2 * math.pi
    elif not is_clockwise and turn > 0:
        turn -= 2 * math.pi
    count = max(2, math.ceil(abs(turn) / (2 * math.pi) * SEGMENTS))
    angles = [first + turn * step / count for step in range(1, count)]
    return [*((x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles), end]


@cache
def _font(name, size, weight):
    font = ImageFont.truetype(finders.find(name), size)
    font.set_variation_by_axes([weight])
    return font


def _font_number(letter):
    return 0 if ord(letter) < 0x100 or 0x2000 <= ord(letter) <= 0x206F or letter in BEYOND_LATIN_1 else 1


class Canvas:
    """A picture of `width` by `height` pixels that is filled with `ground`; colours are "#rrggbb" or None for clear."""

    def __init__(self, width, height, ground=None):
        self.size = (width, height)
        self.image = Image.new("RGBA", (width * OVERSAMPLING, height * OVERSAMPLING), ground or (0, 0, 0, 0))
        self.pen = ImageDraw.Draw(self.image)

    def path(self, data, colour, scale=1.0, left=0.0, top=0.0, across=None):
        """Fill SVG path data, enlarged by `scale` and moved by `left` and `top` pixels.

        across: another scale from left to right, which mirrors when it is negative.
        """
        across = scale if across is None else across
        for points in flatten(data):
            placed = [((left + x * across) * OVERSAMPLING, (top + y * scale) * OVERSAMPLING) for x, y in points]
            self.pen.polygon(placed, fill=colour)

    def text(self, left, baseline, words, size, weight, colour):
        """Write a line of words in letters of `size` pixels; weight: 400 to 800."""
        x = left * OVERSAMPLING
        for number, letters in groupby(words, key=_font_number):
            font, run = _font(FONTS[number], size * OVERSAMPLING, weight), "".join(letters)
            self.pen.text((x, baseline * OVERSAMPLING), run, font=font, fill=colour, anchor="ls")
            x += font.getlength(run)

    def scaled(self):
        """Return the picture (PIL.Image.Image, RGBA) at its size."""
        return self.image.resize(self.size, Image.Resampling.LANCZOS)

    def png(self, colours=96):
        """Return the bytes of the picture as PNG with a palette of so many colours."""
        content = BytesIO()
        picture = self.scaled()
        is_opaque = picture.getextrema()[3][0] == 255
        method = Image.Quantize.MEDIANCUT if is_opaque else Image.Quantize.FASTOCTREE
        (picture.convert("RGB") if is_opaque else picture).quantize(colours, method).save(content, "PNG", optimize=True)
        return content.getvalue()
