"""The projects, needs and rounds that landing pages show: the lists of the hook `landing_lists` (pages.landing)."""

from functools import partial

from django.db.models import Case, When
from django.utils import timezone

from inventory.models import InventoryRoundPage, Need, ProjectPage
from pages.record_index.reading import indexed_records
from themes.models import ThemePage

MOST_WANTING = 3
# Of each status; the listing has the rest.
MOST_SHOWN = 3


def wanting_projects(landing):
    """Return the newest confirmed projects of a Landing that look for help; None for people and organisations."""
    if landing.has_roles:
        return None
    wanting = landing.records(ProjectPage).with_value("wanted", "yes").current(timezone.now())
    return wanting.newest_first()[:MOST_WANTING]


def projects_of_status(status, landing):
    """Return the first projects with a status in the municipality of a Landing: confirmed ones, then the newest."""
    if landing.kind != "municipality":
        return None
    is_unconfirmed = Case(When(ends_at__gt=timezone.now(), then=0), default=1)
    found = landing.records(ProjectPage).filter(card__status=status)
    return found.order_by(is_unconfirmed, "-sort_day", "-page")[:MOST_SHOWN]


def versions_of_themes(needs):
    """Return the ThemePages, in all languages, that Needs (a queryset) are about."""
    return ThemePage.objects.filter(translation_key__in=needs.order_by().values("theme__translation_key"))


def needed_themes(landing):
    """Return the themes that the municipality of a Landing asks for."""
    if landing.kind != "municipality":
        return None
    themes = versions_of_themes(Need.objects.filter(municipality=landing.entity))
    return indexed_records(landing.locale.language_code, ThemePage).filter(page__in=themes.order_by().values("pk"))


def rounds(landing):
    """Return all rounds in the language of a Landing."""
    return None if landing.has_roles else indexed_records(landing.locale.language_code, InventoryRoundPage)


def list_landing_lists():
    """Return {name of the list: function of a Landing that returns its IndexedRecords}."""
    by_status = {f"projects-{status}": partial(projects_of_status, status) for status in ProjectPage.Status}
    return {"wanting-projects": wanting_projects, "needed-themes": needed_themes, "rounds": rounds, **by_status}
