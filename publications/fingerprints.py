"""Fingerprints of publications, by which those that look alike are found without reading all titles; and their upkeep.

A title has some of its beginning and of its end, which do not meet, so that one changed place leaves one of the two;
and one of each pair of its longest words, which two changed places mostly leave.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from django.apps import apps
from django.db.models.signals import post_migrate, post_save

from pages.signals import is_draft
from publications.bibliography.csl import join_title
from publications.identifiers import canonical_doi, isbn_key

PAGE, FINGERPRINT = "publications.PublicationPage", "publications.Fingerprint"
SIMILAR = 88  # percent of the letters that titles share which look alike; a changed word in five is below it
SHORTEST = 6  # letters of a title that can look like another
# Letters of a beginning or an end: (fewest, most) letters of the titles that have one. The ranges overlap, so that
# titles that are alike have a size in common.
ENDS = {3: (0, 16), 6: (14, 40), 14: (30, 10_000)}
LONGEST_WORDS = 4
BATCH = 500


def plain_words(text):
    """Return a text in small letters, with one space for all that is no letter or digit."""
    return " ".join(re.findall(r"\w+", text.casefold()))


@dataclass(frozen=True)
class Work:
    """What of a publication is compared: its title with subtitle, year or None, DOI and ISBN as they are written."""

    title: str
    year: int | None = None
    doi: str = ""
    isbn: str = ""

    @cached_property
    def words(self):
        """The title as it is compared: letters and digits alone."""
        return plain_words(self.title)

    @cached_property
    def doi_key(self):
        return canonical_doi(self.doi).casefold() if self.doi else ""

    @cached_property
    def isbn_key(self):
        return isbn_key(self.isbn) if self.isbn else ""

    @cached_property
    def title_values(self):
        """The fingerprints (set of int) of its title; empty for one that is too short to look like another."""
        if len(self.words) < SHORTEST:
            return frozenset()
        letters = self.words.replace(" ", "")
        sizes = [size for size, (fewest, most) in ENDS.items() if fewest <= len(letters) <= most]
        ends = [end for size in sizes for end in (f"<{letters[:size]}", f"{letters[-size:]}>")]
        # The same letters in the same words are one; “long” before “short” of two words of one length.
        longest = sorted(dict.fromkeys(self.words.split()), key=lambda word: (-len(word), word))[:LONGEST_WORDS]
        pairs = (" ".join(sorted(pair)) for pair in combinations(longest, 2))
        return frozenset(map(_hash, [*ends, *pairs]))

    @cached_property
    def identifier_values(self):
        """The fingerprints (set of int) of its DOI and ISBN."""
        keys = [("doi", self.doi_key), ("isbn", self.isbn_key)]
        return frozenset(_hash(f"{name}:{key}") for name, key in keys if key)

    @property
    def shortest_alike(self):
        """The fewest characters of a title that can be alike."""
        return len(self.words) * SIMILAR // (200 - SIMILAR)

    @property
    def longest_alike(self):
        """The most characters of a title that can be alike."""
        return len(self.words) * (200 - SIMILAR) // SIMILAR + 1


def _hash(text):
    """Return a 64-bit number of a text, the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)


def work_of(title, subtitle, day, doi, isbn):
    """Return the Work of columns of a PublicationPage; `day` is its sort_date, which is of year 1 without a date."""
    return Work(join_title(title, subtitle), day.year if day.year > 1 else None, doi, isbn)


def connect(app):
    """Connect the signals; called once, by the ready() of `app`."""
    post_save.connect(_saved, sender=apps.get_model(PAGE), dispatch_uid="fingerprints-saved")
    post_migrate.connect(_fill_when_empty, sender=app, dispatch_uid="fingerprints-fill")


def _saved(sender, instance, update_fields=None, **kwargs):
    if is_draft(update_fields):
        return
    work = work_of(instance.title, instance.subtitle, instance.sort_date, instance.doi, instance.isbn)
    model = apps.get_model(FINGERPRINT)
    rows = model.objects.filter(publication=instance.pk)
    wanted = _rows_of(instance.pk, work)
    present = set(rows.values_list("value", "length", "year"))
    if {(row.value, row.length, row.year) for row in wanted} != present:
        rows.delete()
        model.objects.bulk_create(wanted)


def _rows_of(pk, work):
    model = apps.get_model(FINGERPRINT)
    facts = {"length": min(len(work.words), 32_767), "year": work.year or 0}
    return [
        *(model(publication_id=pk, value=value, **facts) for value in sorted(work.title_values)),
        *(model(publication_id=pk, value=value) for value in sorted(work.identifier_values)),
    ]


def _fill_when_empty(sender, **kwargs):
    """Make the fingerprints when a migration has just made their table."""
    model = apps.get_model(FINGERPRINT)
    pages = apps.get_model(PAGE).objects.order_by("pk")
    if model.objects.exists():
        return
    columns = ("pk", "title", "subtitle", "sort_date", "doi", "isbn")
    rows = [row for pk, *facts in pages.values_list(*columns).iterator() for row in _rows_of(pk, work_of(*facts))]
    model.objects.bulk_create(rows, batch_size=BATCH)
