"""What could be better in the texts of a page: vague links, heading jumps, images without words, u next to je.

Tips, never errors: nothing here refuses a text. Standards: WCAG 2.2, 2.4.4 (link purpose), 1.3.1 and G141 (order of
headings), 1.1.1 (text alternatives); one form of address is the house style.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from bs4 import BeautifulSoup
from django.utils.text import Truncator
from django.utils.translation import gettext

from .text_passages import HEADING, HTML, IMAGE, LINK, PLAIN

VAGUE_WORDS = {
    "deze link", "deze pagina", "hier", "klik", "klik hier", "lees hier", "lees hier meer", "lees meer", "lees verder",
    "link", "meer", "meer info", "meer informatie", "meer lezen", "via deze link", "website",
    "click", "click here", "here", "learn more", "more", "more information", "read more", "this link", "this page",
}  # fmt: skip
VAGUE_BEGINNING = re.compile(r"(?:klik hier|click here)\b")
BARE_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+/\S+", re.IGNORECASE)
# Titles and the words of others: a reader knows that these do not address them.
QUOTED = re.compile(r"“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"|«[^«»]*»|‘[^‘]*?’(?!\w)|(?<!\w)'[^']*'(?!\w)")
# No hour (“12 u”), no region or initial (“U16”, “U.”); a capital alone only where a sentence can begin.
FORMAL = re.compile(r"(?<![\w’'.-])(?<!\d )(?:u|[Uu]w|[Uu]zelf|U(?= [a-z]))(?![\w’'-]|\.\w)")
INFORMAL = re.compile(r"(?<![\w’'-])[Jj](?:e|ij|ou|ouw|ezelf)(?![\w’'-])")
SPACE_BEFORE = re.compile(r" (?=[,.;:!?])")
WORDS_AROUND = 3
LONGEST_QUOTE = 70  # characters


@dataclass(frozen=True)
class Finding:
    """One tip: `sentence` says what, where and what to do; `path` is Wagtail's content path of the place."""

    sentence: str
    path: str


def check_texts(passages, language="nl"):
    """Return the Findings on a list of pages.text_passages.Passage; the form of address is checked in Dutch only."""
    findings = [*check_images(passages), *check_links(passages), *check_headings(passages)]
    if language == "nl":
        findings += check_address(passages)
    return findings


def check_images(passages):
    """Yield a Finding for each image without text alternative."""
    for passage in passages:
        if passage.kind == IMAGE:
            sentence = gettext(
                "%(place)s: the image “%(words)s” has no text alternative. Say what it shows, in the image or here."
            )
            yield _finding(sentence, passage)


def check_links(passages):
    """Yield a Finding for each link whose words do not say where it leads."""
    vague = gettext("%(place)s: the link “%(words)s” does not say where it leads. Name the page or the document.")
    bare = gettext("%(place)s: the link “%(words)s” is a bare address. Write the name of what it leads to.")
    for passage in passages:
        if passage.kind != LINK:
            continue
        words = " ".join(re.sub(r"[^\w\s]", " ", passage.text.casefold()).split())
        if words in VAGUE_WORDS or VAGUE_BEGINNING.match(words):
            yield _finding(vague, passage)
        elif BARE_ADDRESS.fullmatch(passage.text.strip()):
            yield _finding(bare, passage)


def check_headings(passages):
    """Yield a Finding for each heading that skips a level, per field; the first may not be lower than an h2."""
    headings = (passage for passage in passages if passage.kind == HEADING)
    for _field, of_field in groupby(headings, key=lambda passage: passage.field):
        level = 1
        for passage in of_field:
            if passage.level > level + 1:
                sentence = gettext(
                    "%(place)s: the heading “%(words)s” is a heading %(level)d, but heading %(expected)d comes first."
                    " Make it a heading %(expected)d."
                )
                yield _finding(sentence, passage, level=passage.level, expected=level + 1)
            level = passage.level


def check_address(passages):
    """Yield one Finding when the page addresses its readers with both u and je, outside quotes and titles."""
    formal = _first_match(FORMAL, passages)
    informal = _first_match(INFORMAL, passages)
    if formal and informal:
        sentence = gettext(
            "The text says “u” (%(formal)s) and “je” (%(informal)s; %(place)s). Choose one: this site says “u”."
        )
        place, words = informal
        yield Finding(
            sentence % {"formal": formal[1], "informal": words, "place": place.place},
            place.path,
        )


def _finding(sentence, passage, **values):
    words = Truncator(passage.text.strip()).chars(LONGEST_QUOTE)
    return Finding(sentence % {"place": passage.place, "words": words, **values}, passage.path)


def _first_match(pattern, passages):
    """Return (passage, the match with the words around it) of the first match in the page's own words, or None."""
    for passage in passages:
        if passage.is_speech or passage.kind not in (HTML, PLAIN, HEADING):
            continue
        text = own_words(passage)
        if match := pattern.search(text):
            before = text[: match.start()].split()[-WORDS_AROUND:]
            after = text[match.end() :].split()[:WORDS_AROUND]
            return passage, " ".join(["…", *before, match[0], *after, "…"])
    return None


def own_words(passage):
    """Return the text of a passage without markup, quotes, and what stands in italics, as titles do."""
    text = passage.text
    if passage.kind == HTML:
        soup = BeautifulSoup(text, "html.parser")
        for element in soup.find_all(["blockquote", "i", "em"]):
            element.replace_with(" ")
        text = soup.get_text(" ")
    return SPACE_BEFORE.sub("", " ".join(QUOTED.sub(" ", text).split()))
