"""Covers for publications that have none: a pattern by kind, the colour of the theme, the title in lines that fit."""

import hashlib
from dataclasses import dataclass

from django.utils.text import capfirst

from pages.typesetting import fit, wrap
from publications import cover_patterns as patterns

HEIGHT = 350
# How high the pattern is above the title, and the places of the lines under it.
FIELD, KIND_LINE, FIRST_LINE, LAST_LINE, MARGIN = 200, 224, 236, 336, 18
# Size of the letters of the title and how many lines of them fit; the title is set in bold.
SIZES = ((28, 2), (24, 3), (20, 4), (17, 4))
BOLD, LEADING = 1.09, 1.14
SMALL = 12.5

BY_KIND = {
    "artikel": patterns.draw_columns,
    "boek": patterns.draw_spines,
    "factsheet": patterns.draw_squares,
    "gids": patterns.draw_slopes,
    "handreiking": patterns.draw_bowls,
    "instrument": patterns.draw_dial,
    "methodebeschrijving": patterns.draw_route,
    "onderwijsmodule": patterns.draw_steps,
    "opname": patterns.draw_rings,
    "podcastserie": patterns.draw_sound,
    "rapport": patterns.draw_sheets,
    "training": patterns.draw_steps,
    "verhalenbundel": patterns.draw_leaves,
    "wmo-wijzer": patterns.draw_rays,
}
# For kinds that editors added: what the kind is for search engines.
BY_SCHEMA_TYPE = {
    "Article": patterns.draw_columns,
    "Book": patterns.draw_spines,
    "LearningResource": patterns.draw_steps,
    "PodcastSeries": patterns.draw_sound,
    "Report": patterns.draw_sheets,
    "VideoObject": patterns.draw_rings,
}


@dataclass(frozen=True)
class Cover:
    """A drawn cover of WIDTH by HEIGHT units.

    `paths` are (shade, path data). Without words, as on a small one, `lines` is empty and the pattern fills it all;
    `lines` are (y, text) in letters of `size` units.
    """

    paths: list
    field: int
    size: int = 0
    lines: tuple = ()

    @property
    def has_room_below(self):
        """Whether a line of small words fits under the title."""
        return bool(self.lines) and self.lines[-1][0] < LAST_LINE - 1.6 * SMALL


def throw(seed):
    """Yield whole numbers from 0 to 255 without end, always the same for the same text."""
    block = seed.encode()
    while True:
        block = hashlib.blake2b(block).digest()
        yield from block


def draw_cover(publication, with_words):
    """Return the Cover of a publication, the same as long as its short name, kind and title stay."""
    kind = publication.kind
    pattern = kind and (BY_KIND.get(kind.slug) or BY_SCHEMA_TYPE.get(kind.schema_type))
    height = FIELD if with_words else HEIGHT
    paths = (pattern or patterns.draw_squares)(throw(publication.slug), height).paths()
    if not with_words:
        return Cover(paths, HEIGHT)
    widths = [(patterns.WIDTH - 2 * MARGIN) / size / BOLD for size, _most in SIZES]
    index, words = fit(publication.title, widths, [most for _size, most in SIZES])
    size = SIZES[index][0]
    lines = tuple((round(FIRST_LINE + size + number * size * LEADING), line) for number, line in enumerate(words))
    return Cover(paths, FIELD, size, lines)


def describe_cover(publication):
    """Return the small words on a cover: (kind, who published it or when)."""
    publisher = publication.publisher
    foot = (publisher.short_name or publisher.name) if publisher else publication.date_line
    width = (patterns.WIDTH - 2 * MARGIN) / SMALL / BOLD
    return tuple("".join(wrap(words, width, 1)) for words in (capfirst(publication.kind_label), foot))
