"""One search of a visitor: what was asked, what was found, and how to say so."""

import unicodedata

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_supported_content_language_variant

from pages.facet_panel import FacetPanel, shorten
from pages.listing import ORDER_PARAMETER, PAGE_PARAMETER
from pages.models import SearchDocument
from pages.record_index.bitmaps import union
from pages.record_index.build import fold_title
from pages.record_index.orders import BY_TITLE, NEWEST, Order
from pages.record_types import record_types
from pages.search import ranking, suggestions
from pages.search.engine import engine
from pages.search.facets import FoundSelection
from pages.search.found_entities import ask_for_entities, choose_entities
from pages.search.found_pages import read_results
from pages.search.query import parse
from pages.search.ranking import MOST_RANKED
from pages.search.scope import Scope

LONGEST_QUERY = 200  # characters
PER_PAGE = 20
FEW = 10  # results with all words; with fewer, results with some of them follow
RELEVANCE = Order("relevantie", _("Most relevant first"), ())
ORDERS = [RELEVANCE, NEWEST, BY_TITLE]


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
        # Candidates that are no page, when they have been asked for.
        self._named = None
        # How many of the matches, the first ones, have all words; None for all of them.
        self.with_all = None
        self.matches = self._find() if self.parsed.groups else []
        if self.order is not RELEVANCE:
            self.matches = _sort(self.matches, self.with_all, self.order)
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
        # Of one group what is no page is found by the same question.
        single = groups[0] if len(groups) == 1 else None
        matches = self._ask(strict, is_all=True, entities=bool(single), share=single.share if single else 0)
        if self.found < FEW and self.parsed.has_loose:
            loose = [group.alternatives for group in groups]
            matches = self._ask(loose, is_all=True, share=single.loose_share if single else 0)
        digests = {model.search_kind for model in record_types() if model.is_digest}
        repeating = union(pages for kind, pages in self.selection.found.items() if kind in digests)
        matches, repeated = ranking.set_apart(matches, groups, repeating)
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

    def _ask(self, groups, *, is_all, entities=False, share=0):
        question = ranking.Question(groups, self.parsed.excluded, is_all, share)
        scope = Scope(self.language, tuple(self.selection.kinds), self.selection.within(), entities=entities)
        found = engine().find(question, scope, MOST_RANKED)
        self.selection.found = found.pages
        if entities:
            self._named = found.entities
        return ranking.rank(found.candidates, self.parsed.groups)

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
        shown.object_list = read_results([match.page for match in shown], self.parsed, self.language)
        return shown

    @cached_property
    def entities(self):
        """People, organisations, municipalities and kinds that the query names, as a list of Entity."""
        candidates = ask_for_entities(self.parsed, self.language) if self._named is None else self._named
        return choose_entities(candidates, self.parsed)

    @cached_property
    def did_you_mean(self):
        """The query with words that are known better, where the typed ones find nothing or little; or empty."""
        return suggestions.better_query(self.query, self.parsed, self.found)

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


def _sort(matches, with_all, order):
    """Return Candidates, the newest first or by title; the first ones, `with_all` of them (None: all), stay before the
    others.
    """
    titles = {}
    if order is BY_TITLE:
        rows = SearchDocument.objects.filter(pk__in=[match.pk for match in matches]).values_list("pk", "title")
        titles = {pk: (fold_title(title), pk) for pk, title in rows}

    def arrange(some):
        if order is BY_TITLE:
            return sorted((match for match in some if match.pk in titles), key=lambda match: titles[match.pk])
        return sorted(some, key=lambda match: match.newness, reverse=True)

    first = matches[:with_all]
    return [*arrange(first), *arrange(matches[len(first) :])]


def _not_in(matches, more):
    known = {match.pk for match in matches}
    return [match for match in more if match.pk not in known]
