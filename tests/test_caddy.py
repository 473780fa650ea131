"""Caddy with deploy/Caddyfile: what it passes on, and what it keeps away."""

import json
import re

import brotli
import pytest

from kus_site import request_limits
from tests.proxy_server import answering, echo, run_caddy

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def caddy(site_behind_proxies, tmp_path_factory):
    with run_caddy(tmp_path_factory.mktemp("caddy"), [site_behind_proxies.address]) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def before_echo(tmp_path_factory):
    """A Caddy before two servers that say what they were asked."""
    folder = tmp_path_factory.mktemp("caddy")
    with answering(echo) as one, answering(echo) as other, run_caddy(folder, [one, other]) as proxy:
        yield proxy


def told(proxy, *arguments, **named):
    """Return what the server of before_echo was asked: a dict with method, path, length and headers."""
    return json.loads(proxy.ask(*arguments, **named)[2])


def test_a_page_comes_as_the_site_made_it(caddy, site_behind_proxies):
    status, headers, body = caddy.ask("/publicaties/", Accept_Encoding="br")
    assert (status, headers["Content-Encoding"]) == (200, "br")
    assert b"</html>" in brotli.decompress(body)
    assert "Server" not in headers
    assert caddy.ask("/publicaties/", Accept_Encoding="br", If_None_Match=headers["ETag"])[0] == 304
    sheet = re.search(r'href="(/static/css/site\.[^"]+)"', caddy.ask("/")[2].decode())[1]
    assert "immutable" in caddy.ask(sheet)[1]["Cache-Control"]


def test_what_may_hold_a_secret_is_not_compressed(caddy):
    status, headers, _body = caddy.ask("/contact/bericht/", Accept_Encoding="gzip, br")
    assert (status, headers["Content-Encoding"]) == (200, None)


def test_the_visitor_cannot_say_how_they_came(before_echo):
    headers = told(
        before_echo, "/x", X_Forwarded_Proto="http", X_Forwarded_For="6.6.6.6", X_Forwarded_Host="elders.example"
    )["headers"]
    assert headers["x-forwarded-proto"] == "https"
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["host"] == headers["x-forwarded-host"] == f"127.0.0.1:{before_echo.port}"


def test_http_leads_to_https(before_echo):
    status, headers, _body = before_echo.ask("/agenda/?maand=1", scheme="http")
    assert status == 308
    assert re.fullmatch(r"https://127\.0\.0\.1(:\d+)?/agenda/\?maand=1", headers["Location"])


def test_ranges_and_addresses_reach_the_site_as_they_were(before_echo):
    asked = told(before_echo, "/documents/1/a%2Fb.pdf?q=%C3%A9+x", Range="bytes=5-9", If_Range='"x"')
    assert asked["path"] == "/documents/1/a%2Fb.pdf?q=%C3%A9+x"
    assert (asked["headers"]["range"], asked["headers"]["if-range"]) == ("bytes=5-9", '"x"')


def test_a_large_body_is_refused_with_the_page_of_the_site(caddy, before_echo):
    status, _headers, body = caddy.ask("/zoeken/", "POST", b"x" * (request_limits.BODY + 1))
    assert (status, "1 MB" in body.decode()) == (413, True)
    body = b"x" * (request_limits.BODY + 1)
    assert told(before_echo, "/admin/images/add/", "POST", body)["length"] == len(body)


def test_a_web_process_that_is_away_is_passed_over(tmp_path):
    with answering(echo) as away:
        pass
    with answering(echo) as there, run_caddy(tmp_path / "caddy", [away, there]) as proxy:
        assert {proxy.ask("/")[0] for _ in range(6)} == {200}
