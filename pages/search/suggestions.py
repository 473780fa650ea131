"""Other words for a word that no document holds: words that begin with it, and words it may be a typing error of.

One wrong, missing, superfluous or exchanged letter leaves the first or the second half of a word as it is, or its
halves with two letters exchanged: so the words of the site that share a half are found by two ordinary indexes and
compared one by one (docs/decisions/search.md).
"""

from math import log
from string import ascii_lowercase

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from pages.models import SearchWord
from pages.search import compounds, terms
from pages.search.words import dictionary_form, fold, is_known, split

SOUNDS = (("ij", "ei"), ("ou", "au"), ("dt", "t"), ("ch", "g"), ("ph", "f"), ("th", "t"), ("x", "ks"))
SHORTEST = 3  # letters of a word that is corrected
SHORTEST_STEM, SHARE_OF_STEM = 5, 0.6  # letters, and part of the longer word, that words with the same stem share
LONG = 9  # letters from which on two errors are allowed
MOST_COMPARED = 4_000  # words
MOST_CORRECTIONS = 3
MOST_BEGUN = 20
LITTLE = 3  # results or fewer: another word is suggested
MORE_TIMES = 10  # as often as the typed word, for a suggestion beside its results


def rarity(holders, total):
    """Return the weight of a word that `holders` of `total` documents hold (the idf of BM25); always above 0."""
    holders = min(holders, total)
    return log(1 + (total - holders + 0.5) / (holders + 0.5))


def complete(query, group):
    """Add to a Group of a Query whose words nothing holds the Alternatives of words that look like it."""
    from pages.search.query import BEGUN, CORRECTED, LOOSE, Alternative, in_parts

    words = split(group.text)
    if len(words) != 1:
        return
    word = fold(words[0])
    begun, nearest = look_alikes(word)
    for other in begun:
        group.alternatives.append(Alternative(((other, terms.PART + other),), BEGUN))
    if begun:
        query.begun.append(group.text)
    for other in nearest:
        form = dictionary_form(other.spelling, "nl")
        choice = tuple(dict.fromkeys((form, other.word, terms.PART + form)))
        group.alternatives.append(Alternative((choice,), CORRECTED))
    if nearest:
        query.corrections[group.text] = nearest[0].spelling
    elif not begun:
        halves = compounds.halve(word)
        corrected = "" if halves or is_known(word) else correct_compound(word)
        if corrected and is_held(corrected):
            group.alternatives += in_parts(corrected)
            query.corrections[group.text] = corrected
            return
        # Words with the same stem, or with that of the first half of a compound: “dakloosheid”, “mantelzorgbeleid”.
        related = same_stem(word) or (halves and (look_alikes(halves[0])[0] or same_stem(halves[0])))
        group.alternatives += [Alternative(((other, terms.PART + other),), LOOSE) for other in related or ()]


def is_held(compound):
    """Return whether documents hold the first half of a compound, and the last unless that says little."""
    halves = [dictionary_form(half, "nl") for half in compounds.halve(compound)]
    wanted = {half for half in halves if half == halves[0] or half not in compounds.UNTELLING_LAST}
    return bool(halves) and SearchWord.objects.filter(word__in=wanted, documents__gt=0).count() == len(wanted)


def look_alikes(word):
    """Return the forms (list) that begin with a folded word, and the nearest SearchWords it may be an error of."""
    if len(word) < SHORTEST or word.isdecimal():
        return [], []
    rows = _sharing_a_half(word)
    begun = sorted((row for row in rows if row.word.startswith(word)), key=lambda row: (-row.documents, row.word))
    allowed = 2 if len(word) >= LONG else 1
    near = [(distance(word, row.word), row) for row in rows if row.word != word]
    near = [(errors, row) for errors, row in near if errors <= allowed]
    near.sort(key=lambda pair: (pair[0], pair[1].word[0] != word[0], -pair[1].documents, pair[1].word))
    nearest = [row for errors, row in near if errors == near[0][0]] if near else []
    return [dictionary_form(row.spelling, "nl") for row in begun[:MOST_BEGUN]], nearest[:MOST_CORRECTIONS]


def same_stem(word):
    """Return the forms (list) of the words of the site that begin as a folded word does and only end otherwise."""
    half = max(len(word) // 2, SHORTEST_STEM)
    if len(word) <= SHORTEST_STEM:
        return []
    rows = SearchWord.objects.filter(_begins("word", word[:half]), documents__gt=0).order_by("-documents")
    stems = [
        dictionary_form(row.spelling, "nl")
        for row in rows[:MOST_COMPARED]
        if _shared(word, row.word) >= max(SHORTEST_STEM, SHARE_OF_STEM * max(len(word), len(row.word)))
    ]
    return list(dict.fromkeys(stems))[:MOST_CORRECTIONS]


def _shared(word, other):
    """Return how many letters two words begin with alike."""
    return next(
        (place for place, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]),
        min(len(word), len(other)),
    )


def distance(word, other):
    """Return how many errors apart two words are; letters that sound alike in Dutch are one error together."""
    apart = OSA.distance(word, other)
    if apart < 2:
        return apart
    return min(apart, 1 + OSA.distance(sound(word), sound(other)))


def sound(word):
    """Return a word as it sounds in Dutch, where letters are often mistaken for others: ei for ij, ou for au."""
    for letters, others in SOUNDS:
        word = word.replace(letters, others)
    return word


def better_query(text, query, found):
    """Return the text of a Query with words that are known better, where the typed ones find nothing or little.

    found: how many pages were found. Returns "" when there is nothing better.
    """
    better = dict(query.corrections)
    if not better and query.groups and found <= LITTLE:
        for word in split(text)[:4]:
            if other := better_known(word, found):
                better[word] = other
    changed = " ".join(better.get(word.lower(), word) for word in text.split())
    return changed if changed.lower() != text.lower() else ""


def better_known(word, documents):
    """Return the spelling of a word one error away that far more documents hold, for “did you mean”; or empty."""
    rows = [
        row
        for row in _sharing_a_half(word)
        if distance(word, row.word) == 1 and row.documents >= MORE_TIMES * max(documents, 1)
    ]
    forms = {dictionary_form(word, "nl")}
    rows = [row for row in rows if dictionary_form(row.spelling, "nl") not in forms]
    return max(rows, key=lambda row: (row.documents, row.word)).spelling if rows and len(word) > SHORTEST else ""


def _sharing_a_half(word):
    """Return the SearchWords that share the first or the last half with a word, or two letters exchanged."""
    half = len(word) // 2
    exchanged = [word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1)]
    near = Q(word__in=exchanged) | _begins("word", word)
    if half:
        near |= _begins("word", word[:half]) & Q(length__range=(len(word) - 1, len(word) + 2))
        end = word[::-1][:half]
        near |= _begins("reversed", end) & Q(length__range=(len(word) - 1, len(word) + 2))
    rows = (
        SearchWord.objects.annotate(length=Length("word"))
        .filter(near, documents__gt=0)
        .only("word", "spelling", "documents")
    )
    return list(rows.order_by("-documents")[:MOST_COMPARED])


def _begins(field, start):
    """Return the condition that a column begins with letters, as a range that an ordinary index serves."""
    return Q(**{f"{field}__gte": start, f"{field}__lt": start[:-1] + chr(ord(start[-1]) + 1)})


def correct_compound(word):
    """Return the compound that a word is one letter away from, both parts being words; or empty.

    “armoedebestriding” gives “armoedebestrijding”, also when no document holds that word itself.
    """
    for place in range(compounds.SHORTEST_FIRST + 1, len(word) - compounds.SHORTEST_LAST + 1):
        first, last = word[:place], word[place:]
        if compounds.can_be_first(first, last):
            for other in _one_error_away(last):
                if compounds.can_be_last(other):
                    return first + other
        if compounds.can_be_last(last):
            for other in _one_error_away(first):
                if compounds.can_be_first(other, last):
                    return other + last
    return ""


def _one_error_away(word):
    """Yield the words that differ from a word by one letter: exchanged, left out, another, one more."""
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
    for place in range(len(word) + 1):
        for letter in ascii_lowercase:
            yield word[:place] + letter + word[place:]
            yield word[:place] + letter + word[place + 1 :]
