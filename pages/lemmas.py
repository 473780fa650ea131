"""Dictionary forms of Dutch and English words, so that “kind” finds “kinderen” on every database.

The index of a page keeps every word in its Dutch and in its English dictionary form; a query asks for one form per
word, by the language the site is read in. Forms are lower case, without accents, and nothing but letters and digits,
so that SQLite's and PostgreSQL's own tokenisers agree on them.

The dictionaries of simplemma take about a second and 25 MiB per process when they are first used: call
`warm_in_background` where a server process starts.
"""

import re
import threading
import unicodedata
from contextlib import contextmanager
from functools import lru_cache

import simplemma
from wagtail.search import index

LANGUAGES = ("nl", "en")
FUNCTION_WORDS = {
    "de", "het", "een", "en", "of", "van", "in", "op", "te", "voor", "met", "aan", "bij", "om", "tot", "uit",
    "the", "a", "an", "and", "or", "on", "to", "for", "with", "at", "by", "from",
}  # fmt: skip
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Stands around the forms in the index, so that an excerpt can leave them out; no tokeniser sees it as a letter.
MARK = "\u2063"
FORMS_IN_TEXT = re.compile(f"{MARK}[^{MARK}]*{MARK}")
LONGEST_WORD = 60  # characters; PostgreSQL refuses lexemes of 2 KB
SHORTEST_PART = 3  # letters of a compound's parts; the last part has one more
LONGEST_TEXT = 200_000  # characters; PostgreSQL refuses vectors of 1 MB
NAMES = ("title", "name", "name_en", "short_name")
# What Wagtail saves by itself to keep the books of a page.
BOOKKEEPING = {
    "draft_title",
    "expired",
    "first_published_at",
    "go_live_at",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
}


def fold(word):
    """Return the word in lower case, without accents, and nothing but letters and digits (Unicode NFKD)."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if character.isalnum())[:LONGEST_WORD]


@lru_cache(maxsize=65_536)
def dictionary_form(word, language):
    """Return the folded dictionary form of one lower-case word, looked up in `language` first, then in the other.

    Of a Dutch compound that is in no dictionary the last part is looked up: “wijkteams” becomes “wijkteam”.
    """
    word = word[:LONGEST_WORD].replace("’", "'")
    order = (language, *(other for other in LANGUAGES if other != language))
    if any(simplemma.is_known(word, lang=known) for known in order):
        return fold(simplemma.lemmatize(word, lang=order))
    for place in range(SHORTEST_PART, len(word) - SHORTEST_PART):
        if simplemma.is_known(word[place:], lang=LANGUAGES[0]):
            return fold(word[:place] + simplemma.lemmatize(word[place:], lang=LANGUAGES[0]))
    return fold(simplemma.lemmatize(word, lang=order))


@lru_cache(maxsize=65_536)
def forms(word):
    """Return all forms (tuple) under which a word is found: Dutch, English, and itself where it has accents."""
    found = [dictionary_form(word, language) for language in LANGUAGES]
    if not word.isascii():
        found.append(fold(word))
    return tuple(form for form in dict.fromkeys(found) if form)


def split(text):
    """Return the words of a text in lower case; a hyphen parts words, an apostrophe inside a word does not."""
    return [match[0].lower() for match in WORD.finditer(unicodedata.normalize("NFC", text))]


def query_forms(text, language):
    """Return what to look for, one form per different word of a query, in their order.

    Words that stand in every text count only when there are no others.
    """
    words = split(text)
    telling = [word for word in words if word not in FUNCTION_WORDS] or words
    found = (dictionary_form(word, language if language in LANGUAGES else LANGUAGES[0]) for word in telling)
    return [form for form in dict.fromkeys(found) if form]


def forms_in(text):
    """Return the forms (list) that indexed_text() put into a text of the index."""
    return [form for block in FORMS_IN_TEXT.findall(text) for form in block.strip(MARK).split()]


def without_forms(text):
    """Return a text of the index without the forms in it."""
    return FORMS_IN_TEXT.sub(" ", text).strip()


def title_forms(title):
    """Return the words of a title, folded and in their dictionary forms, as one text."""
    return " ".join(form for word in split(title) for form in dict.fromkeys((fold(word), *forms(word))))


def indexed_text(page):
    """Return the forms of all words of a page (its other search fields and `search_names`) between two marks."""
    texts = []
    for field in page.get_search_fields():
        if isinstance(field, index.SearchField) and field.field_name != "lemmas":
            texts += flatten(field.get_value(page))
    for path in page.search_names:
        texts += names_at(page, path.split("__"))
    words = split(" ".join(texts)[:LONGEST_TEXT])
    return f"{MARK} {' '.join(form for word in words for form in forms(word))} {MARK}"


def are_touched(update_fields):
    """Return whether a save of these fields (None: of all) can change the words of a page."""
    return update_fields is None or not BOOKKEEPING.issuperset(update_fields)


@contextmanager
def read_once(page):
    """Context manager: memoise the forms of `page`; the search backend asks for them three times."""
    page.lemmas = page.lemmas()
    try:
        yield
    finally:
        del page.lemmas


def flatten(value):
    """Return the texts in a search field's value, which may be nested lists."""
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in flatten(part)]
    return [str(value)] if value else []


def names_at(thing, path):
    """Return the texts or the names found by following attributes from `thing`; through lists to every member."""
    if thing is None:
        return []
    if isinstance(thing, str):
        return [thing]
    if not path:
        return [getattr(thing, name) for name in NAMES if getattr(thing, name, "")]
    value = getattr(thing, path[0])
    members = value.all() if hasattr(value, "all") else [value]
    return [name for member in members for name in names_at(member, path[1:])]


def warm():
    """Load the dictionaries (about a second)."""
    forms("kinderen")


def warm_in_background():
    """Load the dictionaries in a thread of their own, so that the first search need not wait."""
    threading.Thread(target=warm, name="lemmas", daemon=True).start()
