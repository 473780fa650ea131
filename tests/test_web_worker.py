"""The deadlines of the web server, without waiting for them, and what stops when too many connect."""

import socket
import time

import pytest
from waitress import wasyncore
from waitress.adjustments import Adjustments

from kus_site import web_worker
from kus_site.web_worker import BoundedParser, Server


class NoThreads:
    """Takes tasks and does none."""

    def add_task(self, task):
        """Leave the request unanswered."""


class Listening:
    """A Server on a free port whose loop runs only when a test says so."""

    def __init__(self):
        self.sockets = {}
        listener = socket.create_server(("127.0.0.1", 0))
        about = (listener.family, listener.type, listener.proto, listener.getsockname())
        self.server = Server(
            *(None, self.sockets),
            _sock=listener,
            dispatcher=NoThreads(),
            adj=Adjustments(connection_limit=110),
            sockinfo=about,
            bind_socket=False,
        )
        self.port = listener.getsockname()[1]
        self.clients = []

    def connect(self, sent=b""):
        """Return a client that sent these bytes, and its channel of the server."""
        known = set(self.server.active_channels.values())
        client = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        self.clients.append(client)
        client.sendall(sent)
        self.turn()
        [channel] = set(self.server.active_channels.values()) - known
        if sent:
            self.turn()
        return client, channel

    def turn(self):
        """Let the server do what there is to do."""
        for _ in range(3):
            wasyncore.loop(timeout=0.05, use_poll=True, map=self.sockets, count=1)

    def close(self):
        for client in self.clients:
            client.close()
        wasyncore.close_all(self.sockets)


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

    monkeypatch.setattr(web_worker, "time", Clock)
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
