"""Plots as SVG that need no library to draw and no script to read, on a ground of their own, light or dark."""

import math
from xml.sax.saxutils import escape

WIDTH, LABELS, VALUES, ROW, TOP = 760, 190, 130, 26, 44
STYLE = """
  .ground { fill: #ffffff } text { fill: #1c2024; font: 13px system-ui, sans-serif } .title { font-weight: 600 }
  .bar { fill: #b5d3e8; stroke: #2f6f9f } .range { stroke: #1c2024; stroke-width: 2 } .grid { stroke: #d5dade }
  .goal { stroke: #b3261e; stroke-width: 2; stroke-dasharray: 5 3 } .small { font-size: 12px }
  .line { fill: none; stroke-width: 2 }
  .c0 { stroke: #2f6f9f } .c1 { stroke: #b3261e } .c2 { stroke: #3c7a3f } .c3 { stroke: #7a4fa3 }
  .c4 { stroke: #a35f00 } .c5 { stroke: #00756f } .c6 { stroke: #a3326e } .c7 { stroke: #5a6472 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #15181c } text { fill: #eceff2 } .bar { fill: #234a66; stroke: #6fb3e0 } .range { stroke: #eceff2 }
    .grid { stroke: #3a4149 } .goal { stroke: #ff8f84 }
    .c0 { stroke: #6fb3e0 } .c1 { stroke: #ff8f84 } .c2 { stroke: #86cc88 } .c3 { stroke: #c5a3ea }
    .c4 { stroke: #f0b35a } .c5 { stroke: #5fd0c8 } .c6 { stroke: #f29ac4 } .c7 { stroke: #aab4c0 }
  }
"""


def bars(title, rows, unit=""):
    """Return an SVG with a bar for each row: (label, spread, goal or None). spread: {"median", "low", "high"}.

    A thin line on a bar is from the least to the most of the rounds; a dashed one is the goal. All start at 0.
    """
    most = max(max(spread["high"], goal or 0) for _label, spread, goal in rows)
    room = WIDTH - LABELS - VALUES
    parts = []
    for place, (label, spread, goal) in enumerate(rows):
        middle = TOP + place * ROW + ROW / 2
        long, low, high = (LABELS + spread[name] / most * room for name in ("median", "low", "high"))
        parts += [
            f'<text x="{LABELS - 10}" y="{middle + 4:.1f}" text-anchor="end">{escape(label)}</text>',
            f'<rect class="bar" x="{LABELS}" y="{middle - 8:.1f}" width="{long - LABELS:.1f}" height="16"/>',
            f'<line class="range" x1="{low:.1f}" x2="{high:.1f}" y1="{middle:.1f}" y2="{middle:.1f}"/>',
        ]
        said, beside = f"{number(spread['median'])}{unit}", max(long, high)
        if goal:
            at = LABELS + goal / most * room
            parts.append(
                f'<line class="goal" x1="{at:.1f}" x2="{at:.1f}" y1="{middle - 12:.1f}" y2="{middle + 12:.1f}"/>'
            )
            beside = max(beside, at)
            said += f" (goal {number(goal)}{unit})"
        parts.append(f'<text class="small" x="{beside + 8:.1f}" y="{middle + 4:.1f}">{said}</text>')
    return _document(title, TOP + len(rows) * ROW + 14, parts)


def lines(title, series, unit=""):
    """Return an SVG with a line for each of {label: [(x, y), ...]}: x logarithmic, y from 0; labels at their ends."""
    height, left, right = 380, 70, 190
    places = sorted({x for points in series.values() for x, _y in points})
    most = max(y for points in series.values() for _x, y in points)
    first, last = math.log(places[0]), math.log(places[-1])

    def across(x):
        return left + (math.log(x) - first) / ((last - first) or 1) * (WIDTH - left - right)

    def up(y):
        return height - 40 - y / most * (height - 40 - TOP)

    parts = []
    for step in range(5):
        y, said = up(most * step / 4), f"{number(most * step / 4)}{unit}"
        parts += [
            f'<line class="grid" x1="{left}" x2="{WIDTH - right}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<text class="small" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{said}</text>',
        ]
    for x in places:
        parts.append(f'<text class="small" x="{across(x):.1f}" y="{height - 18}" text-anchor="middle">{x:,}</text>')
    # The labels of lines that end close together are moved apart.
    ends = sorted(series, key=lambda label: series[label][-1][1])
    below = height
    labels = {}
    for label in ends:
        below = labels[label] = min(up(series[label][-1][1]) + 4, below - 15)
    for place, (label, points) in enumerate(series.items()):
        path = " ".join(f"{across(each):.1f},{up(value):.1f}" for each, value in points)
        x, y, label_y = across(points[-1][0]), up(points[-1][1]), labels[label]
        parts += [
            f'<polyline class="line c{place % 8}" points="{path}"/>',
            f'<line class="c{place % 8}" x1="{x:.1f}" y1="{y:.1f}" x2="{x + 18:.1f}" y2="{label_y - 4:.1f}"/>',
            f'<text class="small" x="{x + 22:.1f}" y="{label_y:.1f}">'
            f"{escape(label)} {number(points[-1][1])}{unit}</text>",
        ]
    return _document(title, height, parts)


def number(value):
    """Return a number with about three digits: 0.31, 4.2, 38, 1,240."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    if abs(value) >= 0.1:
        return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
    return f"{value:.2g}"


def _document(title, height, parts):
    head = f'<text class="title" x="16" y="26">{escape(title)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-label="{escape(title)}">\n<style>{STYLE}</style>\n'
        f'<rect class="ground" width="{WIDTH}" height="{height}" rx="8"/>\n' + "\n".join([head, *parts]) + "\n</svg>\n"
    )
