"""Groups of records that have something in common, for the page of what they have in common: a person, a theme …"""

from dataclasses import dataclass

from django.utils.text import capfirst

from pages.models.record_index import FacetValue
from pages.page_context import find_listings
from pages.record_index.changes import bring_up_to_date
from pages.record_index.reading import indexed_records
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


def query_counts(locale, facets, value):
    """Return how many records in `locale` have a value of any of these facets or relations (names), as a queryset of
    (search_kind of the type, facet, primary key of the FacetValue, number) rows.
    """
    bring_up_to_date()
    values = FacetValue.objects.filter(facet__in=facets, value=str(value), language=locale.language_code, count__gt=0)
    return values.values_list("record_type", "facet", "pk", "count")


def _in_order(counts, facets):
    """Return rows of query_counts() with the type itself, in the order of dossiers, then in that of the facets."""
    found = {(kind, facet): rest for kind, facet, *rest in counts}
    return [
        (model, facet, *held)
        for model in in_dossier_order(record_types())
        for facet in facets
        if (held := found.get((model.search_kind, facet)))
    ]


def plan_mentions(locale, facet, counts, *, types=None, listed_by=("", ""), most=MOST_SHOWN, newest=MOST_SHOWN):
    """Return (Mentions, queryset of IndexedRecords) pairs of records in `locale` with a value of a facet or relation.

    The Mentions have no records yet. Types that have a part of their own on the page (`own_parts`) are left out.
    counts: the rows of query_counts(). types: the types of record (classes), all without it. listed_by: (parameter,
    value) that narrow a listing to the same records; empty where none can be. newest: how many are shown of a type with
    such a listing; most: of another.
    """
    listings, planned = find_listings(locale), []
    parameter, slug = listed_by
    for model, _facet, key, total in _in_order(counts, [facet]):
        if (types is not None and model not in types) or facet in model.own_parts:
            continue
        address, filters = listings.get(model._meta.label, ("", ()))
        listing = f"{address}?{parameter}={slug}" if parameter in filters else ""
        number = newest if listing else most
        label, anchor = capfirst(str(model._meta.verbose_name_plural)), f"type-{model._meta.model_name}"
        mentions = Mentions(label, anchor, [], total, listing if total > number else "", facet)
        planned.append((mentions, _newest(locale, model, key, number)))
    return planned


def shown_roles(of):
    """Return {name: Role} of the roles that are a group on the page of a person or an organisation (`of`)."""
    own_parts = {name for model in record_types() for name in model.own_parts}
    roles = list_roles(in_dossier_order(record_types()), of)
    return {name: role for name, role in roles.items() if name not in own_parts}


def plan_roles(locale, of, counts, *, most=MOST_SHOWN):
    """Return (Mentions, queryset of IndexedRecords) pairs of records in `locale` in which a person or an organisation
    (`of`) has a role, by role.

    counts: the rows of query_counts(). The Mentions have no records yet. A role that it has in records of several types
    is one Mentions in several pairs; `more_url` is a query string for its own page, and `anchor` the slug of the role.
    """
    roles, by_slug, planned = shown_roles(of), {}, []
    for model, name, value, total in _in_order(counts, roles):
        role = roles[name]
        mentions = by_slug.setdefault(role.slug, Mentions(str(role.heading), role.slug, [], 0, facet=name))
        mentions.total += total
        mentions.more_url = f"?toon={role.slug}" if mentions.total > most else ""
        planned.append((mentions, _newest(locale, model, value, most)))
    return planned


def fill_mentions(planned, lists, *, most=MOST_SHOWN):
    """Return the Mentions of such pairs with their records: of each pair a list of Cards, and of all of them at most
    the newest `most`.
    """
    for (mentions, _records), cards in zip(planned, lists, strict=True):
        mentions.records += cards
    groups = list({mentions.anchor: mentions for mentions, _records in planned}.values())
    for group in groups:
        group.records = sorted(group.records, key=lambda card: (card.sort_date, card.pk), reverse=True)[:most]
    return groups


def _newest(locale, model, value, number):
    """Return the newest IndexedRecords of a type with a FacetValue (primary key), as a queryset."""
    return indexed_records(locale.language_code, model).filter(facets__value=value).newest_first()[:number]
