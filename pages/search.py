"""Search over everything readers may see: all published pages in the language being read.

On the English site Dutch pages that were not translated are found too. The words of a query and of the pages are
compared in their dictionary form (pages/lemmas.py), by Wagtail's search in the database.
"""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from wagtail.models import Locale, Page
from wagtail.search.query import PlainText

from pages import lemmas
from pages.listing import PAGE_PARAMETER, shorten
from pages.models import ListedQuerySet
from pages.page_context import prefetch_for_listing
from pages.record_types import record_types
from pages.relevance import read_texts, weigh

LONGEST_QUERY = 200  # characters
PER_PAGE = 20
MOST_RANKED = 2_000  # pages; of more matches the oldest are left out
EXCERPT = 240  # characters
BEFORE_FIRST_WORD = 60  # characters
LONGEST_READ = 20_000  # characters of a page that are read for its excerpt
KIND_PARAMETER = "soort"
OTHER_PAGES = "page"


@dataclass(frozen=True)
class Match:
    """A page that was found: what ranking needs, before the page itself is read."""

    pk: int
    content_type_id: int
    title: str
    day: date | None

    @property
    def page_type(self):
        """The class of the page; None for a type that is no longer in the code."""
        return ContentType.objects.get_for_id(self.content_type_id).model_class()


@dataclass(frozen=True)
class Result:
    """A found page (specific, ready for a card) and a passage of it as safe HTML with the found words in <mark>."""

    page: Page
    excerpt: str


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
        self.locale = Locale.get_active()
        self.words = lemmas.query_forms(self.query, self.locale.language_code)
        self.notices = []
        if len(asked) > LONGEST_QUERY:
            self.notices.append(
                gettext("Only the first %(count)d characters were searched for.") % {"count": LONGEST_QUERY}
            )
        if self.query and not self.words:
            self.notices.append(gettext("Write at least one word or number to search for."))
        self.matches = self._find() if self.words else []
        self.kind = self._read_kind()
        self.number = self._read_number()

    def _find(self):
        """Return the Matches, best first: with all words, else with words that begin so, else with any of the words."""
        text = " ".join(self.words)
        if matches := self._rank(Page.objects.search(PlainText(text, operator="and"), order_by_relevance=False)):
            return matches
        # The last word may be half a word, so it is compared as it was typed.
        begun = " ".join([*self.words[:-1], lemmas.fold(lemmas.split(self.query)[-1])])
        if matches := self._rank(Page.objects.autocomplete(begun, operator="and", order_by_relevance=False)):
            self.notices.append(
                gettext("Nothing has exactly these words. These results have words that begin with them.")
            )
            return matches
        if len(self.words) == 1:
            return []
        matches = self._rank(Page.objects.search(PlainText(text, operator="or"), order_by_relevance=False))
        if matches:
            self.notices.append(gettext("No result has all words. These results have at least one of them."))
        return matches

    def _rank(self, results):
        """Return the visible pages among Wagtail's search results as Matches: words in the title, relevance, date."""
        visible = ListedQuerySet(Page).published().in_language(self.locale).filter(depth__gt=1)
        rows = (
            results.get_queryset()
            .filter(pk__in=visible.values("pk"))
            .annotate(day=Coalesce(*date_lookups(), F("first_published_at__date")))
            .order_by(F("day").desc(nulls_last=True), "-pk")
            .values_list("pk", "content_type_id", "title", "day")[:MOST_RANKED]
        )
        matches = [Match(*row) for row in rows]
        matches = [match for match in matches if match.page_type]
        scores = weigh(matches, set(self.words))
        best = max(scores.values(), default=0) or 1
        return sorted(matches, key=lambda match: self._rank_of(match, scores.get(match.pk, 0) / best))

    def _rank_of(self, match, share):
        """Return the sort key of a match: words in the title, relevance, date.

        share: its relevance as a part of the best one's; it counts in tenths, so that of equals the newest is first.
        """
        in_title = {form for word in lemmas.split(match.title) for form in lemmas.forms(word)}
        hits = sum(word in in_title for word in self.words)
        return -hits, -round(share, 1), -match.day.toordinal() if match.day else 0, -match.pk

    def _read_kind(self):
        asked = self.data.get(KIND_PARAMETER, "")
        if not asked or asked in {kind_value(match.page_type) for match in self.matches}:
            return asked
        if self.matches:
            self.notices.append(
                gettext("“%(value)s” is not one of the kinds of result, so it was ignored.")
                % {"value": shorten(clean(asked))}
            )
        return ""

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
        """The matches of the chosen kind, in pages."""
        chosen = [match for match in self.matches if not self.kind or kind_value(match.page_type) == self.kind]
        return Paginator(chosen, PER_PAGE)

    @property
    def total(self):
        """How many pages were found, of the chosen kind."""
        return self.paginator.count

    @cached_property
    def results(self):
        """The django.core.paginator.Page of Results to show."""
        shown = self.paginator.page(self.number)
        found = {page.pk: page for page in Page.objects.filter(pk__in=[match.pk for match in shown]).specific()}
        # A page that was deleted since is left out.
        pages = [found[match.pk] for match in shown if match.pk in found]
        locales = Locale.objects.in_bulk()
        for page in pages:
            # Known already, so that the types do not each fetch them.
            page.locale = locales[page.locale_id]
        prefetch_for_listing(pages)
        texts = {key: lemmas.without_forms(text) for key, text in read_texts(pages)}
        shown.object_list = [
            Result(page, make_excerpt(texts.get(page.pk) or page.summary, self.words)) for page in pages
        ]
        return shown

    @cached_property
    def kinds(self):
        """The types among all matches as Kinds, by name, the pages that are no records last; empty without a choice."""
        counts = Counter(kind_value(match.page_type) for match in self.matches)
        names = {kind_value(match.page_type): kind_name(match.page_type) for match in self.matches}
        kinds = [Kind(value, names[value], count, value == self.kind) for value, count in counts.items()]
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


def clean(text):
    """Return a text on one line, without control characters, NUL and halves of characters (Unicode Cc, Cs, Cf)."""
    return " ".join("".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in text).split())


def is_record(page_type):
    """Return whether a type of page is one of record; the others are overviews and pages of text."""
    return page_type in record_types()


def kind_value(page_type):
    """Return the name of a type in addresses: “publication” for PublicationPage."""
    return page_type.search_kind if is_record(page_type) else OTHER_PAGES


def kind_name(page_type):
    """Return the name of a type for readers, with a capital first letter."""
    name = str(page_type._meta.verbose_name_plural) if is_record(page_type) else gettext("pages")
    return name[:1].upper() + name[1:]


def date_lookups():
    """Return the lookups from a page to the own date of every type of record."""
    return [F(f"{model._meta.model_name}__sort_date") for model in record_types()]


def make_excerpt(text, words):
    """Return the passage around the first found word as safe HTML, every found word in it marked.

    text: plain text; words: folded dictionary forms. Without any of them the passage is the beginning.
    """
    wanted = set(words)

    def is_found(match):
        return not wanted.isdisjoint(lemmas.forms(match[0].lower()))

    text = " ".join(text[:LONGEST_READ].split())
    first = next((match.start() for match in lemmas.WORD.finditer(text) if is_found(match)), 0)
    start = text.rfind(" ", 0, first - BEFORE_FIRST_WORD) + 1 if first > BEFORE_FIRST_WORD else 0
    end = start + EXCERPT
    if end < len(text):
        end = max(text.rfind(" ", start + 1, end), first) if " " in text[start + 1 : end] else end
    passage = text[start:end]
    pieces, place = [], 0
    for match in lemmas.WORD.finditer(passage):
        if is_found(match):
            pieces += [escape(passage[place : match.start()]), "<mark>", escape(match[0]), "</mark>"]
            place = match.end()
    pieces.append(escape(passage[place:]))
    html = "".join(pieces)
    # Every piece of text is escaped above.
    return mark_safe(f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}")
