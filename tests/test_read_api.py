"""The read API: records as JSON for programs of others, and what it refuses."""

import json
import uuid
from collections import Counter
from datetime import date, datetime
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from wagtail.models import PageViewRestriction

from events.models import EventPage, EventPhoto, EventQuote
from network.models import Person
from pages.api import views
from pages.api.cursors import Cursor, CursorError
from publications.models import Contributor, PublicationPage
from tests.bulk_rows import copy_pages
from tests.mail_samples import add_made_image
from tests.sample_records import add_event, add_project, add_publication, body_of, from_now
from visitors.rate_limit import Limit

pytestmark = pytest.mark.django_db

NAMES = ["publications", "events", "themes", "projects"]


def read(client, address, **query):
    """Return the JSON of an address of the API."""
    response = client.get(address, query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    return response.json()


def refused(client, address, status=400, **query):
    """Return the sentence with which a request is refused."""
    response = client.get(address, query)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    return problem["detail"]


def path_of(address):
    """Return an address as the test client takes it."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def read_all(client, address):
    """Return the records of all pages of a list."""
    found = []
    while address:
        answer = client.get(path_of(address)).json()
        found += answer["results"]
        address = answer["next"]
    return found


@pytest.mark.engine
class TestLists:
    @pytest.mark.parametrize("name", NAMES)
    def test_every_published_record_is_in_its_list_once(self, client, name):
        answer = read(client, f"/api/v1/{name}/")
        found = [record["id"] for record in read_all(client, f"/api/v1/{name}/?page_size=7")]
        assert len(found) == len(set(found)) == answer["count"] > 0

    @pytest.mark.parametrize("name", NAMES)
    def test_every_address_in_it_can_be_read(self, client, name):
        for record in read(client, f"/api/v1/{name}/", page_size=5)["results"]:
            assert client.get(path_of(record["url"])).status_code == 200
            whole = read(client, path_of(record["api_url"]))
            assert {key: whole[key] for key in record} == record

    @pytest.mark.usefixtures("kept_contexts")
    def test_the_filters_of_the_listing_narrow_it(self, client):
        listing = client.get("/publicaties/?soort=boek&soort=rapport").context["listing"]
        answer = client.get("/api/v1/publications/?soort=boek&soort=rapport").json()
        assert answer["count"] == listing.selection.total > 0
        values = [value for record in answer["results"] for value in record["filters"]]
        kinds = [value["value"] for value in values if value["filter"] == "soort"]
        assert set(kinds) == {"boek", "rapport"}

    def test_a_date_says_no_more_than_is_known(self, client):
        add_publication("Ooit in het najaar", date="najaar 2018")
        found = read(client, "/api/v1/publications/", page_size=100)["results"]
        dated = next(record for record in found if record["title"] == "Ooit in het najaar")
        assert dated["date"] == {
            "edtf": "2018-23",
            "words": "najaar 2018",
            "earliest": "2018-09-01",
            "latest": "2018-11-30",
        }

    def test_on_the_english_site_dutch_records_say_their_language(self, client):
        answer = read(client, "/api/v1/publications/", language="en", page_size=100)
        by_language = Counter(record["language"] for record in answer["results"])
        assert by_language["nl"] > by_language["en"] > 0
        assert all("language=en" in record["api_url"] for record in answer["results"])

    def test_drafts_and_closed_pages_are_not_in_it(self, client):
        draft, closed = add_publication("Nog niet klaar"), add_publication("Besloten")
        assert read(client, f"/api/v1/publications/{draft.translation_key}/")["title"] == draft.title
        draft.unpublish()
        PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
        titles = {record["title"] for record in read_all(client, "/api/v1/publications/")}
        assert not titles & {"Nog niet klaar", "Besloten"}
        for page in (draft, closed):
            words = refused(client, f"/api/v1/publications/{page.translation_key}/", 410)
            assert f"“{page.title}” was taken away" in words

    def test_what_never_was_public_is_not_found(self, client):
        refused(client, f"/api/v1/publications/{uuid.uuid4()}/", 404)


@pytest.mark.engine
class TestPaging:
    def test_previous_leads_back_over_the_same_records(self, client):
        first = read(client, "/api/v1/publications/", page_size=4)
        second = client.get(path_of(first["next"])).json()
        back = client.get(path_of(second["previous"])).json()
        assert back["results"] == first["results"]
        assert first["previous"] is None
        assert back["previous"] is None
        assert back["next"]

    def test_what_comes_and_goes_meanwhile_shifts_nothing(self, client):
        everything = [record["id"] for record in read_all(client, "/api/v1/publications/")]
        first = read(client, "/api/v1/publications/", page_size=5)
        add_publication("Nieuwer dan alles", date=date.today().isoformat())
        PublicationPage.objects.get(translation_key=first["results"][2]["id"], locale__language_code="nl").unpublish()
        rest = [record["id"] for record in read_all(client, first["next"])]
        assert [record["id"] for record in first["results"]] + rest == everything

    def test_filters_and_size_go_along(self, client):
        answer = client.get("/api/v1/publications/?soort=boek&soort=rapport&page_size=1").json()
        assert "soort=boek&soort=rapport&page_size=1" in answer["next"]

    @pytest.mark.parametrize("text", ["x", "é", "bjIwMTgtMTMtMDEuMQ", "n" * 3000])
    def test_a_cursor_of_somebody_else_is_refused(self, client, text):
        assert "next" in refused(client, "/api/v1/publications/", cursor=text)

    def test_a_cursor_reads_what_it_writes(self):
        cursor = Cursor(date(2018, 3, 1), 12, is_backwards=True)
        assert Cursor.read(str(cursor)) == cursor
        with pytest.raises(CursorError):
            Cursor.read(str(cursor)[:-3])


class TestOneRecord:
    def test_a_publication_says_who_made_it_and_how_to_cite_it(self, client):
        page = add_publication("Samen wonen", date="2020")
        person = Person.objects.create(given_name="Anna", particle="van der", family_name="Meer", slug="anna-meer")
        Contributor.objects.create(publication=page, person=person, role=Contributor.Role.EDITOR)
        record = read(client, f"/api/v1/publications/{page.translation_key}/")
        assert [(who["name"], who["role"]) for who in record["contributors"]] == [(person.name, "editor")]
        assert record["citation"]["editor"][0]["family"] == "Meer"
        assert record["citation"]["issued"] == {"date-parts": [[2020]]}

    def test_an_event_says_when_and_where(self, client):
        page = add_event("Koffie en cijfers", start=from_now(days=3), venue="Huis van de wijk")
        record = read(client, f"/api/v1/events/{page.translation_key}/")
        assert record["venue"] == "Huis van de wijk"
        assert record["sessions"][0]["start"].startswith(from_now(days=3).date().isoformat()[:7])
        assert client.get(path_of(record["calendar_url"])).status_code == 200

    @pytest.mark.usefixtures("kept_contexts")
    def test_an_event_says_what_became_of_its_plan(self, client):
        other = add_event("De volgende keer", start=from_now(days=9))
        planned = from_now(days=2)
        page = add_event("Afgelast", start=from_now(days=3), status="cancelled", previous_starts_at=planned)
        EventPage.objects.filter(pk=page.pk).update(status_reason="De spreker is ziek.", instead=other.pk)
        record = read(client, f"/api/v1/events/{page.translation_key}/")
        assert record["status"] == "cancelled"
        assert record["status_reason"] == "De spreker is ziek."
        assert datetime.fromisoformat(record["previous_start"]) == planned
        assert client.get(path_of(record["instead_url"])).context["page"].pk == other.pk
        other.unpublish()
        assert read(client, f"/api/v1/events/{page.translation_key}/")["instead_url"] == ""

    def test_an_event_gives_its_photos_and_what_was_said(self, client):
        person = Person.objects.create(given_name="Anna", particle="van der", family_name="Meer", slug="anna-meer")
        photo = EventPhoto(image=add_made_image("Een volle zaal", size=(1280, 720)), caption="De opening")
        quotes = [
            EventQuote(text="Begin bij de bel.", person=person, said_by="wijkverpleegkundige"),
            EventQuote(text="Kom eens langs.", said_by="een bewoner"),
        ]
        page = add_event("Terugblik", start=from_now(days=-3), children={"photos": [photo], "quotes": quotes})
        record = read(client, f"/api/v1/events/{page.translation_key}/")
        [found] = record["photos"]
        assert (found["description"], found["caption"]) == ("Een volle zaal", "De opening")
        assert (found["picture"]["width"], found["picture"]["height"]) == (640, 360)
        assert found["picture"]["url"].startswith("http://testserver/")
        assert record["quotes"] == [
            {"text": "Begin bij de bel.", "person": person.name, "said_by": "wijkverpleegkundige"},
            {"text": "Kom eens langs.", "person": "", "said_by": "een bewoner"},
        ]

    def test_a_project_tells_no_address_of_a_person(self, client):
        page = add_project("Buurtsoep", summary="Warm")
        page.body = body_of("<p>Mail anna@example.org of kom langs.</p>")
        page.save()
        response = client.get(f"/api/v1/projects/{page.translation_key}/")
        assert b"anna@example.org" not in response.content

    def test_a_record_of_another_type_is_not_found(self, client):
        event = read(client, "/api/v1/events/")["results"][0]
        refused(client, f"/api/v1/publications/{event['id']}/", 404)


class TestRefusals:
    def test_an_unknown_parameter_is_named_with_those_there_are(self, client):
        words = refused(client, "/api/v1/publications/", kind="boek")
        assert "“kind”" in words
        assert "soort" in words

    def test_a_value_that_no_record_has_is_named(self, client):
        assert "“strip”" in refused(client, "/api/v1/publications/", soort="strip")

    @pytest.mark.parametrize("size", ["0", "101", "-1", "many", "1e9", "9" * 400])
    def test_a_page_size_out_of_range_is_refused(self, client, size):
        assert "1 to 100" in refused(client, "/api/v1/publications/", page_size=size)

    def test_a_language_that_the_site_has_not_is_refused(self, client):
        assert "nl, en" in refused(client, "/api/v1/publications/", language="de")

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_it_is_for_reading_alone(self, client, method):
        assert getattr(client, method)("/api/v1/publications/").status_code == 405

    def test_a_network_that_asks_too_much_is_told_when_to_come_back(self, client, monkeypatch):
        monkeypatch.setattr(views, "LIMIT", Limit("read-api-test", 2, 3600))
        for soort in ("boek", "rapport"):
            assert client.get(f"/api/v1/publications/?soort={soort}").status_code == 200
        response = client.get("/api/v1/publications/?page_size=3")
        assert response.status_code == 429
        assert response["Retry-After"] == "3600"
        assert response["Access-Control-Allow-Origin"] == "*"


class TestForPrograms:
    def test_any_site_may_read_it_and_it_sets_no_cookie(self, client):
        response = client.get("/api/v1/themes/", headers={"Origin": "https://example.org"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert not response.cookies
        preflight = client.options("/api/v1/themes/", headers={"Access-Control-Request-Method": "GET"})
        assert preflight.status_code == 204
        assert "GET" in preflight["Access-Control-Allow-Methods"]

    def test_what_has_not_changed_is_not_sent_again(self, client):
        first = client.get("/api/v1/publications/")
        again = client.get("/api/v1/publications/", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        add_publication("Iets nieuws")
        assert client.get("/api/v1/publications/", headers={"If-None-Match": first["ETag"]}).status_code == 200

    def test_head_has_the_headers_of_get_and_no_body(self, client):
        response = client.head("/api/v1/publications/")
        assert response.status_code == 200
        assert response.content == b""

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.engine
    def test_the_queries_are_as_many_for_ten_records_as_for_a_hundred(self, client, name):
        def count(size):
            for _time in range(2):
                # The first brings the record index up to date, which is a change of content.
                client.get(f"/api/v1/{name}/?page_size={size}", headers={"Authorization": "none"})
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/api/v1/{name}/?page_size={size}", headers={"Authorization": "none"})
            # Addresses that moved are read again whenever content changed.
            return sum("wagtailredirects" not in query["sql"] for query in queries)

        few = count(2)
        copy_pages(type_of(name).objects.published().first(), 30)
        assert count(100) == few <= 12


def type_of(name):
    """Return the type of record of a list of the API."""
    return next(model for model in views.api_types() if model.api_name == name)


class TestDescription:
    def test_it_describes_every_address_and_what_each_answers(self, client):
        description = client.get("/api/v1/openapi.json").json()
        assert description["openapi"].startswith("3.0")
        assert {f"/{name}/" for name in NAMES} <= set(description["paths"])
        listed = description["paths"]["/publications/"]["get"]
        assert {"soort", "thema", "cursor", "page_size", "language"} <= {each["name"] for each in listed["parameters"]}
        assert {"200", "400", "404", "429"} <= set(listed["responses"])

    def test_answers_are_as_described(self, client):
        description = json.loads(client.get("/api/v1/openapi.json").content.replace(b'"nullable": true', b'"x": true'))
        for name in NAMES:
            for path, address in ((f"/{name}/", f"/api/v1/{name}/?page_size=100"), (f"/{name}/{{identifier}}/", None)):
                answer = read(client, address) if address else None
                address = address or path_of(read(client, f"/api/v1/{name}/")["results"][0]["api_url"])
                answer = answer or read(client, address)
                schema = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
                validator = Draft202012Validator({**schema, "components": description["components"]})
                errors = [error for error in validator.iter_errors(answer) if error.instance is not None]
                assert not errors, (path, errors[0].message, list(errors[0].path))

    def test_the_index_leads_to_all_of_it(self, client):
        index = read(client, "/api/v1/")
        for address in (index["openapi"], *index["lists"].values()):
            assert client.get(path_of(address)).status_code == 200


class TestEmbeddedList:
    def test_other_sites_may_frame_it_and_nothing_else(self, client):
        framed = client.get("/publicaties/embed/?soort=boek")
        assert framed.status_code == 200
        assert "frame-ancestors *" in framed["Content-Security-Policy"]
        assert "X-Frame-Options" not in framed
        again = client.get("/publicaties/embed/?soort=boek")
        assert "frame-ancestors *" in again["Content-Security-Policy"]
        assert "X-Frame-Options" not in again
        listing = client.get("/publicaties/?soort=boek")
        assert "frame-ancestors 'none'" in listing["Content-Security-Policy"]
        assert listing["X-Frame-Options"] == "DENY"

    def test_it_shows_the_selection_without_scripts_and_opens_in_the_whole_window(self, client):
        soup = BeautifulSoup(client.get("/publicaties/embed/?soort=boek").content, "html.parser")
        listed = BeautifulSoup(client.get("/publicaties/?soort=boek").content, "html.parser")
        titles = [title.get_text() for title in soup.select(".card-title")]
        assert titles == [title.get_text() for title in listed.select(".results .card-title")][:10]
        assert not soup.find_all(["script", "form", "style"])
        assert soup.find("base")["target"] == "_top"
        assert soup.find("link", rel="canonical")["href"].endswith("/publicaties/?soort=boek")

    @pytest.mark.parametrize("address", ["/publicaties/", "/agenda/", "/projecten/", "/nieuws/"])
    def test_each_listing_offers_the_lines_for_another_site(self, client, address):
        soup = BeautifulSoup(client.get(address).content, "html.parser")
        offer = soup.find(id="embed-code").find_parent("details")
        # A fold (static/css/components.css) stands open on a wide screen, without its summary.
        assert "fold" not in offer["class"]
        assert not offer.has_attr("open")
        frame = BeautifulSoup(soup.find(id="embed-code").get_text(), "html.parser").iframe
        assert frame["title"]
        assert client.get(path_of(frame["src"])).status_code == 200

    def test_a_value_that_is_no_choice_is_said_and_escaped(self, client):
        response = client.get("/publicaties/embed/?soort=<script>")
        assert response.status_code == 200
        assert b"<script>" not in response.content
        assert b"&lt;script&gt;" in response.content
