"""The deadlines of the web server, without waiting for them, and what stops when too many connect."""

import os
import socket
import time

import pytest
from django.http import HttpResponse
from waitress.adjustments import Adjustments

from kus_site import web_connection, web_worker
from kus_site.web_connection import BoundedParser
from pages import cache_version
from tests.listening_server import Listening
from tests.test_kept_pages import Site


@pytest.fixture
def listening():
    server = Listening()
    yield server
    server.close()


@pytest.fixture
def later(monkeypatch):
    """A function that lets the server believe that so many seconds went by."""
    real, real_monotonic, gone = time.time, time.monotonic, [0]

    class Clock:
        time = staticmethod(lambda: real() + gone[0])
        monotonic = staticmethod(lambda: real_monotonic() + gone[0])

    for module in (web_worker, web_connection):
        monkeypatch.setattr(module, "time", Clock)
    return lambda seconds: gone.__setitem__(0, gone[0] + seconds)


HEAD = b"POST /admin/documents/add/ HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [(b"", 15), (b"GET / HTTP/1.1\r\nX-Slow: a", 15), (HEAD + b"a" * 30, 30)],
    ids=["silent", "header", "body"],
)
def test_late_client_is_cut_off(listening, later, sent, seconds):
    client, channel = listening.connect(sent)
    later(seconds - 1)
    listening.server.maintenance(0)
    listening.turn()
    assert channel.connected
    later(2)
    listening.server.maintenance(0)
    listening.turn()
    assert not channel.connected
    assert client.recv(1) == b""


def test_request_that_is_being_answered_is_never_late(listening, later):
    _client, channel = listening.connect(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    later(3600)
    assert not channel.is_late()


def test_large_upload_over_a_slow_line_is_never_late():
    parser = BoundedParser(Adjustments())
    parser.received(HEAD)
    # 50 MB at 1 Mbit/s take 400 s.
    for seconds in range(1, 400):
        parser.body_bytes_received = seconds * 125_000
        assert not parser.is_late(parser.began + seconds)


def test_when_too_many_connect_the_one_that_waited_longest_goes(listening):
    first = [listening.connect(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")[1], listening.connect()[1]]
    others = [listening.connect()[1] for _ in range(9)]
    assert [channel.connected for channel in first] == [True, False]
    assert all(channel.connected for channel in others)


def test_server_that_stops_answers_what_comes_on_open_connections_and_says_that_it_closes(listening):
    client, channel = listening.connect()
    listening.server.accepting = False
    listening.server.is_stopping = True
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    listening.turn()
    assert [request.headers["CONNECTION"] for request in channel.requests] == ["close"]


@pytest.mark.parametrize("size", ["1000000", "1000001"])
def test_body_up_to_the_limit_is_read(size):
    parser = BoundedParser(Adjustments())
    parser.received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %b\r\n\r\n" % size.encode())
    assert parser.is_cut_off == parser.completed == (size == "1000001")
    assert parser.headers["CONTENT_LENGTH"] == size


# Kept pages, without a thread

ASKED = b"GET / HTTP/1.1\r\nHost: testserver:80\r\n"


@pytest.fixture
def kept():
    """A Site whose home page is kept, and a Listening for it without threads that work."""
    site = Site()
    site.get()
    server = Listening(site.application)
    yield site, server
    server.close()


def receive(client):
    """Return what has come for a client, b"" when nothing has."""
    client.settimeout(0.2)
    try:
        return client.recv(10_000)
    except TimeoutError:
        return b""


def test_a_held_page_is_answered_while_all_threads_are_busy(kept):
    site, server = kept
    client, _channel = server.connect(ASKED + b"\r\n")
    first = receive(client)
    assert first.startswith(b"HTTP/1.1 200 OK")
    assert first.endswith(b"<p>1</p>")
    etag = next(line for line in first.split(b"\r\n") if line.lower().startswith(b"etag: "))[6:]
    for more, status, end in [(b"If-None-Match: " + etag, b"304", b"\r\n\r\n"), (b"X: y", b"200", b"<p>1</p>")]:
        client.sendall(ASKED + more + b"\r\n\r\n")
        server.turn()
        answered = receive(client)
        assert answered.startswith(b"HTTP/1.1 " + status)
        assert answered.endswith(end)
    assert site.calls == 1


@pytest.mark.parametrize(
    "sent",
    [
        ASKED + b"Cookie: sessionid=abc\r\n\r\n",
        ASKED.replace(b"GET", b"POST") + b"Content-Length: 0\r\n\r\n",
        ASKED.replace(b"GET /", b"GET /other/") + b"\r\n",
        ASKED + b"\r\n" + ASKED + b"\r\n",
    ],
    ids=["session", "post", "not held", "two at once"],
)
def test_what_is_not_held_or_not_alone_is_left_to_the_threads(kept, sent):
    _site, server = kept
    client, channel = server.connect(sent)
    assert receive(client) == b""
    assert channel.requests


def test_a_page_that_is_held_is_left_to_the_threads_as_soon_as_content_changes(kept):
    _site, server = kept
    client, channel = server.connect()
    cache_version.invalidate()
    client.sendall(ASKED + b"\r\n")
    server.turn()
    assert receive(client) == b""
    assert channel.requests


def test_a_failure_to_look_up_is_left_to_the_threads(kept, caplog, monkeypatch):
    site, server = kept

    def fail(*_arguments):
        raise OSError("The folder of the cache is gone.")

    for name in ("prefetch_versions", "find_held"):
        monkeypatch.setattr(site.application, name, fail)
    client, channel = server.connect(ASKED + b"\r\n")
    assert receive(client) == b""
    assert channel.requests
    assert "What is held could not be found" in caplog.text


def test_the_versions_are_read_once_for_all_that_came_together_and_after_the_last(kept, monkeypatch):
    _site, server = kept
    clients = [server.connect()[0] for _ in range(4)]
    happened, prefetch, complete = [], cache_version.prefetch, cache_version._complete
    monkeypatch.setattr(cache_version, "prefetch", lambda: happened.append(len(server.server.unparsed)) or prefetch())
    monkeypatch.setattr(cache_version, "_complete", lambda newest: happened.append("read") or complete(newest))
    for client in clients:
        client.sendall(ASKED + b"\r\n")
    server.turn()
    assert all(receive(client).endswith(b"<p>1</p>") for client in clients)
    assert happened == [4, "read"]


@pytest.mark.parametrize(("more", "closes"), [(b"", False), (b"Connection: close\r\n", True)], ids=["stays", "close"])
def test_a_held_page_has_a_date_and_closes_the_connection_for_whom_asks_so(kept, more, closes):
    _site, server = kept
    client, channel = server.connect()
    client.sendall(ASKED + more + b"\r\n")
    server.turn()
    answered = receive(client)
    assert b"\r\nDate: " in answered
    assert (b"\r\nConnection: close\r\n" in answered) == closes
    assert channel.connected != closes


@pytest.fixture
def parsed(monkeypatch):
    """The bytes that are parsed."""
    seen, received = [], BoundedParser.received
    monkeypatch.setattr(BoundedParser, "received", lambda parser, data: seen.append(data) or received(parser, data))
    return seen


@pytest.mark.parametrize("closes", [False, True])
def test_bytes_that_were_answered_before_are_not_parsed_again(kept, parsed, closes):
    _site, server = kept
    sent = ASKED + (b"Connection: close\r\n" if closes else b"") + b"\r\n"
    for _ in range(3):
        client, channel = server.connect()
        client.sendall(sent)
        server.turn()
        answered = receive(client)
        assert answered.endswith(b"<p>1</p>")
        assert (b"\r\nConnection: close\r\n" in answered) == closes == (not channel.connected)
    assert parsed == [sent]


def test_known_bytes_are_parsed_when_the_page_is_no_longer_held(kept, parsed):
    _site, server = kept
    client, channel = server.connect(ASKED + b"\r\n")
    assert receive(client)
    cache_version.invalidate()
    client.sendall(ASKED + b"\r\n")
    server.turn()
    assert receive(client) == b""
    assert [request.path for request in channel.requests] == ["/"]
    assert len(parsed) == 2


@pytest.mark.parametrize(
    ("begun", "command"),
    [(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", "POST"), (b"GET /other/ HTTP/1.1\r\nX: ", "GET")],
    ids=["body", "header"],
)
def test_known_bytes_that_belong_to_an_unfinished_request_are_no_request(kept, begun, command):
    _site, server = kept
    known = ASKED + b"\r\n"
    assert receive(server.connect(known)[0])
    client, channel = server.connect(begun.replace(b"%d", b"%d" % len(known)))
    client.sendall(known)
    server.turn()
    assert receive(client) == b""
    assert [request.command for request in channel.requests] == [command]


def test_known_bytes_on_an_open_connection_of_a_server_that_stops_are_its_last(kept):
    _site, server = kept
    client, channel = server.connect(ASKED + b"\r\n")
    assert receive(client)
    server.server.is_stopping = True
    client.sendall(ASKED + b"\r\n")
    server.turn()
    assert b"\r\nConnection: close\r\n" in receive(client)
    assert not channel.connected


def test_known_requests_are_few_and_hold_no_connection_and_none_that_names_itself(kept, monkeypatch):
    monkeypatch.setattr(web_worker, "KNOWN_REQUESTS", 3)
    _site, server = kept
    server.connect(ASKED + b"X-Request-ID: abc\r\n\r\n")
    server.connect(ASKED + b"X: " + b"y" * web_worker.LARGEST_KNOWN + b"\r\n\r\n")
    assert not server.server.known
    client, _channel = server.connect()
    for number in range(5):
        client.sendall(ASKED + b"X: %d\r\n\r\n" % number)
        server.turn()
        assert client.recv(10_000)
    assert len(server.server.known) == 2
    for question in server.server.known.values():
        assert all(isinstance(value, str) for value in question.environ.values())
        assert "127.0.0.1" not in question.environ.values()


@pytest.mark.parametrize("more", [b"If-None-Match: *\r\n", b""], ids=["304", "head"])
def test_without_a_body_the_connection_is_ready_for_the_next_request(kept, more):
    _site, server = kept
    client, _channel = server.connect()
    for _ in range(2):
        client.sendall((ASKED if more else ASKED.replace(b"GET", b"HEAD")) + more + b"\r\n")
        server.turn()
        answered = receive(client)
        assert answered.startswith(b"HTTP/1.1 304" if more else b"HTTP/1.1 200")
        assert answered.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "sent",
    [ASKED.replace(b"1.1", b"1.0") + b"\r\n", ASKED + b"\r\n" + ASKED.replace(b"GET", b"POST") + b"Content-Le"],
    ids=["HTTP 1.0", "the next has begun"],
)
def test_a_request_that_waitress_knows_better_is_left_to_the_threads(kept, sent):
    _site, server = kept
    client, channel = server.connect(sent)
    assert receive(client) == b""
    assert channel.requests


def test_a_request_that_comes_in_pieces_is_answered_too(kept):
    _site, server = kept
    client, _channel = server.connect(ASKED)
    client.sendall(b"\r\n")
    server.turn()
    assert receive(client).endswith(b"<p>1</p>")


def test_who_reads_slowly_gets_the_whole_page_and_the_loop_goes_on():
    page = os.urandom(300_000)
    site = Site(lambda request: HttpResponse(page, content_type="application/octet-stream"))
    site.get()
    server = Listening(site.application)
    client, channel = server.connect()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    channel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
    client.sendall(ASKED + b"\r\n")
    server.turn()
    assert channel.total_outbufs_len
    read = b""
    while channel.total_outbufs_len:
        read += receive(client)
        server.turn()
    while not read.endswith(page[-100:]):
        read += receive(client)
    assert read.endswith(page)
    server.close()


def test_held_pages_are_logged_after_they_were_sent(kept, caplog):
    _site, server = kept
    client, _channel = server.connect()
    caplog.clear()
    before = time.time()
    client.sendall(ASKED + b"\r\n")
    server.turn()
    after = time.time()
    assert receive(client).endswith(b"<p>1</p>")
    assert not caplog.records
    time.sleep(0.1)
    server.server.write_log()
    [line] = caplog.records
    assert (line.cache, line.status, line.path) == ("hit", 200, "/")
    assert before <= line.created <= after
    assert line.duration_ms < (after - before) * 1000
    server.server.write_log()
    assert len(caplog.records) == 1
