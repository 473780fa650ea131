"""The listing of projects: filters, unconfirmed ones last, and a map with counts that leads further."""

import pytest

from inventory.models import ProjectPage
from network.models import Municipality
from tests.owner_samples import days_ago
from tests.sample_records import add_project, text_of, visit

LISTING = "/projecten/"


@pytest.fixture
def nothing(db):
    """No project of the demo content is on the site."""
    for project in ProjectPage.objects.all():
        project.unpublish()


def add(title, *places, confirmed=10, **fields):
    """Publish a project in municipalities (slugs), confirmed so many days ago or, with None, never."""
    project = add_project(title, confirmed_on=None if confirmed is None else days_ago(confirmed), **fields)
    project.municipalities.set(Municipality.objects.filter(slug__in=places))
    project.save()
    return project


def titles(soup):
    """Return the titles of the cards in their order."""
    return [text_of(card) for card in soup.select(".results .card-title")]


def counts(soup):
    """Return {municipality: counts in words} of the list beside the map."""
    return {text_of(item.a): text_of(item.span) for item in soup.select(".place-counts li")}


def test_unconfirmed_projects_come_last_and_are_marked(client, nothing):
    add("Oud maar bevestigd", date="2015")
    add("Nieuw en nooit bevestigd", confirmed=None, date="2026")
    add("Nieuw en bevestigd", date="2025")
    add("Te lang geleden bevestigd", confirmed=457, date="2024")
    soup = visit(client, LISTING)
    assert titles(soup) == [
        "Nieuw en bevestigd",
        "Oud maar bevestigd",
        "Nieuw en nooit bevestigd",
        "Te lang geleden bevestigd",
    ]
    marked = ["niet bevestigd" in text_of(card) for card in soup.select(".results .card-meta")]
    assert marked == [False, False, True, True]


def test_the_map_counts_confirmed_projects_by_municipality(client, nothing):
    add("Een", "woerden", "utrecht")
    add("Twee", "woerden")
    add("Drie", "woerden", confirmed=None)
    add("Vier", "zeist", confirmed=500)
    soup = visit(client, LISTING)
    assert counts(soup) == {
        "Utrecht": "1 project",
        "Woerden": "2 projecten, 1 niet bevestigd",
        "Zeist": "1 niet bevestigd",
    }
    drawn = {text_of(tile.title): text_of(tile.select_one(".tile-note")) for tile in soup.select("a.tile-on")}
    assert drawn == {"Utrecht": "1", "Woerden": "2", "Zeist": "1"}


def test_a_tile_leads_to_the_listing_of_that_municipality_and_keeps_other_filters(client, nothing):
    add("Loopt in Woerden", "woerden", status="running")
    add("Klaar in Woerden", "woerden", status="finished")
    add("Loopt in Zeist", "zeist", status="running")
    soup = visit(client, f"{LISTING}?status=running&gemeente=zeist")
    assert counts(soup) == {"Woerden": "1 project", "Zeist": "1 project"}
    links = {text_of(tile.title): tile["href"] for tile in soup.select("a.tile-on")}
    assert links == {text_of(item.a): item.a["href"] for item in soup.select(".place-counts li")}
    assert titles(visit(client, links["Woerden"])) == ["Loopt in Woerden"]


def test_a_listing_without_places_has_no_map(client, nothing):
    add("Nergens")
    assert not visit(client, LISTING).select(".tiles")


def test_a_value_that_does_not_exist_gives_a_notice_and_the_map(client, nothing):
    add("Een", "woerden")
    soup = visit(client, f"{LISTING}?gemeente=atlantis&status=verdwenen")
    assert len(soup.select(".notice")) == 2
    assert counts(soup) == {"Woerden": "1 project"}


def test_projects_have_a_feed_that_names_organisations_and_no_people(client, nothing):
    add("Een", "woerden")
    response = client.get(f"{LISTING}feed/?gemeente=woerden")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert "Een" in response.content.decode()
