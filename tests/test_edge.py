"""What real web servers make of hostile headers, and of a cache or database that is away."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from urllib.parse import urlencode, urlsplit, urlunsplit

import pytest

from scripts.preconditions import free_port
from scripts.services import service_command
from tests.another_process import in_another_process
from tests.gate import Gate, frozen
from tests.redis_server import RedisServer
from tests.running_site import ROOT, keep_for_long
from tools.postgres_server import temporary_server

pytestmark = pytest.mark.heavy


def ask(url, path, method="GET", **headers):
    """Return status, headers and text of one request."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    with contextlib.closing(connection):
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode()


@contextlib.contextmanager
def web_server(folder, **variables):
    """Run the web process as the platform starts it, on the files of `folder`; yield its address, process and log."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "kus_site.settings.local", "KUS_VAR": str(folder)} | variables
    log = folder / f"web-{port}.log"
    with log.open("wb") as output:
        command = service_command("web", sys.executable, f"127.0.0.1:{port}")
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield url, process, log
    finally:
        process.terminate()
        process.wait(30)


def wait_until_it_listens(url, process, log, seconds=60):
    """Return when the web server answers anything; fail with its log when it ends."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            return ask(url, "/healthz")
        assert process.poll() is None, log.read_text()
        time.sleep(0.2)
    raise AssertionError(log.read_text())


def test_header_script_name_changes_neither_pages_nor_menus(running_site):
    running_site.run("from pages import cache_version; cache_version.invalidate(); result = None")
    for name in ("SCRIPT_NAME", "Script-Name", "PATH_INFO", "X-Script-Name", "X-Forwarded-Prefix"):
        status, _headers, text = ask(running_site.url, "/evil/programmas/", **{name: "/evil"})
        assert status == 404, name
        ask(running_site.url, "/programmas/", **{name: "/evil"})
        for path in ("/programmas/", "/", "/en/"):
            status, _headers, text = ask(running_site.url, path)
            assert status == 200
            assert "/evil" not in text, name


# Slow clients and large bodies


@pytest.fixture
def connect(running_site):
    """A function that opens a connection to the running site and sends bytes; all are closed after the test."""
    with contextlib.ExitStack() as stack:

        def connect(sent=b""):
            parts = urlsplit(running_site.url)
            client = stack.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=20))
            client.sendall(sent)
            return client

        yield connect


def request_head(running_site, first_line, *headers):
    """Return the bytes of a request without its body."""
    lines = [first_line, f"Host: {urlsplit(running_site.url).netloc}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def image_file(running_site, name):
    """Return the Path of a file that /media/images/ serves; it does not exist yet."""
    folder = running_site.folder / "media" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


BEGINNINGS = {
    "silent": b"",
    "header": b"GET / HTTP/1.1\r\nX-Sl",
    "body": b"POST /zoeken/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000\r\n\r\na",
}


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_health_check_answers_within_seconds_beside_200_slow_clients(running_site, connect, kind):
    clients = [connect(BEGINNINGS[kind]) for _ in range(200)]
    for _ in range(5):
        began = time.monotonic()
        assert ask(running_site.url, "/healthz")[0] == 200
        # A server with a thread per connection took ten.
        assert time.monotonic() - began < 8
        if kind != "silent":
            for client in clients:
                client.sendall(b"a")


def test_health_check_answers_beside_readers_who_do_not_read(running_site, connect):
    file = image_file(running_site, "large.png")
    with file.open("wb") as large:
        large.truncate(60_000_000)
    whole = request_head(running_site, "GET /media/images/large.png HTTP/1.1")
    part = request_head(running_site, "GET /media/images/large.png HTTP/1.1", "Range: bytes=1000-49999999")
    for each in [whole, part] * 20:
        # The answer has begun, so it holds what it needs.
        assert connect(each).recv(12).startswith(b"HTTP/1.1 20")
    # A server whose threads wait for readers answers nothing, and ask() waits half a minute.
    assert ask(running_site.url, "/healthz")[0] == 200
    file.unlink()


def test_range_arrives_whole(running_site):
    file = image_file(running_site, "part.png")
    content = bytes(range(256)) * 4_000
    file.write_bytes(content)
    connection = http.client.HTTPConnection(urlsplit(running_site.url).netloc, timeout=30)
    with contextlib.closing(connection):
        for _ in range(2):
            connection.request("GET", "/media/images/part.png", headers={"Range": "bytes=1000-900999"})
            response = connection.getresponse()
            assert (response.status, response.read()) == (206, content[1000:901_000])
    file.unlink()


@pytest.mark.parametrize("path", ["/", "/zoeken/", "/admin/login/", "/inventarisatie/formulier/x/project/", "/admin/"])
def test_large_body_is_refused_before_it_is_sent(running_site, connect, path):
    head = request_head(running_site, f"POST {path} HTTP/1.1", "Content-Length: 300000000", "Expect: 100-continue")
    with contextlib.closing(http.client.HTTPResponse(connect(head), method="POST")) as response:
        response.begin()
        assert response.status == 413
        assert response.headers["Connection"] == "close"
        assert "Dit is te veel in één keer" in response.read().decode()


def test_large_body_in_chunks_is_refused_at_the_limit(running_site, connect):
    client = connect(request_head(running_site, "POST / HTTP/1.1", "Transfer-Encoding: chunked"))
    chunk = b"%x\r\n%b\r\n" % (100_000, b"x" * 100_000)
    for _ in range(11):
        client.sendall(chunk)
    with contextlib.closing(http.client.HTTPResponse(client, method="POST")) as response:
        response.begin()
        assert response.status == 413


def test_body_below_the_limit_arrives(running_site):
    connection = http.client.HTTPConnection(urlsplit(running_site.url).netloc, timeout=30)
    with contextlib.closing(connection):
        body = b"username=" + b"x" * 900_000
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/admin/login/", body, headers)
        response = connection.getresponse()
        # Django asks for the token of the form.
        assert response.status == 403
        response.read()
        connection.request("HEAD", "/agenda/")
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"")
        assert int(response.headers["Content-Length"]) > 1_000
        connection.request("GET", "/agenda/")
        assert connection.getresponse().status == 200


# Redis and PostgreSQL away


@pytest.fixture(scope="module")
def postgresql():
    """A PostgreSQL server with an empty database: its address."""
    with temporary_server() as address:
        yield address


def test_kept_pages_are_answered_and_others_within_seconds_when_the_database_is_frozen_or_away(
    running_site, postgresql
):
    host = urlsplit(running_site.url).netloc
    cookie = "sessionid=abcdefghijklmnopqrstuvwxyz012345"

    def refused(path, most):
        began = time.monotonic()
        status, headers, text = ask(url, path, Host=host, Cookie=cookie)
        assert (status, headers["Retry-After"]) == (503, "30"), path
        assert time.monotonic() - began < most, path
        assert "even niet bereikbaar" in text

    def kept():
        status, _headers, text = ask(url, path_of_kept, Host=host)
        assert (status, "</main>" in text) == (200, True)

    def health(state, seconds=20):
        deadline = time.monotonic() + seconds
        while f'"database": "{state}"' not in ask(url, "/healthz")[2]:
            assert time.monotonic() < deadline
            time.sleep(0.2)

    parts = urlsplit(postgresql)
    gate = Gate(parts.port)
    gate.open()
    address = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{gate.port}")))
    try:
        with web_server(running_site.folder, DATABASE_URL=address, BASE_URL=running_site.url) as (url, process, log):
            wait_until_it_listens(url, process, log)
            health("ok")
            for _ in range(6):
                # In each of the two processes: what is visited first takes longer, as templates are read.
                ask(url, "/zoeken/?q=wmo", Host=host)
            path_of_kept = keep_for_long(running_site)
            with frozen(postgresql):
                for _ in range(4):
                    refused("/zoeken/?q=wmo", 15)
                kept()
                health("failing")
            health("ok")
            gate.shut()
            kept()
            for path in ("/zoeken/?q=wmo", "/publicaties/?jaar=2001", "/admin/login/", path_of_kept):
                # The pool alone would wait 30 seconds for a connection.
                refused(path, 10)
            gate.open()
            health("ok")
    finally:
        gate.shut()


@pytest.fixture(scope="module")
def outage_site(running_site):
    """The running site once more, with a Redis server of its own, and a mail server that accepts and never answers."""
    redis = RedisServer(keeps_data=True)
    redis.start()
    with socket.create_server(("127.0.0.1", 0), backlog=100) as silent:
        variables = {
            "DATABASE_URL": running_site.database,
            "CACHE_URL": redis.url,
            "BASE_URL": running_site.url,
            "TRUSTED_PROXIES": "1",
            "EMAIL_URL": f"smtp://127.0.0.1:{silent.getsockname()[1]}",
        }
        with web_server(running_site.folder, **variables) as (url, process, log):
            wait_until_it_listens(url, process, log)
            yield url, redis, log, variables
    redis.remove()


def test_redis_is_stopped_and_comes_back_and_the_site_answers_all_the_while(outage_site):
    url, redis, log, _variables = outage_site
    for _ in range(3):
        assert ask(url, "/")[0] == 200
    assert redis.client.dbsize()
    redis.stop()
    for path in ("/", "/agenda/", "/zoeken/?q=wmo", "/healthz"):
        began = time.monotonic()
        status, _headers, text = ask(url, path)
        assert status == 200, log.read_text()[-2000:]
        # Who waited for Redis would wait for ever.
        assert time.monotonic() - began < 20
    assert '"cache": "failing"' in text
    assert "The cache does not answer" in log.read_text()
    redis.start()
    redis.hang()
    assert ask(url, "/")[0] == 200
    redis.resume()
    redis.client.config_resetstat()
    deadline = time.monotonic() + 20
    while "cmdstat_set" not in redis.client.info("commandstats") and time.monotonic() < deadline:
        # An address that is not kept yet.
        assert ask(url, f"/agenda/?pagina={time.monotonic()}")[0] == 200
        time.sleep(0.2)
    assert "cmdstat_set" in redis.client.info("commandstats")


# Passwords and mail


class Browser:
    """Fills in forms of a site: takes cookies and the token of the form along."""

    def __init__(self, url, network="192.0.2.7"):
        self.url, self.network, self.cookies = url, network, {}

    def get(self, path):
        """Return status and text of a page."""
        return self._ask("GET", path)[:2]

    def post(self, path, **fields):
        """Send the form at a path; return "refused" or "sent", and the text of the page that says why."""
        if "csrftoken" not in self.cookies:
            self.get(path)
        body = urlencode(fields | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})
        status, _text, location = self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        assert status == 302
        if "form=" not in location:
            return "sent", ""
        return "refused", self.get(location.partition("#")[0])[1]

    def _ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        with contextlib.closing(connection):
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(
                method, path, body, {"Cookie": cookie, "X-Forwarded-For": self.network, **(headers or {})}
            )
            response = connection.getresponse()
            for each in response.headers.get_all("Set-Cookie", []):
                name, _, value = each.partition(";")[0].partition("=")
                self.cookies[name] = value
            return response.status, response.read().decode(), response.headers["Location"]


def test_mail_server_that_never_answers_holds_up_nobody(outage_site, running_site):
    url, _redis, _log, variables = outage_site
    users = running_site.run(
        "from django.contrib.auth.models import User; result = [u.email for u in User.objects.all() if u.email]"
    )
    for address in (users[0], "niemand@example.org"):
        began = time.monotonic()
        assert Browser(url).post("/admin/password_reset/", email=address)[0] == "sent"
        # Who waited for the mail server would do so for half a minute (EMAIL_TIMEOUT).
        assert time.monotonic() - began < 25
    # What Wagtail mails by itself.
    program = (
        "import time; from django.core.mail import send_mail; began = time.monotonic();"
        "send_mail('a', 'b', 'van@example.org', ['aan@example.org']); print(time.monotonic() - began)"
    )
    assert float(in_another_process(program, **variables).splitlines()[-1]) < 25


def test_wrong_passwords_are_braked_and_colleagues_and_other_networks_get_in(outage_site, running_site):
    url = outage_site[0]
    [(name, password), (colleague, other_password), *_] = sorted(running_site.logins.items())
    guesser = Browser(url)

    def log_in(browser, name, password):
        return browser.post("/admin/login/", username=name, password=password)[0]

    assert [log_in(guesser, name, f"fout-{number}") for number in range(10)] == ["refused"] * 10
    assert log_in(guesser, name, password) == "refused"
    assert log_in(Browser(url), colleague, other_password) == "sent"
    assert log_in(Browser(url, "198.51.100.9"), name, password) == "sent"
    # For whoever else uses this site.
    running_site.run("from visitors.models import RequestCount; RequestCount.objects.all().delete(); result = None")


def test_passwords_of_a_protected_page_are_braked(outage_site, running_site):
    url = outage_site[0]
    path = running_site.run(PROTECT)
    browser = Browser(url)
    browser.get("/admin/login/")
    try:
        assert {browser.post(path, password=f"fout-{n}", return_url="/")[0] for n in range(30)} == {"refused"}
        outcome, text = browser.post(path, password="geheim", return_url="/")
        assert (outcome, "Te veel verkeerde wachtwoorden" in text) == ("refused", True)
        other = Browser(url, "198.51.100.9")
        other.get("/admin/login/")
        assert other.post(path, password="geheim", return_url="/")[0] == "sent"
    finally:
        running_site.run(UNPROTECT)


PROTECT = """
from pages.models import HomePage, StandardPage
from wagtail.models import PageViewRestriction
home = HomePage.objects.get(locale__language_code="nl")
page = home.add_child(instance=StandardPage(title="Besloten", slug="besloten-voor-de-test"))
rule = PageViewRestriction.objects.create(page=page, restriction_type="password", password="geheim")
result = f"/_util/authenticate_with_password/{rule.pk}/{page.pk}/"
"""
UNPROTECT = """
from visitors.models import RequestCount
from wagtail.models import Page
Page.objects.get(slug="besloten-voor-de-test").delete()
RequestCount.objects.all().delete()
result = None
"""
