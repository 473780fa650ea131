"""Long texts: how long it takes to read one, and the list of what is in it."""

import math
import re
from dataclasses import dataclass, field
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

# Reading with care, on a screen.
WORDS_PER_MINUTE = 200
# From how many words on a text is long, and how many headings it needs for a list of contents.
LONG, FEWEST_HEADINGS = 300, 3
HEADING = re.compile(r"<h2(?P<attributes>[^>]*)>(?P<inside>.*?)</h2>", re.DOTALL)
ID = re.compile(r'\sid="(?P<id>[^"]*)"')
# What is folded or drawn is not read along: transcripts, pictures.
ASIDE = re.compile(r"<(?P<name>details|svg|script)\b.*?</(?P=name)>", re.DOTALL)


@dataclass(frozen=True)
class LongText:
    """A text as safe HTML in which each h2 has an id; `minutes` it takes to read, 0 for a text that is not long.

    `contents` are (id, words) of its h2 headings, empty when there are fewer than three.
    """

    html: SafeString
    minutes: int = 0
    contents: list = field(default_factory=list)


def read_long_text(html):
    """Return the LongText of rendered, safe HTML; a text that is not long is returned as it is."""
    words = len(strip_tags(ASIDE.sub(" ", html).replace("<", " <")).split())
    if words < LONG:
        return LongText(html)
    contents = {}

    def name_heading(match):
        title = " ".join(strip_tags(match["inside"]).split())
        given = ID.search(match["attributes"])
        anchor = given["id"] if given else _new_anchor(title, contents)
        contents[anchor] = mark_safe(title)
        return match[0] if given else f'<h2 id="{anchor}"{match["attributes"]}>{match["inside"]}</h2>'

    named = mark_safe(HEADING.sub(name_heading, html))
    listed = list(contents.items()) if len(contents) >= FEWEST_HEADINGS else []
    return LongText(named, math.ceil(words / WORDS_PER_MINUTE), listed)


def _new_anchor(title, used):
    """Return an id made of the words (HTML) of a heading: none in `used`, and none that templates give to a part."""
    anchor = first = f"kop-{slugify(unescape(title)) or 'tekst'}"
    number = 1
    while anchor in used:
        number += 1
        anchor = f"{first}-{number}"
    return anchor
