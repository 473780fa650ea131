"""Filters of the newsletter archive."""

from pages.filters import RecordFilterSet


class NewsletterFilterSet(RecordFilterSet):
    """Issues: by year and werkplaats."""

    thema = gemeente = doelgroep = wet = None
