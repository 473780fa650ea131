"""A province is drawn as tiles: who takes part is marked and leads further, and the same names stand beside it."""

import pytest

from inventory.models import ProjectPage
from network.models import Municipality
from pages.drawings.tile_map import draw_tile_maps
from pages.models import WerkplaatsPage
from tests.sample_records import add_project, text_of
from tests.sample_records import visit as read


def kus():
    return WerkplaatsPage.objects.get(slug="kus", locale__language_code="nl")


def test_all_municipalities_have_a_place_of_their_own(db):
    places = list(Municipality.objects.current().values_list("tile_column", "tile_row"))
    assert len(set(places)) == 26
    assert all(column and row for column, row in places)


def test_neighbours_lie_as_in_the_province(db):
    def place(slug):
        return Municipality.objects.get(slug=slug)

    assert place("stichtse-vecht").tile_row < place("utrecht").tile_row < place("vijfheerenlanden").tile_row
    assert place("woerden").tile_column < place("utrecht").tile_column < place("amersfoort").tile_column


def test_a_werkplaats_marks_its_municipalities_and_names_them(client, db):
    soup = read(client, kus())
    picture = soup.select_one("svg.tiles")
    names = sorted(kus().municipalities.values_list("name", flat=True))
    assert len(picture.select("rect")) == 26
    assert sorted(tile.title.get_text() for tile in picture.select("a.tile-on")) == names
    listed = soup.select(".tile-names a")
    assert [text_of(link) for link in listed] == names
    assert {link["href"] for link in listed} == {tile["href"] for tile in picture.select("a")}


def test_nothing_is_announced_or_reached_twice(client, db):
    picture = read(client, kus()).select_one("svg.tiles")
    assert picture["aria-hidden"] == "true"
    assert all(link["tabindex"] == "-1" for link in picture.select("a"))


def test_the_drawing_says_that_it_is_no_map(client, db):
    caption = read(client, kus()).select_one(".tile-map figcaption")
    assert "Utrecht" in text_of(caption)


def test_a_project_shows_where_it_takes_place(client, db):
    project = ProjectPage.objects.get(slug="onderzoek-de-kleine-schans", locale__language_code="nl")
    assert [tile.title.get_text() for tile in read(client, project).select(".tile-on")] == ["Woudenberg"]


def test_a_record_without_municipalities_has_no_drawing(client, db):
    assert read(client, add_project()).select(".tile-map") == []


def test_a_municipality_marks_itself(client, db):
    marked = read(client, "/gemeenten/woudenberg/").select(".tile-on")
    assert [tile.title.get_text() for tile in marked] == ["Woudenberg"]


def test_the_overview_leads_to_all(client, db):
    soup = read(client, "/gemeenten/")
    assert len(soup.select("a.tile-on")) == 26


def test_a_municipality_without_place_is_named_and_not_drawn(client, db):
    place = Municipality.objects.create(name="Ergens", code="GM9998")
    project = add_project()
    project.municipalities.set([place, Municipality.objects.get(slug="zeist")])
    project.save()
    soup = read(client, project)
    assert [text_of(link) for link in soup.select(".tile-names a")] == ["Ergens", "Zeist"]
    assert [tile.title.get_text() for tile in soup.select(".tile-on")] == ["Zeist"]


def test_another_province_gets_a_drawing_of_its_own(db):
    fields = {"province": "Gelderland", "tile_column": 4, "tile_row": 9}
    ede = Municipality.objects.create(name="Ede", code="GM0228", **fields)
    drawn = draw_tile_maps([ede, Municipality.objects.get(slug="rhenen")])
    assert [each.province for each in drawn] == ["Gelderland", "Utrecht"]
    (tile,) = drawn[0].tiles
    assert (tile.x, tile.y) == (0, 0)


# Of each drawing: what sticks out of it or of its tile, and the height in pixels of its smallest letters.
LOOK = """() => [...document.querySelectorAll('svg.tiles')].map(drawing => {
    const box = element => element.getBoundingClientRect()
    const within = (inner, outer) => inner.left >= outer.left && inner.right <= outer.right
        && inner.top >= outer.top && inner.bottom <= outer.bottom
    const whole = box(drawing)
    const tiles = [...drawing.querySelectorAll('.tile')]
    const out = tiles.filter(tile => !within(box(tile.querySelector('text')), box(tile.querySelector('rect')))
        || !within(box(tile.querySelector('rect')), whole))
    const size = tile => parseFloat(getComputedStyle(tile.querySelector('text')).fontSize)
    const letters = tiles.map(tile => size(tile) * tile.getCTM().a)
    return {
        out: out.map(tile => tile.textContent), letters: Math.min(...letters), height: whole.height,
        tile: Math.min(...tiles.map(tile => box(tile.querySelector('rect')).width)),
        beside: whole.left < 0 || whole.right > document.documentElement.clientWidth,
    }
})"""


@pytest.mark.parametrize("address", ["/gemeenten/", "/projecten/", "/werkplaatsen/kus/"])
def test_the_drawing_is_whole_and_legible_in_every_window(address, visit, db):
    page = visit(address)
    for width, least in ((320, 10), (390, 11), (768, 11), (1024, 11), (1280, 11)):
        page.set_viewport_size({"width": width, "height": 900})
        drawings = page.evaluate(LOOK)
        assert drawings
        for drawing in drawings:
            assert (drawing["out"], drawing["beside"]) == ([], False), width
            assert drawing["letters"] >= least, width
            assert drawing["tile"] >= 24
            # Without scrolling in a window of a laptop.
            assert drawing["height"] < 600, width
