"""Publications that look like one that is being entered, and why: the same DOI or ISBN, nearly the same title."""

import re
from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import cached_property
from django.utils.translation import gettext
from rapidfuzz import fuzz, process

from publications.bibliography.csl import join_title
from publications.identifiers import canonical_doi, isbn_key

MODEL = "publications.PublicationPage"  # read late: its form asks what is here
MOST_SHOWN = 3
SIMILAR = 88  # percent of the letters; a changed word in a title of five is below it
SHORTEST = 6  # letters of a title that can look like another


@dataclass(frozen=True)
class Likeness:
    """A publication that looks like another: its key and title, why (a sentence), and whether it is surely the same."""

    pk: int
    title: str
    reason: str
    is_same: bool


@dataclass
class Row:
    """What of a publication is compared; year None when it has no date."""

    pk: int
    title: str
    year: int | None
    doi: str
    isbn: str
    work: object

    @cached_property
    def words(self):
        """The title as it is compared: letters and digits alone."""
        return plain_words(self.title)


def plain_words(text):
    """Return a text in small letters, with one space for all that is no letter or digit."""
    return " ".join(re.findall(r"\w+", text.casefold()))


class KnownPublications:
    """All publications, drafts among them, to compare with; one query, however many are compared."""

    def __init__(self):
        fields = ("pk", "title", "subtitle", "sort_date", "doi", "isbn", "translation_key")
        rows = apps.get_model(MODEL).objects.order_by().values_list(*fields)
        self.rows = {}
        for pk, title, subtitle, day, doi, isbn, work in rows:
            self._keep(Row(pk, join_title(title, subtitle), day.year if day.year > 1 else None, doi, isbn, work))

    def add(self, page):
        """Compare with this PublicationPage as well."""
        day = page.sort_date
        title = join_title(page.title, page.subtitle)
        work = page.translation_key
        self._keep(Row(page.pk, title, day.year if day.year > 1 else None, page.doi, page.isbn, work))

    def _keep(self, row):
        self.rows[row.pk] = row

    def find(self, title, year=None, doi="", isbn="", without=None):
        """Return at most MOST_SHOWN Likenesses, the surest first.

        title: with its subtitle. without: the translation key of the work itself.
        """
        found = {}
        words = plain_words(title)
        doi, isbn = canonical_doi(doi).casefold(), isbn_key(isbn)
        for row in self.rows.values():
            if doi and row.doi and canonical_doi(row.doi).casefold() == doi:
                found[row.pk] = (100, gettext("the same DOI"), True)
            elif isbn and isbn_key(row.isbn) == isbn:
                # Chapters have the ISBN of their book.
                found[row.pk] = (99, gettext("the same ISBN"), not words or fuzz.ratio(words, row.words) >= SIMILAR)
        for row, score in self._similar(words, year):
            differs = bool(doi and row.doi)
            is_same = row.words == words and row.year == year and not differs
            reason = gettext("the same title and year") if is_same else gettext("nearly the same title")
            found.setdefault(row.pk, (score * 0.9, reason, is_same))
        ranked = sorted(found.items(), key=lambda each: (-each[1][0], each[0]))
        likenesses = [
            Likeness(pk, self.rows[pk].title, reason, is_same)
            for pk, (_score, reason, is_same) in ranked
            if without is None or self.rows[pk].work != without
        ]
        return likenesses[:MOST_SHOWN]

    def _similar(self, words, year):
        """Return (Row, percent) of titles that differ by some letters but no number, from about the same year."""
        if len(words) < SHORTEST:
            return []
        titles = {pk: row.words for pk, row in self.rows.items()}
        matches = process.extract(words, titles, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=10)
        numbers = re.findall(r"\d+", words)
        return [
            (self.rows[pk], score)
            for found, score, pk in matches
            if re.findall(r"\d+", found) == numbers
            and (year is None or self.rows[pk].year is None or abs(year - self.rows[pk].year) <= 1)
        ]
