"""Drawings where there is no picture: the scene of a theme, a town for a municipality, the portrait of a person."""

import re

import pytest
from django.core.files.base import ContentFile

from network.models import Municipality, Person
from pages.contrast import THEME_COLOURS
from pages.drawings.portraits import draw_portrait, initials_of
from pages.drawings.scenes import HEIGHT, MOTIFS, draw_scene, draw_town
from pages.models import SiteImage
from pages.rendition_tasks import make
from tests.content_samples import make_png
from tests.sample_records import text_of
from tests.sample_records import visit as read
from themes.icons import Icon
from themes.models import ThemePage

INKS = {"field", "light", "middle", "deep", "accent"}


def test_every_icon_of_a_theme_has_a_scene():
    assert set(Icon.values) == set(MOTIFS)


@pytest.mark.parametrize("motif", [*MOTIFS, "of an older release", ""])
def test_a_scene_is_the_same_for_a_theme_and_another_for_the_next(motif):
    scene = draw_scene(motif, "participatie", "orange")
    assert scene == draw_scene(motif, "participatie", "orange")
    assert scene.paths != draw_scene(motif, "preventie", "orange").paths
    assert {ink for ink, _data in scene.paths} <= INKS
    assert all(re.fullmatch(r"[MmLlHhVvAazZ0-9 .eE-]+", data) for _ink, data in scene.paths)
    assert scene.accent in set(THEME_COLOURS) - {"orange"}


def test_the_page_of_a_theme_shows_its_scene_in_its_colour(client, db):
    for theme in ThemePage.objects.live().filter(locale__language_code="nl")[:3]:
        [scene] = read(client, theme).select(".theme-header svg.scene")
        assert f"colour-{theme.colour}" in scene["class"]
        assert scene["aria-hidden"] == "true"


def test_the_themes_on_the_home_page_have_the_scenes_of_their_pages(client, db):
    tiles = read(client, "/").select(".theme-row > li")
    assert tiles
    for tile in tiles:
        scene = read(client, tile.a["href"]).select_one(".theme-header svg.scene")
        assert [path["d"] for path in tile.select("svg.scene path")] == [path["d"] for path in scene.select("path")]


def test_municipalities_have_towns_of_their_own(db):
    towns = [draw_town(code) for code in Municipality.objects.values_list("code", flat=True)]
    assert len(towns) > 20
    assert len({tuple(town.paths) for town in towns}) == len(towns)


def test_the_page_of_a_municipality_shows_its_town(client, db):
    soup = read(client, Municipality.objects.current().first().get_absolute_url())
    assert soup.select_one("svg.scene-town")["viewbox"].endswith(f" {HEIGHT}")


@pytest.mark.parametrize(
    ("given", "family", "initials"),
    [("Jean-Pierre", "Wilken", "JW"), ("", "Pietersen", "P"), ("élise", "ørsted", "ÉØ"), (" ", "de Bruin", "D")],
)
def test_initials_are_those_of_the_names(given, family, initials):
    assert initials_of(Person(given_name=given, family_name=family)) == initials


def test_a_person_without_portrait_gets_initials_on_a_pattern(client, db):
    person = Person.objects.create(given_name="Anna", particle="van der", family_name="Berg")
    soup = read(client, person.get_absolute_url())
    drawn = soup.select_one("svg.portrait-drawn")
    assert text_of(drawn.find("text")) == "AB"
    assert drawn["aria-hidden"] == "true"
    other = Person.objects.create(given_name="Arie", family_name="Bos")
    assert draw_portrait(person) == draw_portrait(person)
    assert draw_portrait(person) != draw_portrait(other)


def test_a_portrait_goes_first(client, db):
    image = SiteImage.objects.create(title="Anna", description="Anna lacht", file=ContentFile(make_png(), "anna.png"))
    make(image)
    person = Person.objects.create(given_name="Anna", family_name="Berg", portrait=image)
    soup = read(client, person.get_absolute_url())
    assert soup.select_one("img.portrait")["alt"] == "Anna lacht"
    assert soup.select_one("svg.portrait-drawn") is None
