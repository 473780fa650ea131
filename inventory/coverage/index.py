"""The coverage index (CoverageEntry): kept equal to the projects, and counted in one query per question.

`refresh` re-indexes projects and is called by inventory.signal_handlers; `rebuild` makes the whole index anew.
"""

from collections import defaultdict
from itertools import product

from django.conf import settings
from django.db import transaction
from django.db.models import Aggregate, Count, F, Q, TextField
from django.db.models.functions import Chr
from django.utils import timezone

from inventory.cards import UNCONFIRMED_AFTER
from inventory.coverage.dimensions import STATUSES
from inventory.models import CoverageEntry, ProjectPage
from pages.models.base import UNDATED
from themes.current_themes import CurrentThemes
from themes.models import ThemeLink

BATCH = 1000  # projects
Kind = CoverageEntry.Kind
# The column of what has no municipality.
NOWHERE = None
ZERO = ord("0")


def refresh(projects):
    """Re-index the projects with these primary keys; unpublished ones lose their entries. Idempotent."""
    pks = sorted(set(projects))
    themes = CurrentThemes() if pks else None
    for start in range(0, len(pks), BATCH):
        some = pks[start : start + BATCH]
        with transaction.atomic():
            CoverageEntry.objects.filter(project__in=some).delete()
            CoverageEntry.objects.bulk_create(build_entries(some, themes), batch_size=BATCH)


def refresh_themes(pks):
    """Re-index all projects of these themes (primary keys) and of the themes that mappings tie to them."""
    themes = CurrentThemes().related(pks)
    refresh(ThemeLink.objects.filter(theme__in=themes, record__in=_all_projects()).values_list("record", flat=True))


def rebuild():
    """Rebuild the whole index in one transaction; return the number of entries."""
    with transaction.atomic():
        CoverageEntry.objects.all().delete()
        refresh(_all_projects())
    return CoverageEntry.objects.count()


def _all_projects():
    return ProjectPage.objects.order_by().values_list("pk", flat=True)


def build_entries(projects, themes):
    """Return unsaved entries of the published projects among these primary keys; `themes` is a CurrentThemes."""
    projects = list(projects)
    rows = (
        ProjectPage.objects.published()
        .filter(pk__in=projects, locale__language_code=settings.LANGUAGE_CODE)
        .values_list("pk", "status", "confirmed_on", "round", "sort_date")
    )
    places = _read(ProjectPage.municipalities.through, "projectpage", "municipality", projects)
    audiences = _read(ProjectPage.audiences.through, "projectpage", "audience", projects)
    laws = _read(ProjectPage.laws.through, "projectpage", "law", projects)
    chosen = _read(ThemeLink, "record", "theme", projects)
    entries = []
    for pk, status, confirmed_on, round_pk, day in rows:
        year = day.year if day > UNDATED else CoverageEntry.NOTHING
        values = {
            Kind.PROJECT: {CoverageEntry.NOTHING},
            Kind.THEME: set().union(*(themes.resolve(theme) for theme in chosen[pk])),
            Kind.AUDIENCE: audiences[pk],
            Kind.LAW: laws[pk],
            Kind.YEAR: {year},
            Kind.TOTAL: {CoverageEntry.NOTHING},
        }
        for kind, found in values.items():
            towns = (kind != Kind.TOTAL and places[pk]) or {None}
            for value, place in product(found or {CoverageEntry.NOTHING}, towns):
                entries.append(
                    CoverageEntry(
                        project_id=pk,
                        kind=kind,
                        value=value,
                        municipality_id=place,
                        status=STATUSES.index(status),
                        confirmed_on=confirmed_on,
                        round_id=round_pk,
                        year=year,
                    )
                )
    return entries


def _read(model, owner, value, projects):
    found = defaultdict(set)
    for pk, other in model.objects.filter(**{f"{owner}__in": projects}).values_list(owner, value):
        found[pk].add(other)
    return found


class Joined(Aggregate):
    """STRING_AGG (PostgreSQL) or GROUP_CONCAT (SQLite) without separator, in no particular order."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, '')"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)


# A digit for each project. Of 34,000 cells one text each is read twice as fast as six numbers.
DIGITS = Joined(Chr(F("status") + ZERO))


class Counts(dict):
    """Cache of {digits: counts by index of the status}; equal counts are one object."""

    def __missing__(self, digits):
        self[digits] = tuple(digits.count(chr(ZERO + place)) for place in range(len(STATUSES)))
        return self[digits]


def filter_entries(kind, *, towns=None, rounds=None, year=None, status=None):
    """Return the entries of a kind within the filters, as a queryset.

    towns: primary keys of municipalities; None for all, and projects without one.
    rounds: primary keys of the translations of one round.
    year: an int.
    status: its index in STATUSES.
    """
    entries = CoverageEntry.objects.filter(kind=kind)
    if towns is not None:
        entries = entries.filter(municipality__in=towns)
    if rounds is not None:
        entries = entries.filter(round__in=rounds)
    if year is not None:
        entries = entries.filter(year=year)
    if status is not None:
        entries = entries.filter(status=status)
    return entries


def last_unconfirmed_day():
    """Return the newest date of confirmation that no longer counts (a date in Amsterdam)."""
    return timezone.localdate() - UNCONFIRMED_AFTER


def count_cells(entries, *, with_unconfirmed=False):
    """Return {value: {municipality or NOWHERE: counts by index of the status}}, without empty cells."""
    return as_cells(query_cells(entries, with_unconfirmed=with_unconfirmed))


def query_cells(entries, *, with_unconfirmed=False):
    """Return (value, municipality, a digit for each project) of the cells that are not empty, as a queryset."""
    if not with_unconfirmed:
        entries = entries.filter(confirmed_on__gt=last_unconfirmed_day())
    counted = entries.order_by().values("value", "municipality").annotate(digits=DIGITS)
    return counted.values_list("value", "municipality", "digits")


def as_cells(rows):
    """Return rows of query_cells() as count_cells() does."""
    cells, counts = defaultdict(dict), Counts()
    for value, town, digits in rows:
        cells[value][town] = counts[digits]
    return cells


def count_projects(filters):
    """Return how many projects there are, how many of those are confirmed, and how many of these have no municipality.

    filters: keyword arguments for filter_entries().
    """
    confirmed = Q(confirmed_on__gt=last_unconfirmed_day())
    # Within some municipalities a project has a line in each of them; to tell those apart in the whole country is slow.
    is_whole = filters.get("towns") is None
    once = filter_entries(Kind.TOTAL if is_whole else Kind.PROJECT, **filters).aggregate(
        total=Count("project", distinct=not is_whole),
        confirmed=Count("project", distinct=not is_whole, filter=confirmed),
    )
    nowhere = filter_entries(Kind.PROJECT, **filters).filter(confirmed, municipality=None)
    return once | {"nowhere": nowhere.count()}


def count_by_value(entries, statuses=None):
    """Return {value: number of confirmed projects in any municipality}, of some statuses (indexes) or all."""
    return dict(query_by_value(entries, statuses))


def query_by_value(entries, statuses=None):
    """Return (value, number of confirmed projects) for count_by_value(), as a queryset."""
    entries = entries.filter(confirmed_on__gt=last_unconfirmed_day())
    if statuses is not None:
        entries = entries.filter(status__in=statuses)
    counted = entries.order_by().values("value").annotate(projects=Count("project", distinct=True))
    return counted.values_list("value", "projects")
