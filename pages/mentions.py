"""Groups of records that have something in common, for the page of what they have in common: a person, a theme …"""

from dataclasses import dataclass

from django.utils.text import capfirst

from pages.page_context import find_listings
from pages.record_index.reading import cards_by_type

MOST_SHOWN = 12


@dataclass
class Mentions:
    """The records of one type: `label` in the plural, an `anchor`, the Cards shown, how many there are, and the URL of
    all, empty where these are all or no listing shows them.
    """

    label: str
    anchor: str
    records: list
    total: int
    more_url: str = ""


def find_mentions(locale, facet, value, *, listed_by="", most=MOST_SHOWN):
    """Return the Mentions in `locale` of records that have the value of a facet or relation of that name.

    They are newest first, at most `most` of each type. Types that have a part of their own on the page (`own_parts`)
    are left out. listed_by: (parameter, value) that narrow a listing to the same records; empty where none can be.
    """
    listings, groups = find_listings(locale), []
    for model, total, cards in cards_by_type(locale.language_code, facet, value, most):
        if facet in model.own_parts:
            continue
        address, filters = listings.get(model._meta.label, ("", ()))
        parameter, slug = listed_by or ("", "")
        more_url = f"{address}?{parameter}={slug}" if total > len(cards) and parameter in filters else ""
        label = capfirst(str(model._meta.verbose_name_plural))
        groups.append(Mentions(label, f"type-{model._meta.model_name}", cards, total, more_url))
    return groups
