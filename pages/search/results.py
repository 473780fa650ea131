"""One search of a visitor: what was asked, what was found, and how to say so."""

import unicodedata
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.models import Locale, Page

from pages.listing import PAGE_PARAMETER, shorten
from pages.models import SearchDocument, SiteDocument
from pages.record_index.cards import Card
from pages.record_index.reading import cards_of
from pages.record_types import record_types
from pages.search import attachments, ranking, suggestions
from pages.search.documents import OTHER_PAGES
from pages.search.engine import engine
from pages.search.entities import entity_types
from pages.search.passages import Marker
from pages.search.query import parse
from pages.search.scope import Scope
from pages.search.words import split

LONGEST_QUERY = 200  # characters
PER_PAGE = 20
MOST_RANKED = 1_000  # pages; of more matches the newest
FEW = 10  # results with all words; with fewer, results with some of them follow
MOST_ENTITIES = 6
KIND_PARAMETER = "soort"


@dataclass(frozen=True)
class FilePassage:
    """Where in a file of a page the words were found: the document's title, the page's number, and its address."""

    title: str
    number: int
    url: str


@dataclass(frozen=True)
class Result:
    """A found page (a Card, or the page where it is no record), its title and a passage as safe HTML with marked words.

    `file` (FilePassage) says where the passage stands when it is in a file; None when it is in the page itself.
    """

    page: Card | Page
    title: str
    excerpt: str
    file: FilePassage | None = None


@dataclass(frozen=True)
class Entity:
    """Somebody or something found that is no page: its marked name, what it is, and the address of its page."""

    name: str
    label: str
    url: str


@dataclass(frozen=True)
class Kind:
    """A type of page among the matches: its value in the address, its name, how many, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


class Search:
    """One search, made from a QueryDict: `?q=` what, `?soort=` which type, `?page=` which page of results.

    Whatever a visitor types gives an answer; what was left out of account is said in `notices`.
    """

    def __init__(self, data):
        self.data = data
        asked = clean(data.get("q", ""))
        self.query = asked[:LONGEST_QUERY].rstrip()
        self.language = Locale.get_active().language_code
        self.notices = []
        if len(asked) > LONGEST_QUERY:
            self.notices.append(
                gettext("Only the first %(count)d characters were searched for.") % {"count": LONGEST_QUERY}
            )
        self.parsed = parse(self.query, self.language)
        if self.query and not self.parsed.groups:
            self.notices.append(gettext("Write at least one word or number to search for."))
        self.kind = clean(data.get(KIND_PARAMETER, ""))
        # How many of the matches, the first ones, have all words; None for all of them.
        self.with_all = None
        self.matches, self.counts = self._find() if self.parsed.groups else ([], {})
        self._check_kind()
        self.number = self._read_number()
        if self.total > len(self.matches):
            self.notices.append(
                gettext("Only the newest %(count)d results are shown. Add a word to find older ones.")
                % {"count": len(self.matches)}
            )

    def _find(self):
        """Return (Candidates, the best first, and {kind: number}): with all words; with too few, those with some."""
        groups = self.parsed.groups
        strict = [group.strict() for group in groups]
        matches, counts = self._ask(strict, is_all=True)
        if sum(counts.values()) < FEW and self.parsed.has_loose:
            matches, counts = self._ask([group.alternatives for group in groups], is_all=True)
        digests = {model.search_kind for model in record_types() if model.is_digest}
        matches, repeated = ranking.set_apart(matches, groups, digests)
        if matches and self.parsed.begun:
            self.notices.append(
                gettext("Nothing has exactly these words. These results have words that begin with them.")
            )
        if sum(counts.values()) < FEW and len(groups) > 1:
            self.with_all = len(matches)
            more, counts = self._ask([group.alternatives for group in groups], is_all=False)
            matches, repeated = matches + _not_in(matches, more), []
            if not self.with_all and matches:
                self.notices.append(gettext("No result has all words. These results have at least one of them."))
            elif len(matches) > self.with_all:
                self.notices.append(
                    gettext("Only the first results have all words. The others have at least one of them.")
                )
        return matches + repeated, counts

    def _ask(self, groups, *, is_all):
        question = ranking.Question(groups, self.parsed.excluded, is_all)
        candidates, counts = engine().find(question, Scope(self.language, self.kind), MOST_RANKED)
        if self.kind and not candidates and self.kind not in kind_names():
            # An unknown kind is ignored, and said so below.
            candidates, counts = engine().find(question, Scope(self.language), MOST_RANKED)
        return ranking.rank(candidates, self.parsed.groups), counts

    def _check_kind(self):
        if self.kind and self.kind not in self.counts and (self.counts or self.kind not in kind_names()):
            if self.matches:
                self.notices.append(
                    gettext("“%(value)s” is not one of the kinds of result, so it was ignored.")
                    % {"value": shorten(self.kind)}
                )
            if self.kind not in kind_names():
                self.kind = ""

    def _read_number(self):
        asked = self.data.get(PAGE_PARAMETER) or "1"
        number = int(asked[:10]) if asked.isascii() and asked.isdigit() else 1
        number = min(max(number, 1), self.paginator.num_pages)
        if asked.lstrip("0") != str(number):
            self.notices.append(
                gettext("Page “%(asked)s” does not exist. You are reading page %(number)s.")
                % {"asked": shorten(clean(asked)), "number": number}
            )
        return number

    @cached_property
    def paginator(self):
        """The ranked matches of the chosen kind, in pages."""
        return Paginator(self.matches, PER_PAGE)

    @property
    def total(self):
        """How many pages were found, of the chosen kind; also those that are not ranked."""
        return self.counts.get(self.kind, 0) if self.kind else sum(self.counts.values())

    @cached_property
    def results(self):
        """The django.core.paginator.Page of Results to show."""
        shown = self.paginator.page(self.number)
        keys = [match.page for match in shown]
        found = cards_of(keys, self.language) if keys else {}
        found |= self._read_others([key for key in keys if key not in found])
        # A page that was deleted since is left out.
        shown.object_list = self._with_passages([found[key] for key in keys if key in found])
        return shown

    def _read_others(self, keys):
        """Return {primary key: page} of the pages that are no records."""
        pages = Page.objects.filter(pk__in=keys).live().specific() if keys else []
        locales = Locale.objects.in_bulk() if pages else {}
        for page in pages:
            # Known already, so that the types do not each fetch them.
            page.locale = locales[page.locale_id]
        return {page.pk: page for page in pages}

    def _with_passages(self, pages):
        marker = Marker(self.parsed)
        texts = SearchDocument.objects.filter(page__in=[page.pk for page in pages]).values_list("page", "text")
        texts = dict(texts) if pages else {}
        passages = {page.pk: marker.passage(texts.get(page.pk, "")) for page in pages}
        without = [
            page.pk for page in pages if passages[page.pk][1] < len(marker.groups) and not marker.hits(page.title)
        ]
        in_files = self._find_in_files(marker, without, passages)
        results = []
        for page in pages:
            excerpt, place = in_files.get(page.pk) or (passages[page.pk][0], None)
            results.append(Result(page, marker.mark(page.title), excerpt, place))
        return results

    def _find_in_files(self, marker, keys, passages):
        """Return {page's primary key: (excerpt, FilePassage)} of those whose files answer more than their own text."""
        if not keys:
            return {}
        best = {}
        for key, texts in attachments.read_texts(keys).items():
            answered = passages[key][1]
            for document, number, text in texts:
                excerpt, count = marker.passage(text)
                if count > answered:
                    best[key], answered = (excerpt, document, number), count
        documents = SiteDocument.objects.in_bulk([document for _excerpt, document, _number in best.values()])
        return {
            key: (excerpt, FilePassage(documents[pk].title, number, f"{documents[pk].url}#page={number}"))
            for key, (excerpt, pk, number) in best.items()
            if pk in documents
        }

    @cached_property
    def entities(self):
        """People, organisations, municipalities and kinds that the query names, as a list of Entity."""
        if not self.parsed.groups:
            return []
        groups = [group.strict() for group in self.parsed.groups]
        question = ranking.Question(groups, self.parsed.excluded, is_all=False)
        candidates, _counts = engine().find(question, Scope(self.language, entities=True), MOST_RANKED)
        named = [
            found
            for found in ranking.rank(candidates, self.parsed.groups)
            if ranking.share_of_title(found, self.parsed.groups) == 1 or _answers_all(found, self.parsed.groups)
        ]
        types = {found.name: found for found in entity_types()}
        marker = Marker(self.parsed)
        entities = [
            Entity(marker.mark(found.title), str(types[found.entity_type].label), url)
            for found in named[: 2 * MOST_ENTITIES]
            if found.entity_type in types and (url := types[found.entity_type].address(found.slug))
        ]
        return entities[:MOST_ENTITIES]

    @cached_property
    def did_you_mean(self):
        """The query with words that are known better, where the typed ones find nothing or little; or empty."""
        better = dict(self.parsed.corrections)
        if not better and self.parsed.groups and self.total <= suggestions.LITTLE:
            for word in split(self.query)[:4]:
                if other := suggestions.better_known(word, self.total):
                    better[word] = other
        text = " ".join(better.get(word.lower(), word) for word in self.query.split())
        return text if text.lower() != self.query.lower() else ""

    @cached_property
    def kinds(self):
        """The types among all matches as Kinds, by name, the pages that are no records last; empty without a choice."""
        names = kind_names()
        kinds = [
            Kind(value, names.get(value, value), count, value == self.kind) for value, count in self.counts.items()
        ]
        return sorted(kinds, key=lambda kind: (kind.value == OTHER_PAGES, kind.label)) if len(kinds) > 1 else []

    @cached_property
    def pages(self):
        """The page numbers to offer, with gaps as the paginator's ellipsis."""
        return list(self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1))

    @cached_property
    def query_string(self):
        """The search without page number, for the addresses of other pages of results."""
        query = QueryDict(mutable=True)
        for name, value in (("q", self.query), (KIND_PARAMETER, self.kind)):
            if value:
                query[name] = value
        return query.urlencode()

    @cached_property
    def description(self):
        """The chosen kind and the page number in words, for the title of the page."""
        parts = [kind.label.lower() for kind in self.kinds if kind.chosen]
        if self.number > 1:
            parts.append(gettext("page %(number)s") % {"number": self.number})
        return ", ".join(parts)


def find_with_all_words(data):
    """Return the pages (primary keys) that have all words of the search in a QueryDict, of its kind.

    In the active language; of more than MOST_RANKED the newest. Pages with words that only begin so do not count.
    """
    found = Search(data)
    return [] if found.parsed.begun else [match.page for match in found.matches[: found.with_all]]


def clean(text):
    """Return a text on one line, without control characters, NUL and halves of characters (Unicode Cc, Cs, Cf)."""
    return " ".join("".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in text).split())


def kind_names():
    """Return {value of `?soort=`: name for readers} of all kinds of result."""
    names = {model.search_kind: str(model._meta.verbose_name_plural) for model in record_types()}
    names[OTHER_PAGES] = gettext("pages")
    return {value: name[:1].upper() + name[1:] for value, name in names.items()}


def _not_in(matches, more):
    known = {match.pk for match in matches}
    return [match for match in more if match.pk not in known]


def _answers_all(candidate, groups):
    return all(
        any(candidate.ranks[2 * place : 2 * place + 2]) or ranking.in_title(candidate, group.alternatives)
        for place, group in enumerate(groups)
    )
