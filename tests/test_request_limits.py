"""Methods that no address has, and bodies above the limit of theirs."""

import io

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from kus_site.request_limits import BODY, BODY_WITH_FILES, RequestLimitsMiddleware, body_limit

pytestmark = pytest.mark.django_db
PUBLIC = ["/", "/en/", "/agenda/", "/zoeken/", "/gemeenten/", "/nieuwsbrief/", "/robots.txt", "/sitemap.xml", "/geen/"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", [*PUBLIC, "/admin/login/"])
def test_methods_that_change_things_are_not_allowed(method, path, home):
    response = Client().generic(method, path, b"x")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert response["X-Request-ID"]


@pytest.mark.parametrize("path", ["/", "/agenda/", "/publicaties/", "/en/"])
def test_pages_take_no_post(path, home):
    response = Client().post(path, {"a": "b"})
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    options = Client().options(path)
    assert (options.status_code, options["Allow"], options.content) == (200, "GET, HEAD, OPTIONS", b"")


@pytest.mark.parametrize("path", ["/zoeken/", "/robots.txt", "/nieuwsbrief/"])
def test_options_tells_the_methods(path, home):
    response = Client().options(path)
    assert response.content == b""
    assert {"GET", "HEAD"} <= set(response["Allow"].split(", "))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/zoeken/", "Wat u stuurde, is groter dan 1 MB."),
        ("/en/zoeken/", "What was sent is larger than 1 MB"),
        ("/admin/images/add/", "is groter dan 60 MB."),
    ],
)
def test_large_body_is_refused_unread_with_a_sentence(path, words):
    class Untouched(io.BytesIO):
        def read(self, *arguments):
            raise AssertionError("The body was read.")

        readline = read

    request = RequestFactory().post(path, CONTENT_LENGTH="300000000")
    request._stream = request.environ["wsgi.input"] = Untouched()
    response = RequestLimitsMiddleware(lambda request: HttpResponse(request.body))(request)
    assert response.status_code == 413
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/", BODY),
        ("/mijn-gegevens/", BODY),
        ("/admin/login/", BODY),
        ("/admin/password_reset/", BODY),
        ("/admin/password_reset/confirm/a/b/", BODY),
        ("/inventarisatie/2026/beginnen/", BODY),
        ("/admin/documents/multiple/add/", BODY_WITH_FILES),
        ("/inventarisatie/formulier/abc/project/", BODY_WITH_FILES),
        ("/en/inventarisatie/formulier/abc/project/", BODY_WITH_FILES),
        ("/iets/inventarisatie/formulier/abc/project/", BODY),
    ],
)
def test_only_forms_with_files_take_large_bodies(path, limit):
    assert body_limit(path) == limit
