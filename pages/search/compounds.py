"""Dutch compounds taken apart: “respijtzorg” is “respijt” and “zorg” (docs/decisions/search.md).

A part is a word of simplemma's Dutch list, or one that the site itself holds or names as a synonym and that no
dictionary knows, such as “wmo”. Between parts stands nothing or a linking -s-, -e-, -en-, -er- or -n-.
"""

import time
from functools import lru_cache

from pages.models import SearchWord, Synonym
from pages.search.words import FUNCTION_WORDS, WORDS_KEPT, dictionary_form, fold, is_dutch, is_known, split

LINKS = ("", "s", "en", "e", "er", "n")
SHORTEST_COMPOUND = 6  # letters
SHORTEST_KNOWN = 9  # letters of a compound that is a dictionary's word itself: “kwartier” is none of “kwar” and “tier”
SHORTEST_FIRST, SHORTEST_LAST = 3, 4  # letters of a part
# A first part of three letters that is no abbreviation of the site needs a last part this long: “dagbesteding”.
LAST_AFTER_SHORT = 6
DEEPEST = 3  # parts within parts
# Endings and prefixes that are words too, but seldom parts: “gemeente-lijk”, “onder-wijs”.
_NEVER_LAST = """
    heid heden lijk lijke schap schappen baar bare loos loze zaam zame eren aard ster ende achtig tie ties iteit
    isme atie erij enis lijkheid baarheid zaamheid loosheid schappelijk schappelijke nissen ling lingen ring
    ingen ting king ding
"""
NEVER_LAST = frozenset(_NEVER_LAST.split())
# Last parts that say little of what a compound is about: “armoedebestrijding” is about “armoede”.
_UNTELLING_LAST = """
    aanpak aanbod activiteit begeleiding beleid bestrijding dienst gesprek groep hulp initiatief instelling
    materiaal medewerker module netwerk onderzoek ondersteuning ontwikkeling organisatie plan plek problematiek
    probleem programma project regeling studie systeem traject uitvoering verlening visie voorziening werk
    werker zorg
"""
UNTELLING_LAST = frozenset(_UNTELLING_LAST.split())
_NEVER_FIRST = """
    onder over door voor tegen achter binnen buiten boven naast mede ver ont her wel dan aan bij uit toe mee weg
    neer terug heen los vol was had ben bent zijn hun ons die dat wat wie hoe per sub inter anti pro con des der
    den tot ter ten als dus nog ook kan kon mag man men
"""
NEVER_FIRST = FUNCTION_WORDS | frozenset(_NEVER_FIRST.split())
SITE_WORDS_KEPT = 600  # seconds
MOST_SITE_WORDS = 50_000

_site_words = (float("-inf"), frozenset())


def site_words():
    """Return the words (frozenset) that no dictionary knows and that the site holds in two documents or more, or names
    in a synonym; read again every ten minutes."""
    global _site_words
    read_at, words = _site_words
    if time.monotonic() - read_at > SITE_WORDS_KEPT:
        read_again()
        _read_at, words = _site_words
    return words


def forget():
    """Have the words of the site read again at their next use in this process."""
    global _site_words
    _site_words = (float("-inf"), _site_words[1])


def read_again():
    """Read the words of the site now, and forget compounds that were taken apart without them."""
    global _site_words
    rows = SearchWord.objects.filter(documents__gte=2).order_by("-documents").values_list("word", flat=True)
    found = {word for word in rows[:MOST_SITE_WORDS] if len(word) >= SHORTEST_FIRST and not is_known(word)}
    for name, others in Synonym.objects.values_list("name", "others"):
        found.update(fold(word) for word in split(f"{name} {others}") if len(word) >= SHORTEST_FIRST)
    words = frozenset(word for word in found if not word.isdecimal())
    if words != _site_words[1]:
        take_apart.cache_clear()
    _site_words = (time.monotonic(), words)


@lru_cache(maxsize=WORDS_KEPT)
def take_apart(word):
    """Return the parts of a lower-case word as dictionary forms, in order and with parts of parts; () for no compound.

    “jeugdgezondheidszorg” gives jeugd, gezondheidszorg, gezondheid, zorg.
    """
    pair = halve(word)
    if not pair:
        return ()
    found = []
    for part in pair:
        found += [dictionary_form(part, "nl"), *take_apart(part)]
    return tuple(part for part in dict.fromkeys(found) if len(part) >= SHORTEST_FIRST)


def halve(word, depth=DEEPEST):
    """Return the first and the last part of a compound as written, without what links them; () for no compound."""
    if len(word) < SHORTEST_COMPOUND or not word.isalpha() or (len(word) < SHORTEST_KNOWN and is_dutch(word)):
        return ()
    for is_last in (can_be_last, lambda part: depth > 1 and bool(halve(part, depth - 1))):
        for place in range(SHORTEST_FIRST, len(word) - SHORTEST_LAST + 1):
            last = word[place:]
            if not is_last(last):
                continue
            for link in LINKS:
                first = word[: place - len(link)] if word[:place].endswith(link) else ""
                if can_be_first(first, last) or (depth > 1 and halve(first, depth - 1)):
                    return first, last
    return ()


def can_be_last(part):
    """Return whether a word can be the last part of a compound."""
    return len(part) >= SHORTEST_LAST and part not in NEVER_LAST and (is_dutch(part) or part in site_words())


def can_be_first(part, last):
    """Return whether a word can stand before `last` in a compound."""
    if len(part) < SHORTEST_FIRST or part in NEVER_FIRST:
        return False
    if part in site_words():
        return True
    return is_dutch(part) and (len(part) > SHORTEST_FIRST or len(last) >= LAST_AFTER_SHORT)
