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
HYPHENS = "-‐‑"
# fold() for bytes of a text: each letter as it is folded, a space for what folding leaves out, OTHER where that is no
# single letter of ASCII. What may stand within a word is left out altogether.
ENCODING, OTHER = "cp1252", b"\0"
WITHIN_WORDS = "'’-".encode(ENCODING)


def _fold_byte(number):
    folded = fold(bytes([number]).decode(ENCODING, "ignore")) or " "
    return folded.encode() if len(folded) == 1 and folded.isascii() else OTHER


FOLDED = b"".join(map(_fold_byte, range(256)))


def without_function_words(lexemes):
    """Return lexemes (set) but for function words, which mark too much; all of them when there are no others."""
    return {each for each in lexemes if each.removeprefix(terms.PART) not in FUNCTION_WORDS} or lexemes


def is_term(alternative):
    """Return whether an Alternative is a synonym of several words: each alone does not say why a text is found."""
    return alternative.strength == SYNONYM and len(alternative.all_of) > 1


def pattern_of(lexemes):
    """Return the pattern of what a word that has one of these lexemes has in it, folded."""
    forms = {lexeme.removeprefix(terms.PART) for lexeme in lexemes}
    letters = {fold(some) for form in forms for some in DICTIONARIES.beginnings(form)}
    return "|".join(map(re.escape, sorted(letters))) or r"(?!)"


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
        # What a text that answers has in it: a word of a group, or of a term one that tells something.
        needed = set().union(*self._sets)
        for number, group in enumerate(query.groups):
            for found in filter(is_term, group.alternatives):
                first = len(self._sets)
                self._sets += map(set, found.all_of)
                self._terms.append((number, range(first, len(self._sets))))
                needed |= set(max(found.all_of, key=lambda choice: (choice[0] not in FUNCTION_WORDS, len(choice[0]))))
        # Most words answer nothing, and making the lexemes of each costs ten times more than looking at its letters.
        self._possible = re.compile(pattern_of(set().union(*self._sets)))
        self._has_digits = any(letter.isdigit() for lexeme in needed for letter in lexeme)
        # The same for a sentence at once. Digits of a number have signs between them.
        pattern = pattern_of(needed)
        is_plain = pattern.isascii() and not self._has_digits
        self._possible_bytes = re.compile(pattern.encode()) if is_plain else None
        # {word as it is spelled: the numbers of its sets}: the results of one search repeat most of their words.
        self._answered = {}

    def may_answer(self, text):
        """Return False where no word of a text can answer a group, which takes a hundredth of looking for them."""
        if self._possible_bytes is None:
            return True
        try:
            folded = text.encode(ENCODING).translate(FOLDED, WITHIN_WORDS)
        except UnicodeEncodeError:
            return True
        return OTHER in folded or self._possible_bytes.search(folded) is not None

    def hits(self, text):
        """Return the found words and terms of a text as a list of (start, end, numbers of groups)."""
        if not self.may_answer(text):
            return []
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
        patterns = [terms.NUMBER, terms.DOI] if self._has_digits else []
        patterns += [terms.HYPHENATED] if any(hyphen in text for hyphen in HYPHENS) else []
        for pattern in patterns:
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
        best, answered, first = 0, 0, 0
        for start, end in _sentences(text):
            hits = self.hits(text[start:end])
            groups = set()
            for place, _end, numbers in hits:
                if place < EXCERPT or not groups:
                    groups |= numbers
            if len(groups) > answered:
                best, answered, first = start, len(groups), start + hits[0][0]
                if answered == self.number_of_groups:
                    break
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


def _sentences(text):
    """Yield (start, end) of each sentence of a text."""
    start = 0
    for match in SENTENCE.finditer(text):
        yield start, match.end()
        start = match.end()
    yield start, len(text)
