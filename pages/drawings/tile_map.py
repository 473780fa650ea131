"""A province as a scheme: every municipality a tile at roughly its place. It is no map, and says so."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from network.models import Municipality
from pages import cache_version
from pages.drawings.typesetting import measure

# Units of the drawing.
PITCH, TILE = 100, 94
LINE = 25
# Between the lines of a tile with four of them.
MOST_LINES, TIGHT_LINE = 4, 20
# The size of the letters, as in pictures.css, where at 390 pixels it comes to 11 pixels; what is wider is squeezed.
LETTERS, WIDEST = 22, 86
# Pixels per unit where there is room, so that all provinces have tiles of one size.
SCALE = 0.75


@dataclass(frozen=True)
class Tile:
    """A municipality in the drawing: `x` `y` of its corner, `marked` when it takes part.

    `lines` are (y, width or 0 to leave it, text). `note` is a short text below the name, on the line at `note_y`;
    `faint` is drawn less strongly.
    """

    name: str
    url: str
    x: int
    y: int
    lines: tuple
    marked: bool
    note: str = ""
    note_y: int = 0
    faint: bool = False

    @property
    def middle(self):
        return self.x + TILE // 2


@dataclass(frozen=True)
class TileMap:
    """The tiles of one `province` in a drawing of `width` by `height` units."""

    province: str
    tiles: tuple
    width: int
    height: int
    size: int = TILE

    @property
    def pixels(self):
        """Its width in pixels where there is room for it."""
        return round(self.width * SCALE)


def draw_tile_maps(marked, notes=None):
    """Return a TileMap for every province of the municipalities in `marked`, by name of the province.

    A municipality without a place is left out of the drawing, a province without any place altogether. `notes` maps
    codes of municipalities to (note, address that the tile leads to, whether it is faint).
    """
    # Of what is marked nothing is read but its primary key: a page may hold its municipalities as bare names.
    marked, notes, provinces = {municipality.pk for municipality in marked}, notes or {}, defaultdict(list)
    for each in _placed_municipalities():
        provinces[each.province].append(each)
    drawn = []
    for province, placed in sorted(provinces.items()):
        if any(each.pk in marked for each in placed):
            drawn.append(_draw(province, placed, marked, notes))
    return drawn


def _placed_municipalities():
    """Return the municipalities of today that have a place, kept while nothing changes."""
    key = f"tiles:{timezone.localdate()}"
    found = Municipality.objects.current().filter(tile_column__isnull=False, tile_row__isnull=False)
    return cache_version.cached(key, lambda: list(found), alone=True)


def _draw(province, municipalities, marked, notes):
    first_column = min(each.tile_column for each in municipalities)
    first_row = min(each.tile_row for each in municipalities)
    tiles = []
    for each in sorted(municipalities, key=lambda each: (each.tile_row, each.tile_column)):
        x, y = (each.tile_column - first_column) * PITCH, (each.tile_row - first_row) * PITCH
        words = [part.strip() for part in each.tile_label.split("/")] if each.tile_label else each.name.split()
        note, address, faint = notes.get(each.code, ("", "", False))
        count = len(words) + bool(note)
        line = LINE if count < MOST_LINES else TIGHT_LINE
        # The baseline of the first line, so that all lines together stand in the middle.
        top = y + TILE / 2 - (count - 1) * line / 2 + 8
        lines = tuple((round(top + number * line), _squeezed(word), word) for number, word in enumerate(words))
        note_y = round(top + len(words) * line)
        url = address or each.get_absolute_url()
        tiles.append(Tile(each.name, url, x, y, lines, each.pk in marked, note, note_y, faint))
    width = max(tile.x for tile in tiles) + TILE
    height = max(tile.y for tile in tiles) + TILE
    return TileMap(province, tuple(tiles), width, height)


def _squeezed(word):
    """Return the width for a line that could run out of its tile, else 0."""
    return WIDEST if measure(word) * LETTERS > WIDEST else 0
