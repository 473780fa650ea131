"""The pages for what cannot be answered: they help, and do not fail themselves."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.test import Client, RequestFactory
from wagtail.models import Site

from kus_site import errors
from tests.content_samples import empty_site


def soup_of(response):
    soup = BeautifulSoup(response.content, "html.parser")
    assert len(soup.select("h1")) == 1
    assert not soup.select("[style], style, script:not([type='application/ld+json'])")
    return soup


def test_not_found_offers_search_and_the_main_places(client, home):
    response = client.get("/bestaat-niet/")
    assert response.status_code == 404
    soup = soup_of(response)
    assert soup.select_one("main form[action='/zoeken/'] input[name=q]")
    links = [link["href"] for link in soup.select("main .places a")]
    assert links[0] == "/"
    assert "/publicaties/" in links
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"


def test_not_found_is_english_under_en(client, home):
    response = client.get("/en/does-not-exist/")
    assert response.status_code == 404
    soup = soup_of(response)
    assert soup.html["lang"] == "en"
    assert soup.select_one("main form")["action"] == "/en/zoeken/"


def test_not_found_costs_little_once_menus_are_kept(client, home, django_assert_max_num_queries):
    client.get("/bestaat-niet/")
    with django_assert_max_num_queries(7):
        client.get("/bestaat-ook-niet/")


def test_not_found_works_in_a_database_without_any_site(client, db):
    empty_site()
    assert not Site.objects.exists()
    response = client.get("/bestaat-niet/")
    assert response.status_code == 404
    assert soup_of(response).select_one(".wordmark")["href"] == "/"


def test_not_found_does_not_repeat_what_was_asked(client, home):
    assert b"<script>alert" not in client.get("/<script>alert(1)</script>/").content


@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), InterfaceError("it is closed")])
def test_fault_of_a_database_that_is_away_says_when_to_come_back(db, django_assert_num_queries, error):
    with django_assert_num_queries(0):
        try:
            raise error
        except type(error):
            response = errors.server_error(RequestFactory().get("/"))
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "30", "no-store")
    assert "even niet bereikbaar" in soup_of(response).h1.text


def test_fault_page_needs_no_database(db, django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        response = errors.server_error(request)
    assert response.status_code == 500
    soup = soup_of(response)
    assert soup.select_one("a[href='/']")
    assert soup.select_one("link[rel=stylesheet]")


def test_fault_page_shows_the_request_id(db, monkeypatch, home):
    def fail(*args, **kwargs):
        raise RuntimeError("secret words")

    monkeypatch.setattr("pages.models.HomePage.serve", fail)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    assert b"secret words" not in response.content


@pytest.mark.parametrize("expired", [True, False])
def test_refusal_says_what_to_do(rf, home, expired):
    request = rf.get("/")
    response = errors.form_expired(request) if expired else errors.permission_denied(request, PermissionDenied())
    assert response.status_code == 403
    assert soup_of(response).select_one("main a[href='/zoeken/']")


def test_bad_request_needs_no_request_to_render(rf):
    response = errors.bad_request(rf.get("/"), SuspiciousOperation())
    assert response.status_code == 400
    assert soup_of(response).select_one("a[href='/']")
