"""The projects, needs and rounds that landing pages show: the lists of the hook `landing_lists` (pages.landing)."""

from django.utils import timezone

from inventory.models import InventoryRoundPage, Need, ProjectPage
from inventory.municipalities import report_of, versions_of_themes
from pages.record_index.reading import indexed_records
from themes.models import ThemePage

MOST_WANTING = 3


def wanting_projects(landing):
    """Return the newest confirmed projects of a Landing that look for help; None for people and organisations."""
    if landing.has_roles:
        return None
    wanting = landing.records(ProjectPage).with_value("wanted", "yes").current(timezone.now())
    return wanting.newest_first()[:MOST_WANTING]


def projects_by_status(landing):
    """Return the first projects of each status in the municipality of a Landing."""
    if landing.kind != "municipality":
        return None
    first = report_of(landing).first_projects
    return indexed_records(landing.locale.language_code, ProjectPage).filter(page__in=first)


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
    return {
        "wanting-projects": wanting_projects,
        "needed-themes": needed_themes,
        "rounds": rounds,
        "projects-by-status": projects_by_status,
    }
