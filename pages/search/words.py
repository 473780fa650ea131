"""Words and their dictionary forms, so that “kind” finds “kinderen” on every database.

Forms are lower case, without accents, and nothing but letters and digits. Dictionaries are simplemma's, as tries
(pages/search/dictionaries.py).
"""

import re
import unicodedata
from functools import lru_cache

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy

from pages.search.dictionaries import LANGUAGES, TrieDictionaryFactory

DICTIONARIES = TrieDictionaryFactory()
LOOKUP = DictionaryLookupStrategy(DICTIONARIES)
STRATEGY = DefaultStrategy(dictionary_factory=DICTIONARIES)
# Without a cache of its own: each of its answers is in one of the caches below.
LEMMATIZER = Lemmatizer(cache_max_size=0, lemmatization_strategy=STRATEGY)
FUNCTION_WORDS = {
    "de", "het", "een", "en", "of", "van", "in", "op", "te", "voor", "met", "aan", "bij", "om", "tot", "uit",
    "the", "a", "an", "and", "or", "on", "to", "for", "with", "at", "by", "from",
}  # fmt: skip
# Words of questions, which count only when there are no others.
_QUESTION_WORDS = """
    aan al als bij ben bent dat deze die dit doe doen door dus er gaan gaat geen had hebben heb heeft hem hen
    hier hij hoe hun ik is ja je jij jullie kan kun kunnen maar meer men mij mijn moet moeten na naar niet nog
    nu om onder ons onze ook over per via vanuit u uw waar waarom waarover wanneer want was wat we wel welk
    welke werd wie wil word wordt worden wij ze zij zich zijn zo zou about are can do does find how i it of
    there this what when where which who why with you your my
"""
QUESTION_WORDS = FUNCTION_WORDS | frozenset(_QUESTION_WORDS.split())
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST_WORD = 60  # characters; PostgreSQL refuses lexemes of 2 KB
# Words in each of the caches of what is known of them: a few MiB when they are full.
WORDS_KEPT = 16_384
SHORTEST_PART = 3  # letters of a compound's parts; the last part has one more


def fold(word):
    """Return the word in lower case, without accents, and nothing but letters and digits (Unicode NFKD)."""
    if word.isascii() and word.isalnum():
        return word.lower()[:LONGEST_WORD]
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if character.isalnum())[:LONGEST_WORD]


def load_dictionaries():
    """Open the dictionaries of all languages in this process, which the first look-up would do otherwise."""
    for language in LANGUAGES:
        DICTIONARIES.get_dictionary(language)
    DICTIONARIES.beginnings("huis")


@lru_cache(maxsize=WORDS_KEPT)
def is_dutch(word):
    """Return whether a lower-case word stands in simplemma's list of Dutch words."""
    return LOOKUP.get_lemma(word, LANGUAGES[0]) is not None


def is_known(word):
    """Return whether a lower-case word stands in simplemma's list of Dutch or of English words."""
    return any(LOOKUP.get_lemma(word, language) is not None for language in LANGUAGES)


@lru_cache(maxsize=WORDS_KEPT)
def dictionary_form(word, language):
    """Return the folded dictionary form of one lower-case word, looked up in `language` first, then in the other.

    Of a Dutch compound that is in no dictionary the last part is looked up: “wijkteams” becomes “wijkteam”.
    """
    word = word[:LONGEST_WORD].replace("’", "'")
    order = (language, *(other for other in LANGUAGES if other != language))
    return _form_by_last_part(word) or fold(LEMMATIZER.lemmatize(word, order))


# It is asked once for each language.
@lru_cache(maxsize=1)
def _form_by_last_part(word):
    """Return the folded form of a word that no dictionary knows, with the dictionary form of its longest last part that
    is Dutch; None of other words.
    """
    if is_known(word):
        return None
    for place in range(SHORTEST_PART, len(word) - SHORTEST_PART):
        if is_dutch(word[place:]):
            return fold(word[:place] + LEMMATIZER.lemmatize(word[place:], LANGUAGES[0]))
    return None


def forms(word):
    """Return all forms (tuple) under which a lower-case word is found: Dutch, English, itself where it has accents."""
    found = [dictionary_form(word, language) for language in LANGUAGES]
    if not word.isascii():
        found.append(fold(word))
    return tuple(form for form in dict.fromkeys(found) if form)


def split(text):
    """Return the words of a text in lower case; a hyphen parts words, an apostrophe inside a word does not."""
    return [match[0].lower() for match in WORD.finditer(unicodedata.normalize("NFC", text))]
