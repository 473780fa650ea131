"""Why a result matches: its title with the found words marked, and a passage that begins at a sentence."""

import re

from django.utils.html import escape
from django.utils.safestring import mark_safe

from pages.search import terms
from pages.search.ranking import lexemes_of
from pages.search.words import DICTIONARIES, FUNCTION_WORDS, WORD, fold

EXCERPT = 240  # characters
BEFORE_FIRST_WORD = 60  # characters, in a sentence that is too long to be shown from its beginning
NONE = frozenset()
LONGEST_READ = 20_000  # characters of a text that are read
SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]*[^\W_a-zà-ÿ])|\n+")


def without_function_words(lexemes):
    """Return lexemes (set) but for function words: in a text "zorgen voor een naaste" is not found by "een".

    All of them when there are no others.
    """
    return {each for each in lexemes if each.removeprefix(terms.PART) not in FUNCTION_WORDS} or lexemes


class Marker:
    """Finds the words of a text that answer a Query."""

    def __init__(self, query):
        self.groups = [without_function_words(lexemes_of([group])) for group in query.groups]
        forms = {lexeme.removeprefix(terms.PART) for group in self.groups for lexeme in group}
        letters = {fold(some) for form in forms for some in DICTIONARIES.beginnings(form)}
        # What a word that answers has in it. Most words have not, and making the lexemes of each costs ten times more.
        self._possible = re.compile("|".join(map(re.escape, sorted(letters)))) if letters else re.compile(r"(?!)")
        # {word as it is spelled: the numbers of its groups}: the results of one search repeat most of their words.
        self._answered = {}

    def groups_of(self, word):
        """Return the numbers (frozenset) of the groups that a word answers."""
        numbers = self._answered.get(word)
        if numbers is None:
            numbers = self._answered[word] = self._look_up(word) if self._possible.search(fold(word)) else NONE
        return numbers

    def _look_up(self, word):
        found = terms.lexemes(word.lower())
        return frozenset(number for number, group in enumerate(self.groups) if not group.isdisjoint(found))

    def hits(self, text):
        """Return the found words of a text as a list of (start, end, numbers of groups)."""
        groups_of, answered = self.groups_of, self._answered
        hits = [
            (match.start(), match.end(), groups)
            for match in WORD.finditer(text)
            # A text has thousands of words, most of which were met before.
            if (groups := answered[match[0]] if match[0] in answered else groups_of(match[0]))
        ]
        for pattern in (terms.NUMBER, terms.HYPHENATED, terms.DOI):
            for match in pattern.finditer(text):
                joined = fold(match[0])
                groups = frozenset(number for number, group in enumerate(self.groups) if joined in group)
                groups |= self.groups_of(joined) if pattern is terms.HYPHENATED else frozenset()
                hits.append((match.start(), match.end(), groups))
        hits = sorted((hit for hit in hits if hit[2]), key=lambda hit: (hit[0], -hit[1]))
        apart = []
        for hit in hits:
            if not apart or hit[0] >= apart[-1][1]:
                apart.append(hit)
        return apart

    def mark(self, text):
        """Return a text as safe HTML with every found word in <mark>."""
        pieces, place = [], 0
        for start, end, _groups in self.hits(text):
            pieces += [escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>"]
            place = end
        pieces.append(escape(text[place:]))
        # Every piece of text is escaped above.
        return mark_safe("".join(pieces))

    def passage(self, text):
        """Return (the best passage of a plain text as safe HTML, how many groups it answers).

        It begins with the first sentence that answers most groups; without any, with the beginning of the text.
        """
        text = text[:LONGEST_READ].rstrip()
        hits = self.hits(text)
        starts = [0, *(match.end() for match in SENTENCE.finditer(text))]
        best, answered, first = 0, 0, 0
        place = 0
        for number, start in enumerate(starts):
            end = starts[number + 1] if number + 1 < len(starts) else len(text)
            groups = set()
            begin = place
            while place < len(hits) and hits[place][0] < end:
                if hits[place][0] < start + EXCERPT or not groups:
                    groups |= hits[place][2]
                place += 1
            if len(groups) > answered:
                best, answered, first = start, len(groups), hits[begin][0]
        is_cut = False
        if first - best > EXCERPT - BEFORE_FIRST_WORD:
            best = text.rfind(" ", best, first - BEFORE_FIRST_WORD) + 1 or max(first - BEFORE_FIRST_WORD, 0)
            is_cut = True
        end = best + EXCERPT
        if end < len(text):
            end = max(text.rfind(" ", best + 1, end), first) if " " in text[best + 1 : end] else end
        html = self.mark(" ".join(text[best:end].split()))
        # mark() escapes; the rest is ours.
        return mark_safe(f"{'… ' if is_cut else ''}{html}{' …' if end < len(text) else ''}"), answered
