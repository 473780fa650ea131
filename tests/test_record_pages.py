"""What the pages of publications, workgroups, projects, rounds and werkplaatsen say, also when little is known."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from wagtail.models import Locale, PageViewRestriction

from inventory.models import InventoryRoundPage
from inventory.templatetags import inventory as inventory_tags
from network.models import Municipality, Organisation, Person
from pages.fuzzy_date import parse
from pages.models import SiteSettings, WerkplaatsPage
from publications.models import Contributor, OrderLink, PublicationPage, PublicationPart, ResultOf
from publications.templatetags import publications as tags
from tests.sample_records import add_project, add_publication, add_round, from_now, text_of, visit
from themes.models import ProgrammePage, WorkgroupPage, WorkgroupProduct

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the interface as it is written in the templates."""
    with translation.override("en"):
        yield


@pytest.fixture
def somebody():
    return Person.objects.create(given_name="Anna", particle="van der", family_name="Proef")


@pytest.fixture
def publisher():
    return Organisation.objects.create(name="Uitgeverij Proef")


class TestPublications:
    def test_contributors_stand_by_role_with_their_affiliation_of_then(self, client, somebody, publisher):
        rows = [
            Contributor(person=somebody, affiliation="Hogeschool van Toen"),
            Contributor(organisation=publisher, role="editor"),
        ]
        record = text_of(visit(client, add_publication(children={"contributors": rows})).find(class_="library-record"))
        assert "Anna van der Proef , Hogeschool van Toen" in record
        assert "Uitgeverij Proef" in record

    def test_two_authors_are_authors(self, somebody, publisher):
        page = add_publication(
            children={"contributors": [Contributor(person=somebody), Contributor(organisation=publisher)]}
        )
        [(role, members)] = tags.contributor_groups(page)
        assert str(role) == "Authors"
        assert len(members) == 2

    def test_without_an_address_to_order_at_one_asks_the_seller(self, client, publisher):
        rows = [OrderLink(seller=publisher), OrderLink(seller=publisher, url="https://example.org/koop", price="29.50")]
        soup = visit(client, add_publication(children={"order_links": rows}))
        lost, known = soup.find(class_="orders").find_all("li")
        assert lost.a["href"] == publisher.get_absolute_url()
        assert known.a["href"] == "https://example.org/koop"
        assert "29" in text_of(known)

    def test_with_nothing_to_get_one_asks_the_publisher_and_the_platform(self, client, publisher):
        settings = SiteSettings.objects.get()
        settings.contact_email = "redactie@example.org"
        settings.save()
        publisher.website = "https://example.org/uitgeverij"
        publisher.save()
        page = add_publication("Wie & wat", publisher=publisher)
        section = visit(client, page).find(id="get-it").parent
        assert [link["href"] for link in section.find_all("a")] == [
            publisher.website,
            f"/contact/bericht/?over={page.pk}&soort=request",
        ]

    def test_a_work_in_one_other_language_is_marked(self, client):
        soup = visit(client, add_publication("Learning together", languages=["en"]))
        assert soup.h1["lang"] == "en"
        assert not visit(client, add_publication("Samen leren", languages=["nl", "en"])).h1.get("lang")

    def test_a_part_in_another_language_is_marked(self, client):
        parts = [PublicationPart(number=1, title="Eerste"), PublicationPart(number=2, title="Second", language="en")]
        first, second = visit(client, add_publication(children={"parts": parts})).find_all(class_="part-text")
        assert first.get("lang") is None
        assert second["lang"] == "en"

    def test_the_date_is_no_more_precise_than_known(self, client):
        known = text_of(visit(client, add_publication(date=parse("2018"))).find(class_="library-record"))
        unknown = text_of(visit(client, add_publication()).find(class_="library-record"))
        assert known.endswith(" 2018")
        assert not any(character.isdigit() for character in unknown)

    def test_a_licence_with_a_text_links_to_it(self, client):
        soup = visit(client, add_publication(licence="CC-BY-4.0"))
        assert soup.find("a", href="https://creativecommons.org/licenses/by/4.0/")
        assert not visit(client, add_publication(licence="all-rights")).find("a", rel="license")

    def test_a_draft_without_anything_previews(self):
        draft = PublicationPage.objects.get(pk=add_publication().pk)
        draft.kind = None
        draft.contributors.set([Contributor(), Contributor()])
        assert draft.make_preview_request().status_code == 200

    def test_a_new_draft_that_was_never_saved_previews(self):
        parent = add_publication().get_parent()
        draft = PublicationPage(title="Nog niet bewaard", slug="nog-niet", locale=parent.locale)
        draft.set_url_path(parent)
        draft.path, draft.depth = parent.path + "ZZZZ", parent.depth + 1
        assert draft.make_preview_request().status_code == 200


class TestResults:
    def test_a_programme_names_what_came_out_of_it_once(self, client):
        programme = ProgrammePage.objects.live().first()
        page = add_publication(
            "Wat eruit kwam", children={"result_of": [ResultOf(source=programme), ResultOf(source=programme)]}
        )
        assert len(visit(client, programme).main.find_all("a", href=page.url)) == 1

    def test_an_unpublished_result_is_not_named(self, home):
        programme = ProgrammePage.objects.live().first()
        page = add_publication(children={"result_of": [ResultOf(source=programme)]})
        assert page.pk in [card.pk for card in tags.resulting_publications({"page": home}, programme)]
        page.unpublish()
        assert page.pk not in [card.pk for card in tags.resulting_publications({"page": home}, programme)]

    def test_a_product_of_a_workgroup_is_not_named_again_as_result(self, client):
        workgroup = WorkgroupPage.objects.live().filter(locale__language_code="nl").first()
        page = add_publication("Een product", children={"result_of": [ResultOf(source=workgroup)]})
        workgroup.products.add(WorkgroupProduct(target=page))
        workgroup.save()
        assert len(visit(client, workgroup).main.find_all("a", href=page.url)) == 1

    def test_a_workgroup_says_its_number_once(self):
        said, unsaid = (
            WorkgroupPage(kind=kind, number=number, title=title, locale=Locale(language_code="nl")).numbered_kind
            for kind, number, title in [("kenniskring", 5, "Kenniskring 5: zeggenschap"), ("werkgroep", 2, "Formeel")]
        )
        assert said == "Kenniskring"
        assert unsaid.endswith(" 2")


class TestTheInventory:
    @pytest.mark.parametrize(
        ("opens", "closes", "state"),
        [
            (-1, 1, "open"),
            (-1, None, "open"),
            (1, 2, "coming"),
            (-2, -1, "closed"),
            (None, -1, "closed"),
            (None, 1, "unknown"),
            (None, None, "unknown"),
        ],
    )
    def test_a_round_is_what_its_days_say(self, client, opens, closes, state):
        days = {
            name: from_now(days=distance) if distance is not None else None
            for name, distance in (("opens_at", opens), ("closes_at", closes))
        }
        page = add_round(**days)
        assert page.state == state
        assert page.is_open == (state == "open")
        assert visit(client, page).find(id="state")

    def test_the_open_round_goes_before_a_newer_one(self, home):
        add_round("Nieuwer, dicht", date=parse("2099"))
        running = add_round("Open", opens_at=from_now(days=-1))
        assert inventory_tags.current_round({"page": home}).pk == running.pk

    def test_without_an_open_round_the_newest_is_shown(self, home):
        InventoryRoundPage.objects.get(slug="voorbeeldronde").unpublish()
        newest = add_round("Nieuwste", date=parse("2099"))
        assert inventory_tags.current_round({"page": home}).pk == newest.pk

    def test_a_round_names_whom_it_invites_and_what_was_reported(self, client):
        page = add_round(opens_at=from_now(days=-1))
        page.invited_municipalities.add(Municipality.objects.get(slug="zeist"))
        page.save()
        project = add_project("Gemeld project", round=page)
        soup = visit(client, page)
        assert "Zeist" in text_of(soup.find(id="invited").parent)
        assert soup.find("a", href=project.url)

    def test_a_project_says_when_its_owner_confirmed_it_or_that_nobody_did(self, client):
        day = date.today() - timedelta(days=30)
        assert visit(client, add_project(confirmed_on=day)).main.find("time", datetime=day.isoformat())
        assert not visit(client, add_project()).main.find("time")


def test_a_round_leads_to_the_overview_of_projects(client):
    assert visit(client, add_round()).select_one("main a[href='/projecten/overzicht/']")


def test_a_werkplaats_names_those_before_and_after_it_that_readers_may_see(client):
    model = WerkplaatsPage.objects.live().filter(locale__language_code="nl").first()

    def add(title, **fields):
        page = WerkplaatsPage(title=title, slug=title.lower(), region="Proefland", **fields)
        model.get_parent().add_child(instance=page)
        return page

    before = add("Proefvoorloper")
    page = add("Proefwerkplaats", predecessor=before)
    add("Proefopvolger", predecessor=page)
    add("Aanverwant", predecessor=page)
    add("Proefconcept", predecessor=page, live=False)
    hidden = add("Proefgeheim", predecessor=page)
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)

    def named(werkplaats):
        return [link.get_text() for link in visit(client, werkplaats).select(".facts dd a")]

    assert named(page) == ["Proefvoorloper", "Aanverwant", "Proefopvolger"]
    before.unpublish()
    assert named(page) == ["Aanverwant", "Proefopvolger"]
    assert named(WerkplaatsPage.objects.get(slug="aanverwant")) == ["Proefwerkplaats"]
