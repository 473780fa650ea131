"""Landing pages: what is newest, next and open on a subject, theme, municipality or werkplaats; people by role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import EventOrganiser, EventQuote, Speaker
from inventory.models import Need, ProjectPartner
from network.models import Municipality, Organisation, Person
from newsletters.alerts.topics import KINDS, make_topic
from pages import cache_version
from pages.landing import NEWEST
from pages.models import ArticleIndexPage, ArticlePage, Subject, SubjectLink, WerkplaatsPage
from publications.models import Contributor
from tests.bulk_rows import copy_pages
from tests.coverage_samples import add_agenda, add_theme
from tests.owner_samples import days_ago
from tests.sample_records import (
    add_call,
    add_event,
    add_page,
    add_project,
    add_publication,
    add_round,
    from_now,
    text_of,
    visit,
)
from themes.models import ThemeLink, ThemePage

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


class TestTheme:
    @pytest.fixture
    def theme(self):
        return add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")

    def project(self, theme, title="De tuin", **fields):
        return add_project(title, theme_links=[ThemeLink(theme=theme)], confirmed_on=days_ago(3), **fields)

    def test_who_asks_for_more_and_has_no_project_is_named_with_the_urgent_first(self, client, theme):
        asked = add_round(opens_at=from_now(days=-9), closes_at=from_now(days=9))
        places = {slug: Municipality.objects.get(slug=slug) for slug in ("woerden", "zeist", "houten")}
        for slug, urgency in (("woerden", 1), ("zeist", 3), ("houten", 3)):
            Need.objects.create(
                municipality=places[slug], theme=theme, round=asked, urgency=urgency, reported_on=days_ago(1)
            )
        self.project(theme, municipalities=[places["houten"]])
        gaps = visit(client, theme).select_one(".landing-gaps")
        assert [text_of(place) for place in gaps.select(".chip")] == ["Zeist (dringend)", "Woerden"]
        assert "1 gemeente heeft een project over dit thema." in text_of(gaps)
        assert gaps.select_one(f"a.button[href='{asked.url}']")

    def test_projects_that_look_for_help_are_named_while_somebody_vouches_for_them(self, client, theme):
        self.project(theme, wanted="Een bakker die een ochtend wil meedraaien.")
        self.project(theme, "Zonder vraag")
        add_project("Oud", theme_links=[ThemeLink(theme=theme)], confirmed_on=days_ago(900), wanted="Stoelen.")
        section = visit(client, theme).select_one(".landing-open")
        assert [text_of(line) for line in section.select(".record-line")] == ["De tuin"]
        assert "Een bakker die een ochtend wil meedraaien." in text_of(section)

    def test_other_themes_of_its_records_stand_beside_it(self, client, theme):
        other = add_theme(theme.agenda, "Werken")
        add_publication(children={"theme_links": [ThemeLink(theme=theme), ThemeLink(theme=other)]})
        beside = visit(client, theme).select("section[aria-labelledby=themes] a")
        assert [text_of(link) for link in beside] == ["Werken"]


class TestMunicipality:
    def test_a_call_for_it_and_a_need_are_open_questions(self, client):
        woerden = Municipality.objects.get(slug="woerden")
        theme = ThemePage.objects.filter(live=True, locale__language_code="nl").first()
        Need.objects.create(municipality=woerden, theme=theme, urgency=3, reported_on=days_ago(1))
        call = add_call("Denk mee", closes_at=from_now(days=2))
        call.municipalities.set([woerden])
        call.save()
        lines = visit(client, "/gemeenten/woerden/").select(".landing-open .record-line")
        assert {text_of(line) for line in lines} == {"Denk mee", theme.title}


class TestWerkplaats:
    @pytest.fixture
    def werkplaats(self):
        return WerkplaatsPage.objects.get(slug="twente", locale__language_code="nl")

    def test_the_newest_three_of_each_kind_lead_to_the_rest(self, client, werkplaats):
        page = add_publication("Boek", date="2039", werkplaatsen=[werkplaats])
        copy_pages(page, 4)
        soup = visit(client, werkplaats)
        group = soup.select_one("section[aria-labelledby=type-publicationpage]")
        assert len(group.select("li")) == NEWEST
        assert f"werkplaats={werkplaats.slug}" in group.select_one(".more a")["href"]

    def test_it_can_be_followed(self, client, werkplaats):
        address = visit(client, werkplaats).select_one(".landing-header .follow-link a")["href"]
        assert text_of(visit(client, address).h1)
        topic = make_topic("werkplaats", werkplaats.slug, {}, "nl")
        page = add_publication("Boek", werkplaatsen=[werkplaats])
        assert page.pk in KINDS[topic.kind].records(topic).values_list("page", flat=True)
        assert make_topic("werkplaats", "bestaat-niet", {}, "nl") is None

    def test_themes_of_its_agenda_without_a_project_are_named_when_others_have_one(self, client, werkplaats):
        agenda = add_agenda("Proefagenda 2090", 2090, werkplaats=werkplaats.slug)
        one, _other = add_theme(agenda, "Wonen"), add_theme(agenda, "Werken")
        assert visit(client, werkplaats).select_one(".landing-gaps") is None
        add_project("De tuin", theme_links=[ThemeLink(theme=one)], confirmed_on=days_ago(3))
        cache_version.invalidate()
        chips = visit(client, werkplaats).select(".landing-gaps .chip")
        assert [text_of(chip) for chip in chips] == ["Werken"]


@pytest.mark.parametrize(
    "path",
    [
        "/gemeenten/utrecht/",
        "/onderwerpen/samenwerking/",
        "/organisaties/hogeschool-utrecht/",
        "/themas/kus-2020-2022/participatie/",
        "/werkplaatsen/kus/",
    ],
)
def test_a_landing_page_costs_few_queries(client, path):
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert len(queries) <= 15


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/gemeenten/utrecht/", 15),
        ("/onderwerpen/samenwerking/", 10),
        ("/organisaties/hogeschool-utrecht/", 10),
        ("/themas/kus-2020-2022/participatie/", 15),
        ("/werkplaatsen/kus/", 17),
        ("/zoeken/?q=wijkteam", 15),
        ("/projecten/onderzoek-de-kleine-schans/", 15),
    ],
)
def test_a_page_that_is_made_anew_after_a_change_costs_few_queries(client, path, most):
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
    client.get(path)
    cache_version.invalidate()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) <= most


def test_a_page_that_is_made_anew_costs_the_same_with_more_records(client):
    theme = add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")
    fields = {"theme_links": [ThemeLink(theme=theme)]}
    samples = [
        add_event("Straks", start=from_now(days=2), **fields),
        add_call("Denk mee", closes_at=from_now(days=2), **fields),
        add_project("De tuin", confirmed_on=days_ago(3), wanted="Een bakker.", **fields),
    ]
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"

    def count():
        cache_version.invalidate()
        with CaptureQueriesContext(connection) as queries:
            client.get(theme.url)
        return len(queries)

    # The first writes the records in the index.
    client.get(theme.url)
    few = count()
    for sample in samples:
        copy_pages(sample, 19)
    client.get(theme.url)
    assert count() == few
