"""Kept pages are answered before Django: the same answer, for nobody with a session, and a former one only while
another request renews it."""

import gzip
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus

import brotli
import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.utils import timezone

from kus_site import kept_pages
from kus_site.kept_pages import KeptPagesApplication, KeptPagesMiddleware
from kus_site.page_cache import PageCacheMiddleware
from pages import cache_version
from tests.another_process import in_another_process


class Site:
    """A site of one view behind KeptPagesApplication; `calls` counts what reached Django."""

    def __init__(self, view=None):
        self.calls = 0
        self.view = view or (lambda request: HttpResponse(f"<p>{self.calls}</p>"))
        self.application = KeptPagesApplication(self._answer)
        # Leaves the connection of the test open, as WSGIHandler does not.
        self.django = ClientHandler() if view == "django" else None

    def get(self, path="/", method="get", **headers):
        """Return (status, dict of headers, body) of a request."""
        environ = getattr(RequestFactory(), method)(path, headers=headers).environ
        found = {}

        def start_response(status, pairs):
            found.update(status=int(status[:3]), headers=dict(pairs))

        body = b"".join(self.application(environ, start_response))
        return found["status"], found["headers"], body

    def _answer(self, environ, start_response):
        self.calls += 1
        if self.django:
            response = self.django(environ)
        else:
            response = KeptPagesMiddleware(PageCacheMiddleware(self.view))(WSGIRequest(environ))
        start_response(f"{response.status_code} {HTTPStatus(response.status_code).phrase}", list(response.items()))
        return [response.content]


def test_a_kept_page_does_not_reach_django_and_is_the_answer_that_django_gave(home, django_assert_num_queries):
    site = Site("django")
    first = site.get("/")
    with django_assert_num_queries(0):
        second = site.get("/")
    assert site.calls == 1
    for _status, headers, _body in (first, second):
        assert len(headers.pop("X-Request-ID")) == 32
    assert first[1] == second[1]
    assert first == second
    assert first[1] == second[1]
    assert first == second
    assert first[1]["Content-Security-Policy"]
    assert first[1]["X-Frame-Options"] == "DENY"


def test_each_encoding_is_made_once_and_says_the_same():
    site = Site(lambda request: HttpResponse("<p>lang</p>" * 500))
    site.get()
    _status, headers, plain = site.get()
    for name, decompress in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        status, compressed_headers, body = site.get(**{"Accept-Encoding": name})
        assert (status, compressed_headers["Content-Encoding"]) == (200, name)
        assert decompress(body) == plain
        assert compressed_headers["Content-Length"] == str(len(body))
        assert compressed_headers["ETag"] == f"W/{headers['ETag']}"
    assert "Content-Encoding" not in headers
    assert site.calls == 1


def test_unchanged_is_304_and_head_has_no_body():
    site = Site()
    etag = site.get()[1]["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        status, headers, body = site.get(**{"If-None-Match": known})
        assert (status, headers["ETag"], body) == (304, etag, b"")
        assert "Content-Length" not in headers
    assert site.get(**{"If-None-Match": '"other"'})[0] == 200
    status, headers, body = site.get(method="head")
    assert (status, headers["Content-Length"], body) == (200, str(len(b"<p>1</p>")), b"")
    assert site.calls == 1


def test_a_date_is_compared_when_the_page_has_one():
    dated = "Sat, 28 Nov 2026 12:00:00 GMT"
    site = Site(lambda request: HttpResponse("x", headers={"Last-Modified": dated}))
    site.get()
    assert site.get(**{"If-Modified-Since": dated})[0] == 304
    assert site.get(**{"If-Modified-Since": "Sat, 28 Nov 2026 11:59:59 GMT"})[0] == 200
    assert site.get(**{"If-Modified-Since": "nonsense"})[0] == 200
    assert site.calls == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "sessionid=abc"},
        {"Cookie": "a=b; messages=abc"},
        {"Cookie": "a=b;sessionid = abc"},
        {"Authorization": "Basic abc"},
        {"If-Match": '"x"'},
        {"Range": "bytes=0-1"},
    ],
)
def test_a_request_that_django_must_see_reaches_it(headers):
    site = Site()
    site.get()
    site.get(**headers)
    assert site.calls == 2


@pytest.mark.parametrize(
    "path", ["/admin/x/", "/documents/1/", "/nieuwsbrief/voorkeuren/3kT9/", "/%00/", "/caf%C3%A9/"]
)
def test_an_address_that_is_not_kept_reaches_django(path):
    site = Site()
    for _ in range(2):
        site.get(path)
    assert site.calls == 2


def test_a_host_that_django_refuses_is_never_kept(home, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    site = Site("django")
    for _ in range(2):
        assert site.get("/", Host="elsewhere.example")[0] == 400
    assert site.calls == 2


def test_scheme_of_a_believed_proxy_is_part_of_the_address(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    site = Site()
    for said in ("https", "http", "https, http", "nonsense"):
        site.get(**{"X-Forwarded-Proto": said})
    assert site.calls == 2


@pytest.mark.usefixtures("cache_in_files")
def test_after_a_change_in_another_process_the_next_reader_gets_the_new_page():
    site = Site()
    assert site.get()[2] == b"<p>1</p>"
    in_another_process("from pages import cache_version; cache_version.invalidate()")
    assert [site.get()[2] for _ in range(2)] == [b"<p>2</p>"] * 2


class SlowSite(Site):
    """A site whose second answer waits until it is let go."""

    def __init__(self):
        super().__init__(self._wait)
        self.is_asked, self.may_go = threading.Event(), threading.Event()

    def _wait(self, request):
        number = self.calls
        if number == 2:
            self.is_asked.set()
            assert self.may_go.wait(10)
        return HttpResponse(f"<p>{number}</p>")

    @contextmanager
    def renewed_elsewhere(self):
        """Let another thread ask for the second answer, which comes at the end."""
        thread = threading.Thread(target=self.get)
        thread.start()
        try:
            assert self.is_asked.wait(10)
            yield
        finally:
            self.may_go.set()
            thread.join()


def test_while_one_request_renews_a_page_others_get_the_former_one_for_a_while(monkeypatch):
    site = SlowSite()
    site.get()
    cache_version.invalidate()
    with site.renewed_elsewhere():
        assert [site.get()[2] for _ in range(3)] == [b"<p>1</p>"] * 3
        assert site.calls == 2
        monkeypatch.setattr(kept_pages, "FORMER_SECONDS", 0)
        assert site.get()[2] == b"<p>3</p>"


def test_a_former_page_is_as_old_as_the_first_change_after_it(monkeypatch):
    monkeypatch.setattr(kept_pages, "FORMER_SECONDS", 0.2)
    site = SlowSite()
    site.get()
    cache_version.invalidate()
    time.sleep(0.3)
    cache_version.invalidate()
    with site.renewed_elsewhere():
        assert site.get()[2] == b"<p>3</p>"


def test_a_renewal_that_fails_leaves_the_former_page_and_then_none(monkeypatch):
    answers = iter(["first", None, "third"])

    def view(request):
        body = next(answers)
        return HttpResponse(body) if body else HttpResponse(status=500)

    site = Site(view)
    site.get()
    cache_version.invalidate()
    assert site.get()[0] == 500
    assert site.get()[2] == b"first"
    monkeypatch.setattr(kept_pages, "FORMER_SECONDS", 0)
    assert site.get()[2] == b"third"


def test_a_version_that_is_not_remembered_is_never_shown():
    site = SlowSite()
    site.get()
    cache.delete_many([cache_version.KEY, f"{cache_version.KEY}:site"])
    with site.renewed_elsewhere():
        assert site.get()[2] == b"<p>3</p>"


def test_what_a_transaction_changed_is_kept_for_itself_only(db):
    site = Site()
    site.get()
    cache_version.invalidate_on_commit()
    assert site.get()[2] == b"<p>2</p>"
    own = kept_pages.look_up(RequestFactory().get("/").environ).key
    connection.run_on_commit.clear()
    assert kept_pages.look_up(RequestFactory().get("/").environ).key != own
    assert site.get()[2] == b"<p>1</p>"


def test_at_the_end_of_a_period_a_page_is_made_again(settings, set_clock):
    settings.PAGE_CACHE_SECONDS = 1
    site = Site()
    now = timezone.now()
    set_clock(now)
    assert [site.get()[2] for _ in range(2)] == [b"<p>1</p>"] * 2
    set_clock(now + timedelta(seconds=1.05))
    assert site.get()[2] == b"<p>2</p>"


def test_a_kept_page_is_logged_with_its_id(caplog):
    site = Site()
    site.get()
    _status, headers, _body = site.get(**{"X-Request-ID": "from-the-proxy"})
    assert headers["X-Request-ID"] == "from-the-proxy"
    line = caplog.records[-1]
    assert (line.cache, line.status, line.path) == ("hit", 200, "/")
