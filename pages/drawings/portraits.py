"""The portrait of a person without a photo: initials on a pattern. It draws no face, for it knows none."""

from dataclasses import dataclass

from pages.contrast import THEME_COLOURS
from pages.drawings import cover_patterns as patterns
from pages.drawings.covers import Cover, draw_cover, seeded_bytes

PATTERNS = (patterns.draw_leaves, patterns.draw_slopes, patterns.draw_squares, patterns.draw_bowls, patterns.draw_route)


@dataclass(frozen=True)
class Portrait:
    """A drawn portrait: its `pattern`, a Cover without words, the name of its colour, and one or two letters."""

    pattern: Cover
    colour: str
    initials: str


def draw_portrait(person):
    """Return the Portrait of a Person, the same for the same slug."""
    colour = THEME_COLOURS[next(seeded_bytes(f"{person.slug}/colour")) % len(THEME_COLOURS)]
    return Portrait(draw_cover(PATTERNS, person.slug, colour), colour, initials_of(person))


def initials_of(person):
    """Return the first letters of the given and the family name, in capitals; of one where the other is not known."""
    return "".join(name.strip()[:1] for name in (person.given_name, person.family_name)).upper()
