"""Landing pages: what is newest, next and open on a subject, theme, municipality or werkplaats; people by role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import EventOrganiser, EventQuote, Speaker
from inventory.models import ProjectPartner
from network.models import Organisation, Person
from pages.models import ArticleIndexPage, ArticlePage, Subject, SubjectLink
from publications.models import Contributor
from tests.bulk_rows import copy_pages
from tests.sample_records import add_call, add_event, add_page, add_project, add_publication, from_now, text_of, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    organisation = Organisation.objects.create(name="Stichting Proef", kind="care-welfare")
    return Person.objects.create(given_name="Anna", family_name="Zwaluw", role="onderzoeker", organisation=organisation)


def headings(soup):
    """Return {heading: titles below it} of the groups of a landing page."""
    groups = soup.select(".landing-group")
    return {
        text_of(group.h2): [text_of(line) for line in group.select(".record-line, .card-title")] for group in groups
    }


class TestPeopleAndOrganisations:
    def test_a_person_has_a_group_for_each_role_over_all_types(self, client, person):
        wrote, edited = Contributor(person=person), Contributor(person=person, role="editor")
        add_publication("Het boek", date="2020", children={"contributors": [wrote]})
        add_publication("De bundel", date="2021", children={"contributors": [edited]})
        add_page(ArticleIndexPage, ArticlePage(title="Het stuk", date="2022", author=person))
        add_page(ArticleIndexPage, ArticlePage(title="Het gesprek", date="2019", interviewee=person))
        add_event("De lezing", date="2018", children={"speakers": [Speaker(person=person)]})
        assert headings(visit(client, person.get_absolute_url())) == {
            "Geschreven": ["Het stuk", "Het boek"],
            "Geredigeerd": ["De bundel"],
            "Sprak op": ["De lezing"],
            "Geïnterviewd": ["Het gesprek"],
        }

    def test_what_a_person_said_is_quoted_with_its_meeting(self, client, person):
        quote = EventQuote(person=person, text="Zonder buren geen buurt.")
        event = add_event("De buurtdag", date="2018", children={"quotes": [quote]})
        words = visit(client, person.get_absolute_url()).select_one(".landing-words")
        assert "Zonder buren geen buurt." in text_of(words)
        assert words.select_one(f"figcaption a[href='{event.url}']")
        event.unpublish()
        assert visit(client, person.get_absolute_url()).select_one(".landing-words") is None

    def test_an_organisation_has_a_group_for_each_role(self, client, person):
        organisation = person.organisation
        add_publication("Het rapport", children={"contributors": [Contributor(organisation=organisation)]})
        add_publication("De uitgave", publisher=organisation)
        add_event("De dag", date="2018", children={"organisers": [EventOrganiser(organisation=organisation)]})
        add_project("De tuin", lead_organisation=organisation)
        add_project("Het huis", partners=[ProjectPartner(organisation=organisation)])
        soup = visit(client, organisation.get_absolute_url())
        assert headings(soup) == {
            "Gemaakt": ["Het rapport"],
            "Uitgegeven": ["De uitgave"],
            "Georganiseerd": ["De dag"],
            "Trekker van deze projecten": ["De tuin"],
            "Doet mee aan deze projecten": ["Het huis"],
        }
        assert soup.select_one(f".sidebar a[href='{person.get_absolute_url()}']")

    def test_a_long_role_leads_to_all_of_it_in_pages(self, client, person):
        page = add_publication("Boek", date="2020", children={"contributors": [Contributor(person=person)]})
        copy_pages(page, 120)
        soup = visit(client, person.get_absolute_url())
        [link] = soup.select(".landing-group .more a")
        assert text_of(link) == "Geschreven: toon alle 121"
        address = f"{person.get_absolute_url()}{link['href']}"
        assert len(visit(client, address).select(".landing-group .card")) == 100
        assert len(visit(client, f"{address}&page=2").select(".landing-group .card")) == 21

    def test_an_unknown_role_shows_everything(self, client, person):
        add_publication("Boek", children={"contributors": [Contributor(person=person)]})
        assert headings(visit(client, f"{person.get_absolute_url()}?toon=zanger")) == {"Geschreven": ["Boek"]}

    def test_who_worked_on_the_same_records_stands_beside_them(self, client, person):
        other = Person.objects.create(given_name="Bert", family_name="Mus")
        add_publication("Boek", children={"contributors": [Contributor(person=person), Contributor(person=other)]})
        beside = visit(client, person.get_absolute_url()).select("section[aria-labelledby=people] a")
        assert [text_of(link) for link in beside] == ["Bert Mus"]


class TestSubject:
    @pytest.fixture
    def subject(self):
        return Subject.objects.create(name="Proefonderwerp", slug="proefonderwerp")

    def link(self, subject):
        return {"subject_links": [SubjectLink(subject=subject)]}

    def test_the_newest_three_of_each_kind_and_people(self, client, subject, person):
        for number in range(5):
            children = {**self.link(subject), "contributors": [Contributor(person=person)]}
            add_publication(f"Boek {number}", date=f"{2020 + number}", children=children)
        add_project("De tuin", **self.link(subject))
        soup = visit(client, subject.get_absolute_url())
        assert headings(soup) == {"Publicaties": ["Boek 4", "Boek 3", "Boek 2"], "Projecten": ["De tuin"]}
        assert text_of(soup.select_one("section[aria-labelledby=people] li")) == (
            "Anna Zwaluw onderzoeker, Stichting Proef"
        )

    def test_next_meetings_and_open_calls_and_nothing_that_is_over(self, client, subject):
        add_event("Straks", start=from_now(days=2), children=self.link(subject))
        add_event("Voorbij", start=from_now(days=-2), children=self.link(subject))
        add_call("Denk mee", closes_at=from_now(days=2), children=self.link(subject))
        add_call("Te laat", closes_at=from_now(days=-2), children=self.link(subject))
        soup = visit(client, subject.get_absolute_url())
        assert [text_of(title) for title in soup.select(".landing-next .card-title")] == ["Straks"]
        assert [text_of(line) for line in soup.select(".landing-open .record-line")] == ["Denk mee"]

    def test_it_can_be_followed_and_leads_to_its_subjects(self, client, subject):
        other = Subject.objects.create(name="Buren", slug="buren")
        add_publication("Boek", children={"subject_links": [SubjectLink(subject=each) for each in (subject, other)]})
        soup = visit(client, subject.get_absolute_url())
        assert soup.select_one(".landing-header .follow-link a")
        assert [text_of(link) for link in soup.select("section[aria-labelledby=subjects] a")] == ["Buren"]


@pytest.mark.parametrize("path", ["/organisaties/hogeschool-utrecht/", "/onderwerpen/samenwerking/"])
def test_a_landing_page_with_nothing_kept_costs_few_queries(client, path):
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert len(queries) <= 15
