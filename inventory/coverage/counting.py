"""Counts of projects by value, municipality and status, out of the index in one query each."""

from collections import defaultdict

from django.db.models import Count, Q
from django.utils import timezone

from inventory.filters import UNCONFIRMED_AFTER
from inventory.models import CoverageFact

from .statuses import STATUSES

PER_STATUS = {f"s{place}": Count("status", filter=Q(status=place)) for place in range(len(STATUSES))}
# The column of what has no municipality.
NOWHERE = None


def narrowed(kind, *, towns=None, rounds=None, year=None, status=None):
    """Return the facts of a kind within the filters.

    towns: primary keys of municipalities, or None for all and what has none; rounds: primary keys of the versions of
    one round; year: a number; status: its place in STATUSES.
    """
    facts = CoverageFact.objects.filter(kind=kind)
    if towns is not None:
        facts = facts.filter(municipality__in=towns)
    if rounds is not None:
        facts = facts.filter(round__in=rounds)
    if year is not None:
        facts = facts.filter(year=year)
    if status is not None:
        facts = facts.filter(status=status)
    return facts


def last_unconfirmed_day():
    """Return the newest date of confirmation that no longer counts."""
    return timezone.localdate() - UNCONFIRMED_AFTER


def count_cells(facts, *, with_unconfirmed=False):
    """Return {value: {municipality or NOWHERE: counts by place of the status}}; only what is not empty."""
    if not with_unconfirmed:
        facts = facts.filter(confirmed_on__gt=last_unconfirmed_day())
    cells = defaultdict(dict)
    for value, town, *counts in facts.values_list("value", "municipality").annotate(**PER_STATUS).order_by():
        cells[value][town] = tuple(counts)
    return cells


def count_projects(facts):
    """Return how many projects are in `facts`, how many of those are confirmed, and how many have no municipality."""
    confirmed = Q(confirmed_on__gt=last_unconfirmed_day())
    return facts.aggregate(
        total=Count("project", distinct=True),
        confirmed=Count("project", distinct=True, filter=confirmed),
        nowhere=Count("project", filter=confirmed & Q(municipality=None)),
    )


def count_by_value(facts, statuses=None):
    """Return {value: number of confirmed projects in whatever place}, of some statuses (places) or all."""
    facts = facts.filter(confirmed_on__gt=last_unconfirmed_day())
    if statuses is not None:
        facts = facts.filter(status__in=statuses)
    return dict(facts.order_by().values_list("value").annotate(Count("project", distinct=True)))
