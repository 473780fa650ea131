"""Groups of records that have something in common, for the page of what they have in common: a person, a theme …"""

from dataclasses import dataclass

from django.utils.text import capfirst

from pages.page_context import find_listings
from pages.record_index.reading import cards_by_type
from pages.record_index.relations import list_roles
from pages.record_types import in_dossier_order, record_types

MOST_SHOWN = 12


@dataclass
class Mentions:
    """The records of one type: `label` in the plural, an `anchor`, the Cards shown, how many there are, and the URL of
    all, empty where these are all or no listing shows them.

    `facet`: the name of the facet or relation by which they were found.
    """

    label: str
    anchor: str
    records: list
    total: int
    more_url: str = ""
    facet: str = ""


def find_mentions(locale, facet, value, *, types=None, listed_by=("", ""), most=MOST_SHOWN, newest=MOST_SHOWN):
    """Return the Mentions in `locale` of records that have the value of a facet or relation of that name.

    They are newest first. Types that have a part of their own on the page (`own_parts`) are left out.
    types: the types of record (classes), all without it. listed_by: (parameter, value) that narrow a listing to the
    same records; empty where none can be. newest: how many are shown of a type with such a listing; most: of another.
    """
    listings, groups = find_listings(locale), []
    parameter, slug = listed_by

    def listing_of(model):
        address, filters = listings.get(model._meta.label, ("", ()))
        return f"{address}?{parameter}={slug}" if parameter in filters else ""

    def wanted(model):
        if (types is not None and model not in types) or facet in model.own_parts:
            return 0
        return newest if listing_of(model) else most

    found = cards_by_type(locale.language_code, [facet], value, wanted)
    for each in found:
        model = each.record_type
        label, anchor = capfirst(str(model._meta.verbose_name_plural)), f"type-{model._meta.model_name}"
        more_url = listing_of(model) if each.total > len(each.cards) else ""
        groups.append(Mentions(label, anchor, each.cards, each.total, more_url, facet))
    return groups


def find_roles(locale, of, key, *, most=MOST_SHOWN):
    """Return the Mentions in `locale` of records in which a person or an organisation (`of`) has a role, by role.

    key: its primary key. A role that it has in records of several types is one group; `more_url` is a query string for
    its own page, and `anchor` the slug of the role.
    """
    roles = list_roles(in_dossier_order(record_types()), of)
    groups = {}
    own_parts = {name for model in record_types() for name in model.own_parts}
    shown = [name for name in roles if name not in own_parts]
    for each in cards_by_type(locale.language_code, shown, key, lambda model: most):
        role = roles[each.facet]
        group = groups.setdefault(role.slug, Mentions(str(role.heading), role.slug, [], 0, facet=role.name))
        group.records += each.cards
        group.total += each.total
    for group in groups.values():
        group.records = sorted(group.records, key=lambda card: (card.sort_date, card.pk), reverse=True)[:most]
        group.more_url = f"?toon={group.anchor}" if group.total > len(group.records) else ""
    return list(groups.values())
