"""What somebody typed, as a question to the index.

A query is a list of groups, one for each word, phrase, number or synonym; each has alternatives, any of which answers
it: the word itself, its other forms, synonyms, parts of compounds, corrections. How good an alternative is, is its
strength, from 0 to 1.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from pages import cache_version
from pages.models import SearchDocument, SearchWord, Synonym
from pages.search import compounds, suggestions, terms
from pages.search.words import QUESTION_WORDS, dictionary_form, fold, forms, split

EXACT, OTHER_FORM, SYNONYM, AS_PART, IN_PARTS, CORRECTED, BEGUN, LOOSE = 1.0, 0.9, 0.7, 0.65, 0.6, 0.85, 0.5, 0.35
MOST_WORDS = 12  # of a query; the others are left out
QUOTES = str.maketrans("“”„‟«»″", '"""""""')
TOKEN = re.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Alternative:
    """Lexemes that answer a group: of every inner tuple one; next to each other, in this order, for a phrase."""

    all_of: tuple
    strength: float
    is_phrase: bool = False

    @property
    def lexemes(self):
        """All its lexemes (list)."""
        return [lexeme for choice in self.all_of for lexeme in choice]


@dataclass
class Group:
    """One thing asked for: the text as typed, and its alternatives, the best first.

    share: in about which part of all documents it stands, 0 to 1; loose_share: with its loose alternatives. weight: how
    rare it is.
    """

    text: str
    alternatives: list
    weight: float = 1.0
    share: float = 0.0
    loose_share: float = 0.0

    def strict(self):
        """Return the alternatives that mean the same as what was typed; without any, all."""
        return [found for found in self.alternatives if found.strength > LOOSE] or self.alternatives


@dataclass
class Query:
    """A query that was read. `corrections` has the word to ask for instead for every word that nothing holds."""

    groups: list = field(default_factory=list)
    excluded: list = field(default_factory=list)
    corrections: dict = field(default_factory=dict)
    begun: list = field(default_factory=list)
    is_cut: bool = False

    @property
    def lexemes(self):
        """All lexemes that a result is marked by (set)."""
        return {lexeme for group in self.groups for found in group.alternatives for lexeme in found.lexemes}

    @property
    def has_loose(self):
        return any(len(group.strict()) < len(group.alternatives) for group in self.groups)


def parse(text, language):
    """Return the Query for a text in a language ("nl", "en"). Whatever is typed gives a Query, maybe without groups."""
    query = Query()
    units = _units(unicodedata.normalize("NFC", text).translate(QUOTES))
    wanted = [unit for unit in units if not unit.minus]
    telling = [unit for unit in wanted if unit.is_phrase or unit.text not in QUESTION_WORDS] or wanted
    query.is_cut = len(telling) > MOST_WORDS
    for unit in telling[:MOST_WORDS]:
        unit.read(language)
    query.groups = _with_synonyms([unit for unit in telling[:MOST_WORDS] if unit.alternatives], language)
    for unit in [unit for unit in units if unit.minus][:MOST_WORDS]:
        unit.read(language)
        query.excluded += [found for found in unit.alternatives if found.strength >= OTHER_FORM]
    _weigh(query)
    return query


@dataclass
class _Unit:
    """A word, number or phrase of a query."""

    text: str
    is_phrase: bool = False
    minus: bool = False
    alternatives: list = field(default_factory=list)

    @property
    def key(self):
        """What synonyms are compared by: the forms of its words (tuple)."""
        return tuple(dictionary_form(word, "nl") for word in split(self.text))

    def read(self, language):
        words = split(self.text)
        own = [_choices(word, language) for word in words]
        own = [choice for choice in own if choice]
        if not own:
            return
        if self.is_phrase:
            self.alternatives = [Alternative(tuple(own), EXACT, is_phrase=len(own) > 1)]
            return
        joined = [lexeme for _start, lexeme in terms.without_separators(self.text)]
        if len(own) > 1:
            whole = joined or [form for form in forms(fold(self.text)) if form]
            self.alternatives = [Alternative((tuple(dict.fromkeys(whole)),), EXACT)]
            parts = tuple((*choice, *(terms.PART + form for form in choice)) for choice in own)
            self.alternatives.append(Alternative(parts, OTHER_FORM, is_phrase=False))
            return
        first, *others = own[0]
        self.alternatives = [Alternative(((first,),), EXACT)]
        if others:
            self.alternatives.append(Alternative((tuple(others),), OTHER_FORM))
        self.alternatives.append(Alternative(((terms.PART + first,),), AS_PART))
        self.alternatives += in_parts(fold(words[0]))


def _choices(word, language):
    """Return the forms of a word (tuple), that of the language of the site first."""
    found = (dictionary_form(word, language if language in ("nl", "en") else "nl"), *forms(word))
    return tuple(form for form in dict.fromkeys(found) if form)


def in_parts(word):
    """Return the Alternatives for a compound: both halves, and each alone that is telling; [] for no compound."""
    halves = compounds.halve(word)
    if not halves:
        return []
    own = [dictionary_form(part, "nl") for part in halves]
    choices = tuple((form, terms.PART + form) for form in own)
    loose = choices[:1] if own[1] in compounds.UNTELLING_LAST else choices
    return [Alternative(choices, IN_PARTS), *(Alternative((choice,), LOOSE) for choice in loose)]


def _units(text):
    units = []
    for match in terms.NUMBER.finditer(text):
        # A number with spaces in it is one word.
        if " " in match[0] and '"' not in text:
            text = text.replace(match[0], match[0].replace(" ", "-"))
    for match in TOKEN.finditer(text):
        minus = bool(match["minus"])
        if match["phrase"] is not None:
            units.append(_Unit(match["phrase"], is_phrase=True, minus=minus))
            continue
        word = match["word"]
        if terms.DOI.search(word):
            units.append(_Unit(terms.DOI.search(word)[0].rstrip(".,;:)]"), minus=minus))
        else:
            for piece in re.split(r"[^\w\-'’‐‑.–/]+|(?<!\d)[./]|[./](?!\d)", word):
                if piece.strip("-'’‐‑._–/"):
                    units.append(_Unit(piece.strip("-'’‐‑._–/").lower(), minus=minus))
    return units


def _synonyms():
    """Return {forms of a term (tuple): the other terms (list of texts)}."""
    found = {}
    for synonym in Synonym.objects.all():
        keys = [(tuple(dictionary_form(word, "nl") for word in split(term)), term) for term in synonym.terms]
        for key, term in keys:
            found.setdefault(key, []).extend(other for _key, other in keys if other != term)
    found.pop((), None)
    return found


def _with_synonyms(units, language):
    """Return the Groups of units, those that make up a term of a synonym together as one."""
    known = cache_version.cached("synonyms", _synonyms, alone=True)
    longest = max(map(len, known), default=0)
    groups, place = [], 0
    while place < len(units):
        taken, others = 1, []
        for number in range(min(longest, len(units) - place), 0, -1):
            key = tuple(form for unit in units[place : place + number] for form in unit.key)
            if key in known:
                taken, others = number, known[key]
                break
        members = units[place : place + taken]
        groups.append(_group(members, others, language))
        place += taken
    return groups


def _group(members, others, language):
    alternatives = list(members[0].alternatives)
    if len(members) > 1:
        together = tuple(
            tuple(dict.fromkeys(lexeme for found in unit.alternatives[:3] for lexeme in found.lexemes))
            for unit in members
        )
        alternatives = [Alternative(together, EXACT)]
    for other in others:
        choices = tuple(choice for choice in (_choices(word, language) for word in split(other)) if choice)
        if choices:
            # Words of a synonym need not stand together: looking where they stand would read every vector.
            alternatives.append(Alternative(choices, SYNONYM))
            if len(choices) == 1:
                alternatives.append(Alternative((tuple(terms.PART + form for form in choices[0]),), SYNONYM * AS_PART))
    return Group(" ".join(unit.text for unit in members), alternatives)


def _weigh(query):
    """Weigh the groups by how rare their words are, and look for other words for those that nothing holds."""
    counts = _count({lexeme for group in query.groups for found in group.alternatives for lexeme in found.lexemes})
    unknown = [group for group in query.groups if not _holders(group.alternatives, counts, least=AS_PART)]
    for group in unknown:
        suggestions.complete(query, group)
    if unknown:
        found = {lexeme for group in unknown for found in group.alternatives for lexeme in found.lexemes}
        counts |= _count(found - counts.keys())
    total = cache_version.cached("search-documents", SearchDocument.objects.count) or 1
    for group in query.groups:
        group.weight = suggestions.rarity(_holders(group.alternatives, counts), total)
        # Both halves of a compound stand together in far fewer documents than either.
        whole = [found for found in group.alternatives if len(found.all_of) == 1]
        group.share = min(_holders(whole, counts) / total, 1)
        group.loose_share = min(_holders(whole, counts, least=0) / total, 1)


def _count(lexemes):
    """Return {lexeme: number of documents} of those that any document holds."""
    words = {lexeme.removeprefix(terms.PART) for lexeme in lexemes}
    rows = SearchWord.objects.filter(word__in=words, documents__gt=0) if words else SearchWord.objects.none()
    found = dict(rows.values_list("word", "documents"))
    return {
        lexeme: found[lexeme.removeprefix(terms.PART)] for lexeme in lexemes if lexeme.removeprefix(terms.PART) in found
    }


def _holders(alternatives, counts, least=LOOSE):
    """Return in how many documents the best of some alternatives that are stronger than `least` stands at most."""
    numbers = [
        min(max(counts.get(lexeme, 0) for lexeme in choice) for choice in found.all_of)
        for found in alternatives
        if found.strength > least
    ]
    return max(numbers, default=0)
