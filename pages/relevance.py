"""How well pages fit a search: Okapi BM25 over the dictionary forms in the index, the same on every database.

The databases' own scores differ from each other, and on SQLite reading them takes time with the square of the matches.
"""

from collections import Counter
from math import log

from django.db import connection
from wagtail.search.models import IndexEntry

from pages import lemmas

# How soon more of a word adds little, and how much a long text has to make up for (Robertson and Zaragoza 2009, 3.4).
K1 = 1.2
B = 0.75


def read_texts(pages):
    """Yield (pk, text) of pages as the index keeps their search fields, title aside, in one query."""
    # PostgreSQL has its vectors where SQLite has the text itself.
    column = "body_text" if connection.vendor == "postgresql" else "body"
    types = {page.content_type_id for page in pages}
    entries = IndexEntry.objects.filter(content_type__in=types, object_id__in=[str(page.pk) for page in pages])
    for key, text in entries.values_list("object_id", column).iterator():
        yield int(key), text or ""


def weigh(pages, words):
    """Return {pk: score} for pages that match a search, 0 or more, higher is better.

    words: dictionary forms. How rare a word is, is judged by the matches alone.
    """
    counts, lengths = {}, {}
    for key, text in read_texts(pages):
        forms = lemmas.forms_in(text)
        counts[key] = Counter(form for form in forms if form in words)
        lengths[key] = len(forms)
    average = sum(lengths.values()) / len(lengths) if lengths else 0
    rarity = {word: rarity_of(sum(word in found for found in counts.values()), len(counts)) for word in words}
    return {
        key: sum(rarity[word] * saturate(count, lengths[key] / (average or 1)) for word, count in found.items())
        for key, found in counts.items()
    }


def rarity_of(holders, total):
    """Return the weight of a word that `holders` of `total` texts have; always above 0."""
    return log(1 + (total - holders + 0.5) / (holders + 0.5))


def saturate(count, length):
    """Return the weight of `count` occurrences in a text `length` times as long as the average."""
    return count * (K1 + 1) / (count + K1 * (1 - B + B * length))
