"""One search of a visitor: what was asked, what was found, and how to say so."""

import unicodedata
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page

from pages.facet_panel import FacetPanel, shorten
from pages.listing import ORDER_PARAMETER, PAGE_PARAMETER
from pages.models import SearchDocument, SiteDocument
from pages.page_context import give_locales
from pages.record_index.build import fold_title
from pages.record_index.cards import Card
from pages.record_index.orders import BY_TITLE, NEWEST, Order
from pages.record_index.reading import cards_of
from pages.record_types import record_types
from pages.search import attachments, ranking, suggestions
from pages.search.engine import engine
from pages.search.entities import entity_types
from pages.search.facets import FoundSelection
from pages.search.passages import Marker
from pages.search.query import parse
from pages.search.scope import Scope
from pages.search.words import split

LONGEST_QUERY = 200  # characters
PER_PAGE = 20
MOST_RANKED = 1_000  # pages; of more matches the newest
FEW = 10  # results with all words; with fewer, results with some of them follow
MOST_ENTITIES = 6
RELEVANCE = Order("relevantie", _("Most relevant first"), ())
ORDERS = [RELEVANCE, NEWEST, BY_TITLE]


@dataclass(frozen=True)
class FilePassage:
    """Where in a file of a page the words were found: the document's title, and the page or slide where these have
    numbers, as one text ("Het hele rapport, pagina 3"); and its address.
    """

    name: str
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


class Search(FacetPanel):
    """One search, made from a QueryDict: `?q=` what, `?soort=` and the other facets, `?sorteer=` and `?page=`.

    Whatever a visitor types gives an answer; what was left out of account is said in `notices`.
    """

    def __init__(self, data):
        self.data = data
        asked = clean(data.get("q", ""))
        self.query = asked[:LONGEST_QUERY].rstrip()
        self.language = get_supported_content_language_variant(get_language())
        self.notices = []
        if len(asked) > LONGEST_QUERY:
            self.notices.append(
                gettext("Only the first %(count)d characters were searched for.") % {"count": LONGEST_QUERY}
            )
        self.parsed = parse(self.query, self.language)
        if self.query and not self.parsed.groups:
            self.notices.append(gettext("Write at least one word or number to search for."))
        self.selection = FoundSelection(self.language, data, is_empty=not self.parsed.groups)
        asked = data.get(ORDER_PARAMETER, "")
        self.order = next((order for order in ORDERS if order.name == asked), RELEVANCE)
        # How many of the matches, the first ones, have all words; None for all of them.
        self.with_all = None
        self.matches = self._sort(self._find()) if self.parsed.groups else []
        self.notices += self.refusals()
        self.number = self._read_number()
        if self.total > len(self.matches):
            self.notices.append(
                gettext("Only the newest %(count)d results are shown. Add a word to find older ones.")
                % {"count": len(self.matches)}
            )

    def _find(self):
        """Return the Candidates, the best first: those with all words; with too few, those with some follow."""
        groups = self.parsed.groups
        strict = [group.strict() for group in groups]
        matches = self._ask(strict, is_all=True)
        if self.found < FEW and self.parsed.has_loose:
            matches = self._ask([group.alternatives for group in groups], is_all=True)
        digests = {model.search_kind for model in record_types() if model.is_digest}
        matches, repeated = ranking.set_apart(matches, groups, digests)
        if matches and self.parsed.begun:
            self.notices.append(
                gettext("Nothing has exactly these words. These results have words that begin with them.")
            )
        if self.found < FEW and len(groups) > 1:
            self.with_all = len(matches)
            more = self._ask([group.alternatives for group in groups], is_all=False)
            matches, repeated = matches + _not_in(matches, more), []
            if not self.with_all and matches:
                self.notices.append(gettext("No result has all words. These results have at least one of them."))
            elif len(matches) > self.with_all:
                self.notices.append(
                    gettext("Only the first results have all words. The others have at least one of them.")
                )
        return matches + repeated

    def _ask(self, groups, *, is_all):
        question = ranking.Question(groups, self.parsed.excluded, is_all)
        scope = Scope(self.language, tuple(self.selection.kinds), self.selection.within())
        candidates, self.selection.found = engine().find(question, scope, MOST_RANKED)
        return ranking.rank(candidates, self.parsed.groups)

    def _sort(self, matches):
        """Return the Candidates in the order asked for; those with all words stay before the others."""
        if self.order is RELEVANCE:
            return matches
        key = _by_title if self.order is BY_TITLE else _newest_first
        first = matches[: self.with_all]
        return [*sorted(first, key=key), *sorted(matches[len(first) :], key=key)]

    @property
    def found(self):
        """How many pages answer the search, whatever is chosen of them."""
        return len(self.selection.everything)

    @property
    def address(self):
        """The address of the search without a query."""
        return reverse("search")

    @property
    def orders(self):
        """The orders to choose from as (Order, whether it is the one in use)."""
        return [(order, order is self.order) for order in ORDERS]

    def kept_before(self):
        """Return the query as a (name, value) pair."""
        return [("q", self.query)] if self.query else []

    def kept(self):
        """Return the order as a (name, value) pair, unless it is the usual one."""
        return [] if self.order is RELEVANCE else [(ORDER_PARAMETER, self.order.name)]

    @property
    def kept_parameters(self):
        """What the form of the facets sends along."""
        return self.kept_before()

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
        """How many pages were found that fit the choices; also those that are not ranked."""
        return self.selection.total

    @cached_property
    def results(self):
        """The django.core.paginator.Page of Results to show."""
        shown = self.paginator.page(self.number)
        keys = [match.page for match in shown]
        found = cards_of(keys, self.language) if keys else {}
        if others := set(keys) - found.keys():
            pages = Page.objects.live().filter(pk__in=others)
            found |= {page.pk: page.specific_deferred for page in pages}
            give_locales(found[key] for key in others & found.keys())
        documents = SearchDocument.objects.filter(page__in=found) if found else SearchDocument.objects.none()
        texts = dict(documents.values_list("page", "text"))
        # A page that was deleted since is left out.
        shown.object_list = self._with_passages([found[key] for key in keys if key in found], texts)
        return shown

    def _with_passages(self, pages, texts):
        marker = Marker(self.parsed)
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
            key: (excerpt, _place_in(documents[pk], number))
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
        asked = ranking.lexemes_of(self.parsed.groups)
        named = [
            found
            for found in ranking.rank(candidates, self.parsed.groups)
            if ranking.share_of_title(found, asked) == 1 or _answers_all(found, self.parsed.groups)
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
        if not better and self.parsed.groups and self.found <= suggestions.LITTLE:
            for word in split(self.query)[:4]:
                if other := suggestions.better_known(word, self.found):
                    better[word] = other
        text = " ".join(better.get(word.lower(), word) for word in self.query.split())
        return text if text.lower() != self.query.lower() else ""

    @cached_property
    def pages(self):
        """The page numbers to offer, with gaps as the paginator's ellipsis."""
        return list(self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1))

    @cached_property
    def description(self):
        """The choices, the order and the page number in words, for the title of the page."""
        parts = self.choices_in_words()
        if self.order is not RELEVANCE:
            parts.append(str(self.order.label).lower())
        if self.number > 1:
            parts.append(gettext("page %(number)s") % {"number": self.number})
        return ", ".join(parts)


def find_with_all_words(data):
    """Return the pages (primary keys) that have all words of the search in a QueryDict and fit its choices.

    In the active language; of more than MOST_RANKED the newest. Pages with words that only begin so do not count.
    """
    found = Search(data)
    return [] if found.parsed.begun else [match.page for match in found.matches[: found.with_all]]


def clean(text):
    """Return a text on one line, without control characters, NUL and halves of characters (Unicode Cc, Cs, Cf)."""
    return " ".join("".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in text).split())


def _place_in(document, number):
    name = ", ".join(part for part in (document.title, document.name_of_page(number)) if part)
    return FilePassage(name, document.address_of_page(number))


def _newest_first(candidate):
    return -candidate.day.toordinal() if candidate.day else 0, -candidate.pk


def _by_title(candidate):
    return fold_title(candidate.title), candidate.pk


def _not_in(matches, more):
    known = {match.pk for match in matches}
    return [match for match in more if match.pk not in known]


def _answers_all(candidate, groups):
    return all(
        any(candidate.ranks[2 * place : 2 * place + 2]) or ranking.in_title(candidate, group.alternatives)
        for place, group in enumerate(groups)
    )
