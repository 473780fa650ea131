"""Keeps the index behind the overview (CoverageFact) equal to the projects.

Whatever changes a project, a theme or a name on which counts depend calls `refresh`; `rebuild` makes all of it anew.
"""

from collections import defaultdict
from itertools import product

from django.conf import settings
from django.db import transaction

from inventory.coverage.current_themes import CurrentThemes
from inventory.models import CoverageFact, ProjectPage
from pages.models.base import UNDATED
from themes.models import ThemeLink

BATCH = 1000  # projects
Kind = CoverageFact.Kind
STATUSES = list(ProjectPage.Status.values)


def refresh(projects):
    """Make the facts of the projects with these primary keys anew; those that are not published lose theirs."""
    pks = sorted(set(projects))
    themes = CurrentThemes() if pks else None
    for start in range(0, len(pks), BATCH):
        some = pks[start : start + BATCH]
        with transaction.atomic():
            CoverageFact.objects.filter(project__in=some).delete()
            CoverageFact.objects.bulk_create(derive(some, themes), batch_size=BATCH)


def refresh_themes(pks):
    """Make the facts anew of all projects of these themes and of the themes that mappings tie to them."""
    themes = CurrentThemes().related(pks)
    refresh(ThemeLink.objects.filter(theme__in=themes, record__in=_all_projects()).values_list("record", flat=True))


def rebuild():
    """Make all facts anew in one transaction; return how many there are."""
    with transaction.atomic():
        CoverageFact.objects.all().delete()
        refresh(_all_projects())
    return CoverageFact.objects.count()


def _all_projects():
    return ProjectPage.objects.order_by().values_list("pk", flat=True)


def derive(projects, themes):
    """Return unsaved facts of the published projects among these primary keys; `themes` is a CurrentThemes."""
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
    facts = []
    for pk, status, confirmed_on, round_pk, day in rows:
        year = day.year if day > UNDATED else CoverageFact.NOTHING
        values = {
            Kind.PROJECT: {CoverageFact.NOTHING},
            Kind.THEME: set().union(*(themes.resolve(theme) for theme in chosen[pk])),
            Kind.AUDIENCE: audiences[pk],
            Kind.LAW: laws[pk],
            Kind.YEAR: {year},
            Kind.TOTAL: {CoverageFact.NOTHING},
        }
        for kind, found in values.items():
            towns = (kind != Kind.TOTAL and places[pk]) or {None}
            for value, place in product(found or {CoverageFact.NOTHING}, towns):
                facts.append(
                    CoverageFact(
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
    return facts


def _read(model, owner, value, projects):
    found = defaultdict(set)
    for pk, other in model.objects.filter(**{f"{owner}__in": projects}).values_list(owner, value):
        found[pk].add(other)
    return found
