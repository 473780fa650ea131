"""Which results come first: one formula for both engines (docs/decisions/search.md).

Every group of a query adds its weight (how rare it is) times how well a document answers it: whether its title does,
and how much of it is about it, by the engine's own rank as a part of the best candidate's. Results with all words stand
before results with some, whatever they score; of about equals the newest is first.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from pages.search import terms
from pages.search.query import OTHER_FORM

IN_TITLE = 1.5  # what a title that answers a group is worth, beside at most 1 for the rest
WHOLE_TITLE = 0.5  # for a title that has nothing but what was asked for
MOST_RANKED = 1_000  # candidates; of more matches the newest
STEPS = 10  # of the score, within which the date decides
WEAK = 0.6  # what an answer by synonyms, parts and corrections is worth in the text


@dataclass(frozen=True)
class Question:
    """What an engine is asked: groups of Alternatives, all or any of which must be answered, and none of `excluded`.

    share: about which part of all documents match, 0 to 1; 0 where nobody knows.
    """

    groups: list
    excluded: list = field(default_factory=list)
    is_all: bool = True
    share: float = 0

    @property
    def lexemes(self):
        """All lexemes of its groups (set)."""
        return {lexeme for group in self.groups for found in group for lexeme in found.lexemes}


@dataclass(eq=False)
class Candidate:
    """A document that matches: its primary key, that of its page, and per group the engine's rank by strong and by weak
    alternatives.

    newness: sorts by day, those without one first, then by primary key. title_terms: those of its title.
    """

    pk: int
    page: int | None
    newness: object
    title_terms: str
    ranks: tuple

    @cached_property
    def words(self):
        """The lexemes of each word of its title (list of lists)."""
        return terms.words(self.title_terms)

    @cached_property
    def lexemes(self):
        """All lexemes of its title (frozenset)."""
        return frozenset(self.title_terms.replace("/", " ").split())


@dataclass(frozen=True)
class Found:
    """What an engine found: Candidates that are pages and those that are none (`entities`), both the newest first, and
    {kind: BitMap of all pages that match}.
    """

    candidates: list
    entities: list
    pages: dict

    @classmethod
    def of(cls, candidates, pages):
        """Return the Found of Candidates of both sorts."""
        return cls([each for each in candidates if each.page], [each for each in candidates if not each.page], pages)


def halves(alternatives):
    """Return the strong and the weak ones of a group's alternatives, as two lists."""
    strong = [found for found in alternatives if found.strength >= OTHER_FORM]
    return strong, [found for found in alternatives if found.strength < OTHER_FORM]


def rank(candidates, groups):
    """Return Candidates, which come with the newest first, with the best first.

    groups: the Groups of the query, in the order of the candidates' ranks.
    """
    best = [max(ranks) or 1 for ranks in zip(*(found.ranks for found in candidates), strict=True)]
    total = sum(group.weight for group in groups) or 1
    asked = lexemes_of(groups)
    # Most titles hold no word of the query, which is seen before they are taken apart.
    is_near = re.compile("|".join(map(re.escape, sorted(asked)))).search if asked else bool

    def key(candidate):
        in_titles = is_near(candidate.title_terms) and not candidate.lexemes.isdisjoint(asked)
        score = 0
        for place, group in enumerate(groups):
            strong = candidate.ranks[2 * place] / best[2 * place]
            weak = candidate.ranks[2 * place + 1] / best[2 * place + 1]
            title = IN_TITLE * in_title(candidate, group.alternatives) if in_titles else 0
            score += group.weight * (max(strong, WEAK * weak) + title)
        score = score / total + (WHOLE_TITLE * share_of_title(candidate, asked) if in_titles else 0)
        # Of equals the newest stays first.
        return -round(score * STEPS)

    return sorted(candidates, key=key)


def set_apart(candidates, groups, pages):
    """Return (the others, those of some pages (BitMap) whose title answers no group), each in their order."""
    others, apart = [], []
    for found in candidates:
        is_apart = found.page in pages and not any(in_title(found, group.alternatives) for group in groups)
        (apart if is_apart else others).append(found)
    return others, apart


def lexemes_of(groups):
    """Return all lexemes (set) that any of some Groups asks for."""
    return {lexeme for group in groups for found in group.alternatives for lexeme in found.lexemes}


def in_title(candidate, alternatives):
    """Return how well a title answers a group: the strength of its best alternative there, 0 for none."""
    for found in alternatives:
        if all(not candidate.lexemes.isdisjoint(choice) for choice in found.all_of):
            return found.strength
    return 0


def share_of_title(candidate, asked):
    """Return the part of the words of a title, 0 to 1, that hold any of some lexemes (set)."""
    if candidate.lexemes.isdisjoint(asked):
        return 0
    telling = [word for word in candidate.words if word[0] not in terms.UNTELLING]
    return sum(not asked.isdisjoint(word) for word in telling) / len(telling) if telling else 0
