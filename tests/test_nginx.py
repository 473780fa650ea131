"""nginx with deploy/nginx/kus.conf: its own cache is never stale, holds nothing of one person, and spares the site."""

import contextlib
import gzip
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from django.conf import settings

from kus_site import proxy_cache, request_limits
from kus_site.kept_pages import DECIDED_ELSEWHERE
from tests.proxy_server import answering, echo, run_nginx

pytestmark = pytest.mark.heavy

SET_TITLE = """
from pages.models import HomePage
home = HomePage.objects.get(locale__language_code="nl")
home.title = {!r}
home.save_revision().publish()
result = None
"""
MAKE_PICTURE = """
from django.core.files.base import ContentFile
from pages.models import SiteImage
from tests.content_samples import make_png
image = SiteImage.objects.create(title="Beeld", file=ContentFile(make_png(), "beeld.png"))
result = image.get_rendition("width-2").url
"""
REMOVE_PICTURE = 'from pages.models import SiteImage; SiteImage.objects.filter(title="Beeld").delete(); result = None'
MULTIPART = "multipart/form-data; boundary=x"


@pytest.fixture(scope="module")
def site(site_behind_proxies):
    return site_behind_proxies


@pytest.fixture(scope="module")
def nginx(site, tmp_path_factory):
    with run_nginx(tmp_path_factory.mktemp("nginx"), [site.address], site.link) as proxy:
        yield proxy


@pytest.fixture
def before_echo(tmp_path):
    """An nginx before a server that says what it was asked."""
    link = tmp_path / "cache-version"
    (tmp_path / "one").mkdir()
    link.symlink_to(tmp_path / "one")
    with answering(echo) as address, run_nginx(tmp_path / "nginx", [address], link) as proxy:
        yield proxy


def told(proxy, *arguments, **named):
    """Return what the server of before_echo was asked: a dict with method, path, length and headers."""
    return json.loads(proxy.ask(*arguments, **named)[2])


class TestPages:
    def test_the_site_is_asked_once_for_a_page_in_each_encoding(self, nginx, site):
        texts = set()
        for accepted, decompress in (
            ("gzip, deflate, br", brotli.decompress),
            ("gzip", gzip.decompress),
            ("deflate", bytes),
        ):
            with site.asked(times=1):
                answers = [nginx.ask("/publicaties/", Accept_Encoding=accepted) for _ in range(3)]
            for status, headers, body in answers:
                assert status == 200
                assert headers["Cache-Control"] == "public, no-cache"
                assert headers["X-Frame-Options"] == "DENY"
                assert "X-Accel-Expires" not in headers
                texts.add(decompress(body))
            assert len({headers["X-Request-ID"] for _, headers, _ in answers}) == 3
        assert len(texts) == 1

    @pytest.mark.parametrize(
        ("accepted", "encoding"),
        [
            ("br;q=0, gzip", None),
            ("GZIP ; q=0.5", "gzip"),
            ("gzip;q=1.0, br;q=0.9", "br"),
            ("brotli, xgzip", None),
            ("gzip, deflate, br, zstd", "br"),
            ("", None),
        ],
    )
    def test_nobody_gets_an_encoding_that_they_do_not_take(self, nginx, accepted, encoding):
        assert nginx.ask("/nieuws/", Accept_Encoding=accepted)[1]["Content-Encoding"] == encoding

    def test_who_has_the_page_gets_304_from_nginx(self, nginx, site):
        etag = nginx.ask("/agenda/")[1]["ETag"]
        with site.asked(times=0):
            status, headers, body = nginx.ask("/agenda/", If_None_Match=etag)
            assert (status, headers["ETag"], body) == (304, etag, b"")
            status, headers, body = nginx.ask("/agenda/", "HEAD")
            assert (status, body) == (200, b"")
            assert int(headers["Content-Length"]) > 1000

    def test_after_a_change_nobody_gets_the_former_page(self, nginx, site):
        for number in range(3):
            nginx.ask("/", Accept_Encoding="br")
            site.pool.run(SET_TITLE.format(f"Titel {number}"))
            for accepted, decompress in (("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)):
                answers = [decompress(nginx.ask("/", Accept_Encoding=accepted)[2]).decode() for _ in range(2)]
                assert all(f"Titel {number}" in text for text in answers)

    def test_what_was_made_before_a_change_and_arrives_after_it_is_not_given_to_others(self, tmp_path):
        """The race of every cache that is purged."""
        link, is_asked, may_answer = tmp_path / "cache-version", threading.Event(), threading.Event()
        proxy_cache.lead_to(link, "before")
        texts = ["old", "new"]

        def answer(request):
            text = texts.pop(0)
            is_asked.set()
            assert may_answer.wait(20)
            return text.encode(), {"X-Accel-Expires": "300"}

        with answering(answer) as address, run_nginx(tmp_path / "nginx", [address], link) as proxy:
            with ThreadPoolExecutor(1) as reader:
                former = reader.submit(proxy.ask, "/")
                assert is_asked.wait(20)
                proxy_cache.lead_to(link, "after")
                may_answer.set()
                assert former.result()[2] == b"old"
            assert [proxy.ask("/")[2] for _ in range(2)] == [b"new", b"new"]

    def test_without_the_link_nothing_is_stored(self, nginx, site):
        target = site.link.readlink()
        site.link.unlink()
        try:
            with site.asked(times=2):
                assert nginx.ask("/")[0] == nginx.ask("/")[0] == 200
        finally:
            site.link.symlink_to(target)


class TestOnePerson:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Cookie": "sessionid=abc"},
            {"Cookie": "a=b; messages=abc"},
            {"Cookie": "a=b;sessionid = abc"},
            {"Cookie": "sessionid"},
            {"Authorization": "Basic YTpi"},
            {"Range": "bytes=0-9"},
            {"If-Match": '"other"'},
            {"If-Unmodified-Since": "Sat, 28 Nov 2020 12:00:00 GMT"},
        ],
    )
    def test_the_site_decides_about_a_request_that_is_for_one_person(self, nginx, site, headers):
        nginx.ask("/")
        with site.asked(times=2):
            for _ in range(2):
                nginx.ask("/", **headers)
        with site.asked(times=0):
            assert nginx.ask("/")[1]["Cache-Control"] == "public, no-cache"

    def test_other_cookies_do_not_matter(self, nginx, site):
        nginx.ask("/")
        with site.asked(times=0):
            nginx.ask("/", Cookie="csrftoken=abc; mysessionid=1; messages2=x")

    def test_the_names_of_cookies_and_headers_are_those_of_the_site(self):
        assert settings.SESSION_COOKIE_NAME == "sessionid"
        assert set(DECIDED_ELSEWHERE) == {
            *("HTTP_AUTHORIZATION", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE"),
        }

    @pytest.mark.parametrize(
        "path", ["/contact/bericht/", "/nieuwsbrief/voorkeuren/een-teken/", "/admin/login/", "/documents/9/stuk.pdf"]
    )
    def test_forms_tokens_and_what_is_not_public_are_never_stored(self, nginx, site, path):
        with site.asked(times=3):
            answers = [nginx.ask(path) for _ in range(3)]
        found = [re.findall(rb'csrfmiddlewaretoken" value="(\w+)"', body) for _, _, body in answers]
        assert not found[0] or found[0] != found[1]

    def test_errors_and_redirects_are_not_stored(self, nginx, site):
        with site.asked(times=4):
            assert [nginx.ask(path)[0] for path in ("/niets/", "/niets/")] == [404, 404]
            assert {nginx.ask("/zoeken")[0] for _ in range(2)} == {301}


class TestFiles:
    def test_a_static_file_is_stored_compressed_for_good(self, nginx, site):
        sheet = re.search(r'href="(/static/css/site\.[^"]+)"', nginx.ask("/")[2].decode())[1]
        with site.asked(times=1):
            answers = [nginx.ask(sheet, Accept_Encoding="gzip, deflate, br") for _ in range(2)]
        for status, headers, body in answers:
            assert (status, headers["Content-Encoding"]) == (200, "br")
            assert "immutable" in headers["Cache-Control"]
            assert len(brotli.decompress(body)) > len(body)
        whole = nginx.ask(sheet)[2]
        assert nginx.ask(sheet, Range="bytes=2-9")[2] == whole[2:10]

    def test_a_picture_comes_from_nginx_whole_and_in_part_until_it_is_deleted(self, nginx, site):
        address = site.pool.run(MAKE_PICTURE)
        with site.asked(times=1):
            status, headers, whole = nginx.ask(address)
            assert (status, headers["Content-Type"]) == (200, "image/png")
            assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert nginx.ask(address)[2] == whole
            status, part, body = nginx.ask(address, Range="bytes=2-9", If_Range=headers["ETag"])
            assert (status, part["Content-Range"], body) == (206, f"bytes 2-9/{len(whole)}", whole[2:10])
            assert nginx.ask(address, Range="bytes=2-9", If_Range='"other"')[0] == 200
            assert nginx.ask(address, Range=f"bytes={len(whole)}-")[0] == 416
            assert nginx.ask(address, If_None_Match=headers["ETag"])[0] == 304
        site.pool.run(REMOVE_PICTURE)
        assert nginx.ask(address)[0] == 404

    def test_a_range_of_a_document_reaches_the_site(self, before_echo):
        headers = told(before_echo, "/documents/1/stuk.pdf", Range="bytes=5-9", If_Range='"x"')["headers"]
        assert (headers["range"], headers["if-range"]) == ("bytes=5-9", '"x"')


class TestBodies:
    """nginx reads no more of a body than the site would."""

    @pytest.mark.parametrize(
        "path",
        ["/zoeken/", "/admin/login/", "/admin/password_reset/", "/inventarisatie/formulier/x/", "/media/images/x.png"],
    )
    def test_a_large_body_is_refused_with_the_page_of_the_site(self, nginx, path):
        assert request_limits.body_limit(path) == request_limits.BODY
        status, _headers, body = nginx.ask(path, "POST", b"x" * (request_limits.BODY + 1))
        assert status == 413
        assert "1 MB" in body.decode()

    def test_a_body_in_chunks_is_refused_too(self, nginx):
        chunks = (b"x" * 100_000 for _ in range(11))
        status, _headers, body = nginx.ask("/zoeken/", "POST", chunks, Transfer_Encoding="chunked")
        assert (status, "1 MB" in body.decode()) == (413, True)

    @pytest.mark.parametrize(
        "path", ["/admin/images/add/", "/inventarisatie/formulier/x/stap/", "/en/inventarisatie/formulier/x/stap/"]
    )
    def test_forms_with_files_take_what_the_site_takes(self, before_echo, nginx, path):
        assert request_limits.body_limit(path) == request_limits.BODY_WITH_FILES
        body = b"x" * (request_limits.BODY + 1)
        assert told(before_echo, path, "POST", body)["length"] == len(body)
        with contextlib.closing(nginx.connect()) as connection:
            connection.putrequest("POST", path)
            connection.putheader("Content-Length", str(request_limits.BODY_WITH_FILES + 1))
            connection.endheaders()
            response = connection.getresponse()
            assert (response.status, "60 MB" in response.read().decode()) == (413, True)


class TestWhatTheSiteIsTold:
    def test_the_visitor_cannot_say_how_they_came(self, before_echo):
        headers = told(
            before_echo, "/x", Host="www.example.nl:8443", X_Forwarded_Proto="http", X_Forwarded_For="6.6.6.6"
        )["headers"]
        assert headers["host"] == "www.example.nl:8443"
        assert headers["x-forwarded-proto"] == "https"
        # One proxy of our own (TRUSTED_PROXIES=1), so the last name counts.
        assert headers["x-forwarded-for"] == "6.6.6.6, 127.0.0.1"

    def test_http_leads_to_https(self, before_echo):
        status, headers, _body = before_echo.ask("/agenda/?maand=1", scheme="http", X_Forwarded_Proto="https")
        assert (status, headers["Location"]) == (301, "https://127.0.0.1/agenda/?maand=1")

    def test_addresses_stay_as_they_were_written(self, before_echo):
        for path in ("/a%2Fb/?q=%C3%A9+x&q=", "/a//b/", "/x/?"):
            assert told(before_echo, path)["path"] == path

    def test_another_host_is_refused_and_not_stored(self, nginx, site):
        with site.asked(times=2):
            assert {nginx.ask("/", Host="elders.example")[0] for _ in range(2)} == {400}

    def test_no_address_of_a_visitor_or_token_is_logged(self, before_echo):
        before_echo.ask("/nieuwsbrief/voorkeuren/een-teken/")
        for log in before_echo.log.parent.glob("*.log"):
            assert "een-teken" not in log.read_text()
