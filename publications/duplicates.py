"""Publications that look like one that is being entered, and why: the same DOI or ISBN, nearly the same title."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Count, Q
from django.utils.translation import gettext
from rapidfuzz import fuzz, process

from publications.fingerprints import FINGERPRINT, PAGE, SHORTEST, SIMILAR, Work, plain_words, work_of

__all__ = ["DuplicateCandidate", "DuplicateFinder", "Work", "plain_words"]

MOST_SHOWN = 3
# Of more titles that share a fingerprint with one, those that share most are compared.
MOST_COMPARED = 200
READ_AT_ONCE = 5_000  # primary keys of one query
COLUMNS = ("pk", "title", "subtitle", "sort_date", "doi", "isbn", "translation_key")


@dataclass(frozen=True)
class DuplicateCandidate:
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


class DuplicateFinder:
    """All publications, drafts among them, to compare with; only what shares a fingerprint is read, once."""

    def __init__(self):
        # {Work: primary keys of what may look like it}; publications that came since, by their fingerprints.
        self._candidates, self._rows, self._added = {}, {}, defaultdict(set)

    def read(self, works):
        """Read what may look like any of these Works (a list): a few queries, however many they are."""
        works = [work for work in dict.fromkeys(works) if work not in self._candidates]
        if not works:
            return
        with_identifier = self._pairs(Q(value__in={value for work in works for value in work.identifier_values}))
        titles = self._most_alike(works[0]) if len(works) == 1 else self._alike(works)
        for work in works:
            same = {pk for value in work.identifier_values for pk in with_identifier[value]}
            self._candidates[work] = same | titles[work]
        missing = sorted(set().union(*(self._candidates[work] for work in works)) - self._rows.keys())
        for first in range(0, len(missing), READ_AT_ONCE):
            found = apps.get_model(PAGE).objects.order_by().filter(pk__in=missing[first : first + READ_AT_ONCE])
            for pk, *facts, key in found.values_list(*COLUMNS):
                self._rows[pk] = Row(pk, work_of(*facts), key)

    def _pairs(self, condition):
        """Return {fingerprint: primary keys (set)} of the fingerprints that meet a Q."""
        rows = apps.get_model(FINGERPRINT).objects.order_by().filter(condition)
        pairs = defaultdict(set)
        for value, pk in rows.values_list("value", "publication"):
            pairs[value].add(pk)
        return pairs

    def _alike(self, works):
        """Return {Work: primary keys (set)} of those whose titles share most fingerprints with that of each Work."""
        pairs = self._pairs(_near_titles(works))
        shared = {work: Counter(pk for value in work.title_values for pk in pairs[value]) for work in works}
        return {work: {pk for pk, _count in counts.most_common(MOST_COMPARED)} for work, counts in shared.items()}

    def _most_alike(self, work):
        """Return the same for one Work; the database counts, for a common beginning is shared by thousands."""
        rows = apps.get_model(FINGERPRINT).objects.order_by().filter(_near_titles([work])).values("publication")
        found = rows.annotate(shared=Count("publication")).order_by("-shared", "-publication")
        return {work: set(found.values_list("publication", flat=True)[:MOST_COMPARED])}

    def add(self, page):
        """Compare with this PublicationPage as well."""
        work = work_of(page.title, page.subtitle, page.sort_date, page.doi, page.isbn)
        self._rows[page.pk] = Row(page.pk, work, page.translation_key)
        for value in (*work.title_values, *work.identifier_values):
            self._added[value].add(page.pk)

    def find(self, title, year=None, doi="", isbn="", without=None):
        """Return at most MOST_SHOWN Likenesses, the surest first.

        title: with its subtitle. without: the translation key of the work itself.
        """
        work = Work(title, year, doi, isbn)
        self.read([work])
        added = {pk for value in (*work.title_values, *work.identifier_values) for pk in self._added[value]}
        # What was deleted since has no row.
        rows = [self._rows[pk] for pk in sorted(self._candidates[work] | added) if pk in self._rows]
        found = {}
        for row in rows:
            if work.doi_key and row.work.doi_key == work.doi_key:
                found[row.pk] = (100, gettext("the same DOI"), True)
            elif work.isbn_key and row.work.isbn_key == work.isbn_key:
                # Chapters have the ISBN of their book.
                is_same = not work.words or fuzz.ratio(work.words, row.words) >= SIMILAR
                found[row.pk] = (99, gettext("the same ISBN"), is_same)
        for row, score in _similar(work, rows):
            differs = bool(work.doi_key and row.work.doi)
            is_same = row.words == work.words and row.work.year == year and not differs
            reason = gettext("the same title and year") if is_same else gettext("nearly the same title")
            found.setdefault(row.pk, (score * 0.9, reason, is_same))
        ranked = sorted(found.items(), key=lambda each: (-each[1][0], each[0]))
        likenesses = [
            DuplicateCandidate(pk, self._rows[pk].work.title, reason, is_same)
            for pk, (_score, reason, is_same) in ranked
            if without is None or self._rows[pk].translation_key != without
        ]
        return likenesses[:MOST_SHOWN]


def _near_titles(works):
    """Return the Q of the fingerprints of titles that may look like those of any of the Works."""
    near = Q(
        value__in={value for work in works for value in work.title_values},
        length__gte=min(work.shortest_alike for work in works),
        length__lte=max(work.longest_alike for work in works),
    )
    years = {work.year for work in works}
    return near if None in years else near & Q(year__in={0, *(year + more for year in years for more in (-1, 0, 1))})


def _similar(work, rows):
    """Return (Row, percent) of titles that differ by some letters but no number, from about the same year."""
    if len(work.words) < SHORTEST:
        return []
    titles = {place: row.words for place, row in enumerate(rows)}
    matches = process.extract(work.words, titles, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=10)
    numbers = re.findall(r"\d+", work.words)
    return [
        (rows[place], score)
        for found, score, place in matches
        if re.findall(r"\d+", found) == numbers and _is_near(work.year, rows[place].work.year)
    ]


def _is_near(year, other):
    return year is None or other is None or abs(year - other) <= 1
