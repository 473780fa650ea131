"""The index behind the overview: after whatever change it says what the projects themselves say."""

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Page, PageViewRestriction

from inventory.models import CoverageEntry, InventoryRoundPage, ProjectPage
from network.models import Municipality
from pages.fuzzy_date import parse
from pages.models import Audience, Law
from tests.coverage_samples import add_agenda, add_counted, add_theme, add_town, day
from tests.sample_records import add_round
from themes.models import ThemeMapping

pytestmark = pytest.mark.engine


@pytest.fixture
def agenda(db):
    return add_agenda("Proefagenda 2090", 2090)


@pytest.fixture
def theme(agenda):
    return add_theme(agenda, "Wonen")


@pytest.fixture
def town(db):
    return add_town("Proefstad")


def entries(kind=None):
    """Return what the index says, as a sorted list of tuples."""
    found = CoverageEntry.objects.values_list(
        "project", "kind", "value", "municipality", "status", "confirmed_on", "round", "year"
    )
    return sorted(found if kind is None else found.filter(kind=kind), key=repr)


def truth(moved=()):
    """Read every project one by one; `moved` are (theme, theme of today) that mappings bring about."""
    now_under = {}
    for old, new in moved:
        now_under.setdefault(old.pk, []).append(new.pk)
    lines = []
    for project in ProjectPage.objects.live().public().filter(locale__language_code=settings.LANGUAGE_CODE):
        own = [link.theme for link in project.theme_links.all() if link.theme.live]
        year = project.date.earliest.year if project.date else 0
        values = {
            0: [0],
            1: {pk for theme in own for pk in now_under.get(theme.pk, [theme.pk])} or [0],
            2: [audience.pk for audience in project.audiences.all()] or [0],
            3: [law.pk for law in project.laws.all()] or [0],
            4: [year],
            5: [0],
        }
        status = ProjectPage.Status.values.index(project.status)
        for kind, some in values.items():
            for value in some:
                for town in (kind != 5 and list(project.municipalities.all())) or [None]:
                    place = town and town.pk
                    lines.append((project.pk, kind, value, place, status, project.confirmed_on, project.round_id, year))
    return sorted(lines, key=repr)


def under(theme):
    """Return the projects that count under a theme."""
    return set(CoverageEntry.objects.filter(kind=1, value=theme.pk).values_list("project", flat=True))


def test_imported_content_is_counted(db):
    projects = set(CoverageEntry.objects.values_list("project", flat=True))
    assert projects == set(ProjectPage.objects.live().filter(locale__language_code="nl").values_list("pk", flat=True))


def test_a_published_project_counts_in_each_place_under_each_theme(agenda, theme, town):
    other, second = add_town("Proefdorp"), add_theme(agenda, "Zorg")
    project = add_counted(themes=[theme, second], towns=[town, other], date="2018", status="idea")
    rows = [row[2:4] + row[7:] for row in entries(kind=1) if row[0] == project.pk]
    expected = [(value.pk, place.pk, 2018) for value in (theme, second) for place in (town, other)]
    assert sorted(rows) == sorted(expected)


def test_the_index_equals_the_truth_after_every_change(agenda, theme, town):
    ThemeMapping.objects.all().delete()
    project = add_counted(themes=[theme], towns=[town])
    second, other = add_theme(agenda, "Zorg"), add_town("Proefdorp")
    law, audience = Law.objects.first(), Audience.objects.first()
    some_round = add_round()

    def change(**values):
        for name, value in values.items():
            setattr(project, name, value)
        project.save()

    def add_second_theme():
        project.theme_links.create(theme=second)
        project.save()

    steps = [
        lambda: change(status="finished"),
        lambda: change(confirmed_on=day("2018-03-14")),
        lambda: change(date=parse("2016-2019")),
        lambda: change(laws=[law], audiences=[audience]),
        lambda: change(municipalities=[town, other]),
        lambda: change(round=InventoryRoundPage.objects.get(pk=some_round.pk)),
        add_second_theme,
        lambda: project.save_revision().publish(),
        lambda: ProjectPage.objects.filter(pk=project.pk).update(confirmed_on=day("2020-01-01")),
        lambda: ProjectPage.objects.get(pk=project.pk).unpublish(),
        lambda: ProjectPage.objects.get(pk=project.pk).save_revision().publish(),
        lambda: second.unpublish(),
        lambda: Law.objects.get(pk=law.pk).delete(),
        lambda: Audience.objects.get(pk=audience.pk).delete(),
        lambda: Municipality.objects.filter(pk=town.pk).delete(),
        lambda: Municipality.objects.get(pk=other.pk).delete(),
        lambda: Page.objects.get(pk=some_round.pk).delete(),
        lambda: Page.objects.get(pk=theme.pk).delete(),
        lambda: PageViewRestriction.objects.create(page_id=project.pk, restriction_type="login"),
        lambda: PageViewRestriction.objects.get(page_id=project.pk).delete(),
        lambda: Page.objects.get(pk=project.pk).delete(),
    ]
    assert entries() == truth()
    for number, step in enumerate(steps):
        before = entries()
        step()
        assert entries() == truth(), f"step {number}"
        assert entries() != before or number == 7, f"step {number} changed nothing"


@pytest.mark.parametrize("relation", ["same", "broader", "continues"])
def test_a_mapped_theme_counts_under_the_theme_of_today(agenda, relation, town):
    old = add_theme(add_agenda("Proefagenda 2080", 2080), "Vroeger wonen")
    project = add_counted(themes=[old], towns=[town])
    assert under(old) == {project.pk}
    new = add_theme(agenda, "Wonen", (relation, old))
    assert under(new) == {project.pk}
    assert not under(old)
    new.mappings.all().delete()
    new.save()
    assert under(old) == {project.pk}


def test_a_project_of_both_the_old_and_the_new_theme_counts_once(agenda, town):
    old = add_theme(add_agenda("Proefagenda 2080", 2080), "Vroeger wonen")
    new = add_theme(agenda, "Wonen", ("continues", old))
    project = add_counted(themes=[old, new], towns=[town])
    assert CoverageEntry.objects.filter(kind=1, project=project).count() == 1


def test_mappings_are_followed_over_several_agendas(agenda):
    first = add_theme(add_agenda("Proefagenda 2070", 2070), "Huisvesting")
    second = add_theme(add_agenda("Proefagenda 2080", 2080), "Vroeger wonen", ("continues", first))
    new = add_theme(agenda, "Wonen", ("same", second))
    project = add_counted(themes=[first])
    assert under(new) == {project.pk}


def test_a_narrower_theme_of_today_takes_nothing_over(agenda):
    old = add_theme(add_agenda("Proefagenda 2080", 2080), "Wonen en zorg")
    add_theme(agenda, "Wonen", ("narrower", old))
    project = add_counted(themes=[old])
    assert under(old) == {project.pk}


def test_a_theme_that_is_not_public_takes_nothing_over(agenda):
    old = add_theme(add_agenda("Proefagenda 2080", 2080), "Vroeger wonen")
    new = add_theme(agenda, "Wonen", ("same", old))
    project = add_counted(themes=[old])
    new.unpublish()
    assert under(old) == {project.pk}


def test_english_versions_are_not_counted_twice(theme, home):
    project = add_counted(themes=[theme])
    english = type(home).objects.get(locale__language_code="en").locale
    copy = project.copy_for_translation(english, copy_parents=True)
    copy.save_revision().publish()
    assert under(theme) == {project.pk}


def test_the_command_puts_a_damaged_index_right(theme, town):
    add_counted(themes=[theme], towns=[town])
    right = entries()
    CoverageEntry.objects.filter(kind=1).delete()
    call_command("rebuild_coverage")
    assert entries() == right
