"""Why a result matches: its title with the found words marked, and a passage that begins at a sentence."""

import re

from django.utils.html import escape
from django.utils.safestring import mark_safe

from pages.search import terms
from pages.search.query import SYNONYM
from pages.search.words import DICTIONARIES, FUNCTION_WORDS, WORD, fold

EXCERPT = 240  # characters
BEFORE_FIRST_WORD = 60  # characters, in a sentence that is too long to be shown from its beginning
NONE = frozenset()
LONGEST_READ = 20_000  # characters of a text that are read
SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]*[^\W_a-zà-ÿ])|\n+")


def without_function_words(lexemes):
    """Return lexemes (set) but for function words, which mark too much; all of them when there are no others."""
    return {each for each in lexemes if each.removeprefix(terms.PART) not in FUNCTION_WORDS} or lexemes


def is_term(alternative):
    """Return whether an Alternative is a synonym of several words: each alone does not say why a text is found."""
    return alternative.strength == SYNONYM and len(alternative.all_of) > 1


class Marker:
    """Finds the words of a text that answer a Query; those of a synonym of several words where they stand together."""

    def __init__(self, query):
        self.number_of_groups = len(query.groups)
        # Sets of lexemes, of which a word answers some: first one for each group, then one for each word of a term.
        self._sets = []
        # (number of the group, numbers of the sets of its words in their order)
        self._terms = []
        for group in query.groups:
            single = [found for found in group.alternatives if not is_term(found)]
            self._sets.append(without_function_words({lexeme for found in single for lexeme in found.lexemes}))
        for number, group in enumerate(query.groups):
            for found in filter(is_term, group.alternatives):
                first = len(self._sets)
                self._sets += map(set, found.all_of)
                self._terms.append((number, range(first, len(self._sets))))
        forms = {lexeme.removeprefix(terms.PART) for lexemes in self._sets for lexeme in lexemes}
        letters = {fold(some) for form in forms for some in DICTIONARIES.beginnings(form)}
        # What a word that answers has in it. Most words have not, and making the lexemes of each costs ten times more.
        self._possible = re.compile("|".join(map(re.escape, sorted(letters)))) if letters else re.compile(r"(?!)")
        # {word as it is spelled: the numbers of its sets}: the results of one search repeat most of their words.
        self._answered = {}

    def hits(self, text):
        """Return the found words and terms of a text as a list of (start, end, numbers of groups)."""
        answers, answered = self._sets_of, self._answered
        # {number of the word in the text: (match, numbers of its sets)}
        words = {
            place: (match, numbers)
            for place, match in enumerate(WORD.finditer(text))
            # A text has thousands of words, most of which were met before.
            if (numbers := answered[match[0]] if match[0] in answered else answers(match[0]))
        }
        hits = [(match.start(), match.end(), self._own(numbers)) for match, numbers in words.values()]
        hits += self._hits_of_terms(words)
        for pattern in (terms.NUMBER, terms.HYPHENATED, terms.DOI):
            for match in pattern.finditer(text):
                joined = fold(match[0])
                groups = {number for number in range(self.number_of_groups) if joined in self._sets[number]}
                groups |= self._own(answers(joined)) if pattern is terms.HYPHENATED else NONE
                hits.append((match.start(), match.end(), groups))
        hits = sorted((hit for hit in hits if hit[2]), key=lambda hit: (hit[0], -hit[1]))
        apart = []
        for start, end, groups in hits:
            if apart and start < apart[-1][1]:
                before, last, others = apart.pop()
                start, end, groups = before, last, others | groups
            apart.append((start, end, groups))
        return apart

    def _sets_of(self, word):
        """Return the numbers (frozenset) of the sets that a word answers."""
        numbers = self._answered.get(word)
        if numbers is None:
            numbers = self._answered[word] = self._look_up(word) if self._possible.search(fold(word)) else NONE
        return numbers

    def _look_up(self, word):
        found = terms.lexemes(word.lower())
        return frozenset(number for number, lexemes in enumerate(self._sets) if not lexemes.isdisjoint(found))

    def _own(self, numbers):
        """Return the numbers of groups (set) among those of sets."""
        return {number for number in numbers if number < self.number_of_groups}

    def _hits_of_terms(self, words):
        """Return the hits where the words of a term stand together; words: as in hits()."""
        nothing = None, NONE
        hits = []
        for group, asked in self._terms:
            for first, (match, _numbers) in words.items():
                found = [words.get(place, nothing) for place in range(first, first + len(asked))]
                if all(number in numbers for number, (_match, numbers) in zip(asked, found, strict=True)):
                    hits.append((match.start(), found[-1][0].end(), {group}))
        return hits

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
