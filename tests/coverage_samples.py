"""Themes, municipalities and projects for the overview, beside the demo content."""

from datetime import date

from django.utils import timezone

from inventory.models import InventoryRoundPage, ProjectPage
from network.models import Municipality, RegionGroup
from pages.fuzzy_date import parse
from pages.models import WerkplaatsPage
from tests.sample_records import add_project, numbers
from themes.models import KnowledgeAgendaPage, ThemeIndexPage, ThemeLink, ThemeMapping, ThemePage


def add_agenda(title, year, werkplaats="kus"):
    """Publish a knowledge agenda of one year."""
    index = ThemeIndexPage.objects.get(locale__language_code="nl")
    owner = WerkplaatsPage.objects.filter(slug=werkplaats, locale__language_code="nl").first()
    agenda = KnowledgeAgendaPage(title=title, slug=f"agenda-{next(numbers)}", date=parse(str(year)), werkplaats=owner)
    agenda.locale = index.locale
    return index.add_child(instance=agenda)


def add_theme(agenda, title, *mappings):
    """Publish a theme; `mappings` are (relation, other theme)."""
    number = next(numbers)
    theme = ThemePage(title=title, slug=f"thema-{number}", number=number, locale=agenda.locale)
    theme.mappings = [ThemeMapping(relation=relation, other=other) for relation, other in mappings]
    return agenda.add_child(instance=theme)


def add_town(name, *groups, province="Proefland"):
    """Make a municipality that works together in groups of these names."""
    town = Municipality.objects.create(name=name, code=f"GM{9000 + next(numbers) % 1000}", province=province)
    for group in groups:
        town.region_groups.add(RegionGroup.objects.get_or_create(name=group, slug=group.lower())[0])
    return town


def clear_inventory():
    """Take all projects, rounds and municipalities away, so that every number of a test can be told by heart."""
    for model in (ProjectPage, InventoryRoundPage, Municipality):
        model.objects.all().delete()


def add_counted(title="Proefproject", *, themes=(), towns=(), status="running", confirmed_on=None, **fields):
    """Publish a project that was confirmed today, unless `confirmed_on` says otherwise (False: never)."""
    day = None if confirmed_on is False else confirmed_on or timezone.localdate()
    project = add_project(title, status=status, confirmed_on=day, **fields)
    project.municipalities.set(towns)
    project.theme_links.set([ThemeLink(theme=theme) for theme in themes])
    project.save()
    return ProjectPage.objects.get(pk=project.pk)


def day(text):
    """Return the date of a text such as 2020-03-14."""
    return date.fromisoformat(text)
