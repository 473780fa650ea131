"""The search of the admin in OpenSearch (ADMIN_SEARCH_URL), and in the database while that is away."""

import base64
import logging

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse

from kus_site.settings import environment
from publications.models import PublicationPage
from tests.sample_records import add_publication, text_of
from tests.search_server import SearchServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def search_server(monkeypatch, settings):
    """A server that the admin of this test searches."""
    server = SearchServer()
    server.start()
    monkeypatch.setenv("ADMIN_SEARCH_URL", server.url)
    settings.WAGTAILSEARCH_BACKENDS = environment.read_admin_search("ADMIN_SEARCH_URL")
    yield server
    server.stop()


@pytest.fixture
def search_index(search_server):
    """The name of an index for pages on that server, without any."""
    search_server.indices["kus_wagtailcore_page"] = {}
    return "kus_wagtailcore_page"


@pytest.fixture
def found(administrator_client):
    """A function (words) that returns the titles which the search of the admin shows."""

    def search(words):
        response = administrator_client.get(reverse("wagtailadmin_pages:search"), {"q": words})
        assert response.status_code == 200
        soup = BeautifulSoup(response.content, "html.parser")
        return {text_of(link) for link in soup.select("td.title .title-wrapper a")}

    return search


def test_a_page_is_found_where_the_server_says_so_and_no_more_once_it_is_deleted(
    search_server, search_index, found, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = add_publication("Onvindbare kruisbessen")
    search_server.asked.clear()
    assert found("kruisbessen") == {"Onvindbare kruisbessen"}
    assert ("POST", f"/{search_index}/_search") in {
        (method, path.partition("?")[0]) for method, path in search_server.asked
    }
    with django_capture_on_commit_callbacks(execute=True):
        page.delete()
    assert found("kruisbessen") == set()
    assert search_server.authorization == {f"Basic {base64.b64encode(b'redactie:ge/heim').decode()}"}


def test_an_index_that_is_made_anew_holds_every_page(search_server, found):
    page = add_publication("Onvindbare kruisbessen")
    call_command("update_index", verbosity=0)
    assert found("kruisbessen") == {page.title}
    documents = search_server.documents("kus_wagtailcore_page")
    assert {str(key) for key in PublicationPage.objects.values_list("pk", flat=True)} <= {
        str(each["pk"]) for each in documents.values()
    }


def test_the_database_is_searched_while_the_server_has_no_index_yet(search_server, found, caplog):
    with caplog.at_level(logging.WARNING):
        add_publication("Onvindbare kruisbessen")
        assert found("kruisbessen") == {"Onvindbare kruisbessen"}
    assert "the database is searched" in caplog.text


def test_pages_are_saved_and_found_while_the_server_is_away(search_server, search_index, found, caplog):
    search_server.stop()
    try:
        with caplog.at_level(logging.WARNING):
            page = add_publication("Onvindbare kruisbessen")
            assert found("kruisbessen") == {page.title}
            assert found("komkommertijd") == set()
        assert "OpenSearch misses a change" in caplog.text
        assert "the database is searched" in caplog.text
    finally:
        search_server.start()


def test_a_query_that_the_server_cannot_be_asked_is_answered_by_the_database(search_server, search_index, found):
    page = add_publication("Onvindbare kruisbessen")
    assert found('onvindbare "kruisbessen"') == {page.title}


@pytest.mark.engine
def test_pages_are_written_to_the_index_also_in_a_process_that_began_without_its_table(monkeypatch, found):
    monkeypatch.setattr("modelsearch.backends.database.USE_SQLITE_FTS", False)
    page = add_publication("Onvindbare kruisbessen")
    monkeypatch.setattr("modelsearch.backends.database.USE_SQLITE_FTS", None)
    assert found("kruisbessen") == {page.title}
