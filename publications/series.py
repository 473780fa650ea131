"""The publications of a series, in the order of their numbers."""

import re

from publications.models import PublicationKind, PublicationPage
from publications.podcasts import MOST_EPISODES


def number_order(number):
    """Return by what a number in a series sorts: “2” before “10”, “7a” behind “7”, without a number last."""
    digits = re.search(r"\d+", number)
    return (digits is None, int(digits[0]) if digits else 0, number)


def read_series(series, locale):
    """Return {primary key: number} of the published publications of a Series in a Locale, in order; one query."""
    found = PublicationPage.objects.published().in_language(locale).filter(series=series)
    rows = found.order_by().values_list("series_number", "sort_date", "title", "pk")
    return {row[-1]: row[0] for row in sorted(rows, key=lambda row: (number_order(row[0]), *row[1:]))}


def read_episodes(keys):
    """Return the podcast episodes (at most MOST_EPISODES) among the publications with these primary keys, in order."""
    kind = PublicationKind.SchemaType.PODCAST_EPISODE
    found = PublicationPage.objects.filter(kind__schema_type=kind).select_related("kind").in_bulk(list(keys))
    return [found[key] for key in keys if key in found][:MOST_EPISODES]
