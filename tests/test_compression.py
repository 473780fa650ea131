"""What is compressed on the way out, and what never is because it could hold a secret."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from kus_site.compression import CompressionMiddleware

TEXT = "<p>Wat gemeenten en inwoners van elkaar leren.</p>" * 40
BROWSER = "gzip, deflate, br, zstd"


def answer(view, path="/", accepted=BROWSER, **headers):
    request = RequestFactory().get(path, headers={"Accept-Encoding": accepted, **headers})
    return CompressionMiddleware(view)(request)


def page(request):
    return HttpResponse(TEXT, headers={"ETag": '"abc"'})


def test_reader_gets_the_page_in_the_best_encoding_the_browser_knows(client, home):
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": BROWSER})
    zipped = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert (packed["Content-Encoding"], brotli.decompress(packed.content)) == ("br", plain.content)
    assert (zipped["Content-Encoding"], gzip.decompress(zipped.content)) == ("gzip", plain.content)
    assert not plain.has_header("Content-Encoding")
    assert packed["Content-Length"] == str(len(packed.content))
    assert len(packed.content) < len(plain.content) / 3
    for response in (plain, packed, zipped):
        assert "Accept-Encoding" in response["Vary"]


def test_unchanged_page_is_answered_304_whatever_the_encoding(client, home):
    whole = client.get("/", headers={"Accept-Encoding": BROWSER})
    assert whole["ETag"].startswith("W/")
    short = client.get("/", headers={"Accept-Encoding": BROWSER, "If-None-Match": whole["ETag"]})
    assert (short.status_code, short.content) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control"):
        assert short[name] == whole[name]


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0, gzip;q=0.0", "zstd"])
def test_browser_that_knows_no_encoding_of_ours_gets_plain_text(accepted):
    assert answer(page, accepted=accepted).content.decode() == TEXT


def test_refused_encoding_is_passed_over():
    assert answer(page, accepted="br;q=0, gzip;q=0.5")["Content-Encoding"] == "gzip"


def with_cookie(request):
    response = page(request)
    response.set_cookie("any", "thing")
    return response


SECRETS = {
    "form token": lambda request: HttpResponse(TEXT + get_token(request)),
    "cookie": with_cookie,
    "private": lambda request: HttpResponse(TEXT, headers={"Cache-Control": "private, no-cache"}),
    "no-store": lambda request: HttpResponse(TEXT, headers={"Cache-Control": "No-Store"}),
}


@pytest.mark.parametrize("what", SECRETS)
def test_answer_that_could_hold_a_secret_is_not_compressed(what):
    assert not answer(SECRETS[what]).has_header("Content-Encoding")


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_visitor_with_a_cookie_of_ours_gets_plain_text(cookie):
    assert not answer(page, Cookie=f"{cookie}=abc").has_header("Content-Encoding")


@pytest.mark.parametrize("path", ["/admin/login/", "/nieuwsbrief/voorkeuren/3kT9/", "/nieuwsbrief/afmelden/3kT9/"])
def test_personal_address_is_not_compressed(path):
    assert not answer(page, path).has_header("Content-Encoding")


USELESS = {
    "short": lambda request: HttpResponse("x"),
    "picture": lambda request: HttpResponse(TEXT, content_type="image/png"),
    "streaming": lambda request: StreamingHttpResponse(iter([TEXT])),
    "compressed": lambda request: HttpResponse(TEXT, headers={"Content-Encoding": "identity"}),
    "part": lambda request: HttpResponse(TEXT, status=206),
}


@pytest.mark.parametrize("what", USELESS)
def test_what_would_not_get_smaller_is_left_alone(what):
    assert answer(USELESS[what]).get("Content-Encoding") in (None, "identity")


@pytest.mark.parametrize("path", ["/sitemap.xml", "/agenda/agenda.ics", "/publicaties/feed/", "/zoeken/?q=wmo"])
def test_feeds_calendars_and_search_are_compressed_too(client, home, path):
    assert client.get(path, headers={"Accept-Encoding": BROWSER})["Content-Encoding"] == "br"
