"""Every theme has a drawn icon, which stands in the page itself and travels with the content."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from pages.models import HomePage
from tests.sample_records import visit
from themes.icons import PATHS, Icon
from themes.models import ThemeIndexPage, ThemePage


def drawn(soup):
    """Return the path data of the icons in the main part of a page."""
    return [icon.path["d"] for icon in soup.main.select("svg.theme-icon")]


def test_every_theme_of_the_demo_content_has_an_icon(db):
    assert ThemePage.objects.count() > 0
    assert not ThemePage.objects.filter(icon="")


def test_the_page_of_a_theme_shows_its_own_icon(client, db):
    theme = ThemePage.objects.get(slug="preventie")
    assert PATHS[Icon.UMBRELLA] in drawn(visit(client, theme))


def test_an_overview_holds_an_icon_for_each_theme_and_no_other(client, db):
    index = ThemeIndexPage.objects.get(locale__language_code="nl")
    shown = drawn(visit(client, index))
    expected = [PATHS[theme.icon] for theme in ThemePage.objects.live().filter(locale=index.locale)]
    assert sorted(shown) == sorted(expected)


def test_the_home_page_shows_the_icons_of_its_agenda(client, db):
    home = HomePage.objects.get(locale__language_code="nl")
    themes = ThemePage.objects.live().filter(agenda_id=home.agenda_id).order_by("number")
    assert [PATHS[theme.icon] for theme in themes] == drawn(visit(client, home))


def test_icons_are_silent_beside_the_title(client, db):
    soup = visit(client, ThemePage.objects.get(slug="preventie"))
    assert all(icon["aria-hidden"] == "true" for icon in soup.select("svg.theme-icon"))


def test_a_theme_without_icon_is_whole(client, db):
    theme = ThemePage.objects.get(slug="preventie")
    theme.icon = ""
    theme.save()
    soup = visit(client, theme)
    assert soup.h1.get_text() == "Preventie"
    assert soup.select_one(".theme-header svg.theme-icon") is None


def test_an_icon_that_does_not_exist_is_refused(db):
    theme = ThemePage.objects.first()
    theme.icon = "unicorn"
    with pytest.raises(ValidationError):
        theme.full_clean()


def test_every_icon_that_can_be_chosen_is_drawn():
    assert set(PATHS) == set(Icon)


def test_an_export_carries_icons_and_tiles(db, tmp_path):
    call_command("export_content", str(tmp_path), verbosity=0)
    assert "icon: umbrella" in (tmp_path / "themes" / "thema-kus-2020-3.md").read_text()
    municipality = (tmp_path / "municipalities" / "gemeente-nieuwegein.md").read_text()
    assert "tile_column: 3" in municipality
    assert "tile_label: Nieuwe-/gein" in municipality
