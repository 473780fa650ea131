"""The web server of one process in the process of the test, which says when its loop runs."""

import socket

from waitress import wasyncore
from waitress.adjustments import Adjustments

from kus_site.web_worker import Server


class NoThreads:
    """Takes tasks and does none."""

    def add_task(self, task):
        """Leave the request unanswered."""


class Listening:
    """A Server on a free port, with threads that do nothing, whose loop runs only when a test says so."""

    def __init__(self, application=None):
        self.sockets = {}
        listener = socket.create_server(("127.0.0.1", 0))
        about = (listener.family, listener.type, listener.proto, listener.getsockname())
        self.server = Server(
            *(application, self.sockets),
            site=application,
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
            self.server.answer_arrived()

    def close(self):
        for client in self.clients:
            client.close()
        wasyncore.close_all(self.sockets)
