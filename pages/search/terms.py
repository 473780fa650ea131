"""From a text to the lexemes that stand in the index: the one place where text becomes what is compared.

Each word has a position and one or more lexemes: its dictionary forms, `~part` for each part of a compound, and for
numbers and words with separators what they are without. So a query can weigh a part less than the word itself.
"""

import re
import unicodedata
from functools import lru_cache

from pages.search import compounds
from pages.search.words import LONGEST_WORD, QUESTION_WORDS, WORD, fold, forms

PART = "~"
# As many words as a site of 2,000 pages has: 15 MiB when they are in use.
LEXEMES_KEPT = 65_536
# Words that tell nothing of a title.
UNTELLING = QUESTION_WORDS
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
# ISBN, ISSN, telephone numbers, periods of years: digits with dots, dashes or spaces between them.
NUMBER = re.compile(r"\d(?:[.\-–/ ]?[\dxX]){6,16}(?![^\W_])")
# From the beginning of a word only, and without going back: most words have no hyphen.
HYPHENATED = re.compile(r"(?<![^\W_])[^\W_]++(?:[-‐‑][^\W_]++)+")


@lru_cache(maxsize=LEXEMES_KEPT)
def lexemes(word):
    """Return the lexemes (tuple) of one lower-case word, its first dictionary form first, its parts last."""
    found = forms(word)
    parts = compounds.take_apart(fold(word)) or (compounds.take_apart(found[0]) if found else ())
    return (*found, *(PART + part for part in parts if part not in found))


def without_separators(text, words=None):
    """Yield (start, lexeme) for each number, DOI and word with hyphens in a text, as it is without its separators.

    words: the (start, end) of its words that are not all letters, where they are known.
    """
    words = [match.span() for match in WORD.finditer(text)] if words is None else words
    for match in DOI.finditer(text):
        yield match.start(), fold(match[0].rstrip(".,;:)]"))
    for match in _numbers(text, words):
        yield match.start(), fold(match[0])
    for match in HYPHENATED.finditer(text):
        for form in forms(fold(match[0])[:LONGEST_WORD]):
            yield match.start(), form


def _numbers(text, words):
    """Yield what NUMBER.finditer() does: a number begins in a word, and looking at no other letter is much quicker."""
    place = 0
    for start, end in words:
        place = max(place, start)
        while place < end:
            match = NUMBER.match(text, place)
            if match:
                yield match
            place = match.end() if match else place + 1


def read(text):
    """Return the words of a text as two lists: of each the spelling in lower case, and its lexemes (tuple)."""
    text = unicodedata.normalize("NFC", text)
    spellings, found, place_of, with_digits = [], [], {}, []
    for match in WORD.finditer(text):
        word = match[0].lower()
        place_of[match.start()] = len(found)
        spellings.append(word)
        found.append(lexemes(word))
        if not word.isalpha():
            with_digits.append(match.span())
    for start, lexeme in without_separators(text, with_digits):
        place = place_of.get(start)
        if place is not None and lexeme and lexeme not in found[place]:
            found[place] = (*found[place], lexeme)
    return spellings, found


def title_terms(found):
    """Return the lexemes of a title (a list of tuples) as one text; words() reads it back."""
    return " ".join("/".join(group) for group in found)


def words(text):
    """Return the lexemes per word (list of lists) from a text of title_terms()."""
    return [group.split("/") for group in text.split()]
