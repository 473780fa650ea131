"""Counts of projects by value, municipality and status, out of the index in one query each."""

from collections import defaultdict

from django.db.models import Aggregate, Count, F, Q, TextField
from django.db.models.functions import Chr
from django.utils import timezone

from inventory.coverage.statuses import STATUSES
from inventory.filters import UNCONFIRMED_AFTER
from inventory.models import CoverageFact

Kind = CoverageFact.Kind
# The column of what has no municipality.
NOWHERE = None
ZERO = ord("0")


class Joined(Aggregate):
    """The texts of a group one after the other, in whatever order."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, '')"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)


# A digit for each project. Of 34,000 cells one text each is read twice as fast as six numbers.
DIGITS = Joined(Chr(F("status") + ZERO))


class Counts(dict):
    """{digits: counts by place of the status}, made when they are asked for; equal ones are one object."""

    def __missing__(self, digits):
        self[digits] = tuple(digits.count(chr(ZERO + place)) for place in range(len(STATUSES)))
        return self[digits]


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
    cells, counts = defaultdict(dict), Counts()
    for value, town, digits in facts.values_list("value", "municipality").annotate(digits=DIGITS).order_by():
        cells[value][town] = counts[digits]
    return cells


def count_projects(filters):
    """Return how many projects there are, how many of those are confirmed, and how many of these have no municipality.

    filters: keyword arguments for narrowed().
    """
    confirmed = Q(confirmed_on__gt=last_unconfirmed_day())
    # Within some municipalities a project has a line in each of them; to tell those apart in the whole country is slow.
    is_whole = filters.get("towns") is None
    once = narrowed(Kind.TOTAL if is_whole else Kind.PROJECT, **filters).aggregate(
        total=Count("project", distinct=not is_whole),
        confirmed=Count("project", distinct=not is_whole, filter=confirmed),
    )
    nowhere = narrowed(Kind.PROJECT, **filters).filter(confirmed, municipality=None)
    return once | {"nowhere": nowhere.count()}


def count_by_value(facts, statuses=None):
    """Return {value: number of confirmed projects in whatever place}, of some statuses (places) or all."""
    facts = facts.filter(confirmed_on__gt=last_unconfirmed_day())
    if statuses is not None:
        facts = facts.filter(status__in=statuses)
    return dict(facts.order_by().values_list("value").annotate(Count("project", distinct=True)))
