"""/stijl/: every component and block with the content of today, for editors only."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group

from kus_site import roles
from newsletters.models import NewsletterIssuePage
from pages.blocks import BodyBlock
from pages.style_views import SECTIONS
from publications.models import PublicationPage
from tests.page_checks import EVERY_LOOK, axe_complaints
from tests.sample_records import add_publication, text_of


@pytest.fixture
def style_page(client, django_user_model, db):
    """The page as an editor of another werkplaats gets it."""
    user = django_user_model.objects.create_user("anna", password="geheim-voor-de-test")
    user.groups.add(Group.objects.get(name=roles.role_name(next(iter(roles_with_werkplaats())))))
    client.force_login(user)
    response = client.get("/stijl/")
    assert response.status_code == 200
    return response


def roles_with_werkplaats():
    """Return the werkplaatsen that have a role of their own."""
    from pages.models import WerkplaatsPage

    own = {page.pk for page in roles.own_werkplaatsen()}
    return [page for page in WerkplaatsPage.objects.filter(locale__language_code="nl") if page.pk not in own]


def test_who_is_not_logged_in_is_asked_to(client, db):
    response = client.get("/stijl/")
    assert response.status_code == 302
    assert response["Location"] == "/admin/login/?next=/stijl/"


def test_who_may_not_enter_the_admin_sees_nothing_of_it(client, django_user_model, db):
    client.force_login(django_user_model.objects.create_user("lezer", password="geheim-voor-de-test"))
    assert client.get("/stijl/").status_code == 302


def test_it_is_kept_and_found_nowhere(style_page, client):
    assert "no-store" in style_page["Cache-Control"]
    assert style_page["X-Robots-Tag"] == "noindex"
    assert BeautifulSoup(style_page.content, "html.parser").select_one('meta[name="robots"]')["content"] == "noindex"
    assert b"/stijl/" not in client.get("/sitemap.xml").content


def test_every_section_has_a_heading_and_an_anchor(style_page):
    soup = BeautifulSoup(style_page.content, "html.parser")
    for anchor, _title in SECTIONS:
        section = soup.find(id=anchor)
        assert text_of(section.h2)
        assert soup.select_one(f'nav a[href="#{anchor}"]')


def test_it_shows_the_records_of_the_database(style_page, client):
    newest = add_publication("Nieuwste van allemaal", date="2030", summary="Nog niet eerder vertoond.")
    assert isinstance(newest, PublicationPage)
    cards = BeautifulSoup(client.get("/stijl/").content, "html.parser").find(id="records")
    assert "Nieuwste van allemaal" in text_of(cards)


def test_it_shows_every_block_with_its_name(style_page):
    blocks = BeautifulSoup(style_page.content, "html.parser").find(id="blocks").select(".style-block")
    assert len(blocks) == len(BodyBlock().child_blocks) + len(NewsletterIssuePage.items.field.stream_block.child_blocks)
    assert all(text_of(block.select_one(".style-block-name")) for block in blocks)


def test_it_shows_the_measured_contrast(style_page):
    colours = BeautifulSoup(style_page.content, "html.parser").find(id="colours")
    assert "#fbf8f2" in text_of(colours) or len(colours.select("svg")) > 50
    assert not colours.select(".field-error")


def test_no_two_elements_have_the_same_name(style_page):
    names = [element["id"] for element in BeautifulSoup(style_page.content, "html.parser").select("[id]")]
    assert sorted(names) == sorted(set(names))


def test_axe_finds_nothing_and_it_fits_320_pixels(editor_page):
    editor_page.goto("/stijl/")
    assert axe_complaints(editor_page, EVERY_LOOK) == []
    editor_page.set_viewport_size({"width": 320, "height": 800})
    assert editor_page.evaluate("document.documentElement.scrollWidth") <= 320
