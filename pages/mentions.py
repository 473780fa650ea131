"""Records that mention a municipality, organisation or person, collected from the rooms by the hook `mentions`.

A room answers the Wagtail hook `mentions`: a function of (entity, locale) that returns Mentions objects. So a page of
the network shows records without knowing their classes.
"""

from dataclasses import dataclass

from django.db.models import Q
from wagtail import hooks

from pages.page_context import find_listings, prefetch_for_listing

MOST_SHOWN = 12


@dataclass
class Mentions:
    """A group of records that mention an entity: `label`, the records shown, their total, and the URL of all."""

    label: str
    records: list
    total: int
    more_url: str = ""


def find_mentions(page_type, locale, entity, lookups):
    """Return the Mentions of `entity` in records of `page_type`, newest first, or None when there are none.

    `lookups` maps the classes of the network to the lookups that lead to them, such as {Person: ["author"]}.
    """
    condition = Q()
    for lookup in lookups.get(type(entity), []):
        condition |= Q(**{lookup: entity})
    return find_records(page_type, locale, condition) if condition else None


def find_records(page_type, locale, condition, facet=None):
    """Return the Mentions of the records of `page_type` that fit a condition (Q), newest first, or None without any.

    facet: (name, value) of a facet of their listing that has the same records; `more_url` leads there when not all are
    shown.
    """
    found = page_type.objects.published().in_language(locale)
    found = found.filter(pk__in=page_type.objects.filter(condition).values("pk"))
    total = found.count()
    if not total:
        return None
    records = list(found.newest_first()[:MOST_SHOWN])
    prefetch_for_listing(records)
    more_url = _narrowed_listing(page_type, locale, facet) if facet and total > len(records) else ""
    return Mentions(str(page_type._meta.verbose_name_plural), records, total, more_url)


def _narrowed_listing(page_type, locale, facet):
    """Return the address of the listing of a type with one choice of a facet; "" when it has no such listing."""
    name, value = facet
    address, names = find_listings(locale).get(page_type._meta.label, ("", ()))
    return f"{address}?{name}={value}" if name in names else ""


def collect_mentions(entity, locale):
    """Return the Mentions of all rooms that have any."""
    return [mentions for source in hooks.get_hooks("mentions") for mentions in source(entity, locale) if mentions]
