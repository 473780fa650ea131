"""Publications that look like one that is being entered, and why: the same DOI or ISBN, nearly the same title."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Count, Q
from django.utils.translation import gettext
from rapidfuzz import fuzz, process

from publications.fingerprints import FINGERPRINT, PAGE, SHORTEST, SIMILAR, Work, plain_words, work_of

__all__ = ["KnownPublications", "Likeness", "Work", "plain_words"]

MOST_SHOWN = 3
# Of more that share a fingerprint with one publication, those that share most are compared.
MOST_COMPARED = 1_000
COLUMNS = ("pk", "title", "subtitle", "sort_date", "doi", "isbn", "translation_key")


@dataclass(frozen=True)
class Likeness:
    """A publication that looks like another: its key and title, why (a sentence), and whether it is surely the same."""

    pk: int
    title: str
    reason: str
    is_same: bool


@dataclass(frozen=True)
class Row:
    """A publication to compare with: its key, the Work that it is, its translation key."""

    pk: int
    work: Work
    translation_key: object

    @property
    def words(self):
        return self.work.words


class KnownPublications:
    """All publications, drafts among them, to compare with; only what shares a fingerprint is read, once."""

    def __init__(self):
        self._rows, self._by_value, self._was_read = {}, defaultdict(set), set()

    def read(self, works):
        """Read what may look like any of these Works (a list): two queries, however many they are."""
        works = [work for work in works if work not in self._was_read]
        if not works:
            return
        self._was_read.update(works)
        rows = apps.get_model(PAGE).objects.order_by().filter(pk__in=self._find_shared(works))
        for pk, *facts, key in rows.values_list(*COLUMNS):
            self._keep(Row(pk, work_of(*facts), key))

    def _find_shared(self, works):
        """Return the primary keys (set) of the publications that share a fingerprint with one of the Works."""
        fingerprints = apps.get_model(FINGERPRINT).objects.order_by()
        identifiers = {value for work in works for value in work.identifier_values}
        titles = {value for work in works for value in work.title_values}
        alike = Q(
            value__in=titles,
            length__gte=min(work.shortest_alike for work in works),
            length__lte=max(work.longest_alike for work in works),
        )
        years = {work.year for work in works}
        if None not in years:
            alike &= Q(year__in={0, *(year + more for year in years for more in (-1, 0, 1))})
        found = set(fingerprints.filter(value__in=identifiers).values_list("publication", flat=True)[:MOST_COMPARED])
        alike = fingerprints.filter(alike).values("publication").annotate(shared=Count("pk"))
        found.update(alike.order_by("-shared").values_list("publication", flat=True)[: MOST_COMPARED * len(works)])
        return found

    def add(self, page):
        """Compare with this PublicationPage as well."""
        work = work_of(page.title, page.subtitle, page.sort_date, page.doi, page.isbn)
        self._keep(Row(page.pk, work, page.translation_key))

    def _keep(self, row):
        self._rows[row.pk] = row
        for value in (*row.work.title_values, *row.work.identifier_values):
            self._by_value[value].add(row.pk)

    def find(self, title, year=None, doi="", isbn="", without=None):
        """Return at most MOST_SHOWN Likenesses, the surest first.

        title: with its subtitle. without: the translation key of the work itself.
        """
        work = Work(title, year, doi, isbn)
        self.read([work])
        found = {}
        for row in self._sharing(work.identifier_values):
            if work.doi_key and row.work.doi_key == work.doi_key:
                found[row.pk] = (100, gettext("the same DOI"), True)
            elif work.isbn_key and row.work.isbn_key == work.isbn_key:
                # Chapters have the ISBN of their book.
                is_same = not work.words or fuzz.ratio(work.words, row.words) >= SIMILAR
                found[row.pk] = (99, gettext("the same ISBN"), is_same)
        for row, score in self._similar(work):
            differs = bool(work.doi_key and row.work.doi)
            is_same = row.words == work.words and row.work.year == year and not differs
            reason = gettext("the same title and year") if is_same else gettext("nearly the same title")
            found.setdefault(row.pk, (score * 0.9, reason, is_same))
        ranked = sorted(found.items(), key=lambda each: (-each[1][0], each[0]))
        likenesses = [
            Likeness(pk, self._rows[pk].work.title, reason, is_same)
            for pk, (_score, reason, is_same) in ranked
            if without is None or self._rows[pk].translation_key != without
        ]
        return likenesses[:MOST_SHOWN]

    def _sharing(self, values):
        """Return the Rows that have one of these fingerprints."""
        return [self._rows[pk] for pk in sorted({pk for value in values for pk in self._by_value.get(value, ())})]

    def _similar(self, work):
        """Return (Row, percent) of titles that differ by some letters but no number, from about the same year."""
        if len(work.words) < SHORTEST:
            return []
        titles = {row.pk: row.words for row in self._sharing(work.title_values)}
        matches = process.extract(work.words, titles, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=10)
        numbers = re.findall(r"\d+", work.words)
        return [
            (self._rows[pk], score)
            for found, score, pk in matches
            if re.findall(r"\d+", found) == numbers and _is_near(work.year, self._rows[pk].work.year)
        ]


def _is_near(year, other):
    return year is None or other is None or abs(year - other) <= 1
