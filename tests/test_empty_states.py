"""Where a list has nothing to show, the reader gets on: by leaving something out, by searching, by asking."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from events.models import EventPage
from network.models import Municipality
from pages.listing import Listing
from pages.models import Audience
from publications.models import PublicationIndexPage, PublicationPage
from tests.sample_records import add_event, add_publication, add_round, from_now, settle, text_of, visit

pytestmark = pytest.mark.django_db
CONTACT = "/contact/bericht/"


def place_and_audience():
    return Municipality.objects.get(slug="zeist"), Audience.objects.first()


@pytest.fixture(scope="module")
def few_publications(module_transaction):
    """Two publications about a place and one for an audience, and no others, written once."""
    PublicationPage.objects.all().delete()
    place, audience = place_and_audience()
    for number in range(2):
        here = add_publication(title=f"Buurtsoep {number}")
        here.municipalities.set([place, Municipality.objects.get(slug="bunnik")])
        here.save()
    them = add_publication(title="Buurtsoep voor hen")
    them.audiences.set([audience])
    them.save()
    settle()


@pytest.fixture
def apart(few_publications, db):
    """(query of the two, place, audience): each has publications, and none has both."""
    place, audience = place_and_audience()
    return f"gemeente={place.slug}&doelgroep={audience.slug}", place, audience


def ways_of(soup):
    """Return (words, address) of all links in the empty state of a page."""
    return [(text_of(link), link["href"]) for link in soup.select_one(".empty-state").select("a")]


def test_a_list_says_what_each_filter_takes_away(client, apart):
    query, place, audience = apart
    soup = visit(client, f"/publicaties/?{query}")
    items = [text_of(item) for item in soup.select(".empty-state li")]
    assert items == [f"zonder “Voor wie: {audience}” 2 resultaten", f"zonder “Gemeente: {place}” 1 resultaat"]
    for words, address in ways_of(soup)[:2]:
        found = visit(client, address)
        assert found.select(".empty-state") == [], words
        assert found.select(".cards > li")


def test_a_list_leads_to_everything_to_the_search_and_to_the_editors(client, apart):
    addresses = [address for _words, address in ways_of(visit(client, f"/publicaties/?{apart[0]}"))]
    assert addresses[-3:] == ["/publicaties/", "/zoeken/", CONTACT]


def test_several_values_of_one_filter_are_left_out_together(apart):
    _query, place, audience = apart
    page = PublicationIndexPage.objects.get(locale__language_code="nl")
    data = QueryDict(f"doelgroep={audience.slug}&gemeente={place.slug}&gemeente=bunnik")
    without_audience, without_places = Listing(page, data).filters_to_drop
    assert without_audience.url.endswith(f"?gemeente=bunnik&gemeente={place.slug}")
    assert without_places.url.endswith(f"?doelgroep={audience.slug}")
    assert "Bunnik of Zeist" in without_places.words


def test_a_search_offers_the_same(client, apart):
    soup = visit(client, f"/zoeken/?q=buurtsoep&{apart[0]}")
    ways = ways_of(soup)
    assert [words.split("“")[1].split(":")[0] for words, _address in ways if words.startswith("zonder")]
    assert all("q=buurtsoep" in address for words, address in ways if words.startswith("zonder"))
    assert ways[-1][1] == CONTACT


def test_a_search_that_finds_nothing_leads_to_the_lists_and_to_the_editors(client):
    addresses = [address for _words, address in ways_of(visit(client, "/zoeken/?q=xyzzyplugh"))]
    assert {"/publicaties/", "/agenda/", "/onderwerpen/", CONTACT} <= set(addresses)


def test_an_empty_month_leads_to_the_next_one_with_meetings(client):
    start = from_now(days=400)
    add_event(start=start)
    settle()
    empty = start + timedelta(days=-62)
    link = visit(client, f"/agenda/?weergave=maand&maand={empty:%Y-%m}").select_one(".empty-state a")
    assert link["href"].endswith(f"weergave=maand&maand={start:%Y-%m}")
    assert visit(client, link["href"]).select(".calendar-entries")


def test_a_month_after_all_meetings_leads_to_the_last_one_before_it(client):
    start = from_now(days=400)
    add_event(start=start)
    settle()
    later = start + timedelta(days=70)
    link = visit(client, f"/agenda/?weergave=maand&maand={later:%Y-%m}").select_one(".empty-state a")
    assert link["href"].endswith(f"maand={start:%Y-%m}")


def test_the_agenda_leads_on_too(client):
    place, audience = place_and_audience()
    EventPage.objects.all().delete()
    for field, value in (("municipalities", place), ("audiences", audience)):
        event = add_event(start=from_now(days=3))
        getattr(event, field).set([value])
        event.save()
    settle()
    ways = ways_of(visit(client, f"/agenda/?gemeente={place.slug}&doelgroep={audience.slug}"))
    assert len([words for words, _address in ways if words.startswith("zonder")]) == 2
    assert ways[-1][1] == CONTACT
    assert visit(client, ways[0][1]).select(".agenda-row")


def test_desks_with_nothing_to_do_say_what_fills_them(administrator_client):
    event = add_event(start=from_now(days=3))
    registrations = reverse("event_registrations", args=[event.pk])
    assert event.url in visit(administrator_client, registrations).select_one("tbody td a")["href"]
    assert visit(administrator_client, f"{registrations}?q=xyz").select_one("tbody td a")["href"] == "?"
    round_page = add_round()
    response = visit(administrator_client, reverse("inventory_response:round", args=[round_page.pk]))
    edit = reverse("wagtailadmin_pages:edit", args=[round_page.pk])
    assert response.select_one("tbody td a")["href"] == edit
