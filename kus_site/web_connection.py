"""Connections of the web server (kus_site.web_worker): requests with a limit, deadlines, and answers that are held."""

import contextlib
import copy
import socket
import time
from typing import NamedTuple

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask
from waitress.utilities import RequestEntityTooLarge

from .request_limits import body_limit

RECEIVE = 65_536  # bytes per read
# Time for what a client sends or takes, in seconds.
HEADER_SECONDS = 15
IDLE_SECONDS = 75
UNREAD_SECONDS = 60
# A body may take this long, and as long again as its bytes take at a rate far below any line of today.
BODY_SECONDS = 30
BODY_RATE = 4_000  # bytes per second
# A body that is refused is not waited for, but closing at once would destroy the answer (RFC 9112, 9.6).
LINGER_SECONDS = 5
LINGER_BYTES = 1_000_000


class Question(NamedTuple):
    """A request that a held page may answer; environ: of WSGI, is_last: whether the connection is closed afterwards."""

    environ: dict
    is_last: bool

    def comes_again(self):
        """Return whether the same bytes may come again: not when they name this one request."""
        return "HTTP_X_REQUEST_ID" not in self.environ

    def of_any_client(self):
        """Return the same without what belongs to its connection: the client's address, input and callbacks."""
        environ = {
            name: value
            for name, value in self.environ.items()
            if isinstance(value, str) and not name.startswith("REMOTE_")
        }
        return self._replace(environ=environ)


class BoundedParser(HTTPRequestParser):
    """Ends a request whose body is above the limit of its address, without the body.

    Its Content-Length stays, or is what arrived in chunks: kus_site.request_limits refuses it with a page of the site.
    """

    is_cut_off = False

    def __init__(self, adj):
        super().__init__(adj)
        self.began = time.monotonic()

    def parse_header(self, header_plus):
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            self.adj = copy.copy(self.adj)
            # waitress refuses what reaches its maximum.
            self.adj.max_request_body_size = body_limit(self.path) + 1

    def received(self, data):
        consumed = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge) and self.headers_finished:
            self.is_cut_off = True
            self.error = None
            if self.chunked:
                self.headers["CONTENT_LENGTH"] = str(self.body_bytes_received)
            self.close()
            self.body_rcv = None
            self.headers["CONNECTION"] = "close"
        if self.completed:
            # Nobody is asked to go on with what was refused.
            self.expect_continue = False
        return consumed

    def is_late(self, now):
        """Return whether the request takes longer than it may; now: of time.monotonic()."""
        if not self.headers_finished:
            return now - self.began > HEADER_SECONDS
        return now - self.began > BODY_SECONDS + self.body_bytes_received / BODY_RATE


class Task(WSGITask):
    """One request; its environ is made once, for who looks at it first and for the site."""

    def get_environment(self):
        if not hasattr(self.request, "environ"):
            self.request.environ = super().get_environment()
        return self.request.environ

    def set_close_on_finish(self):
        """Close the connection afterwards, but not for want of a length: a 204 or 304 ends with its headers."""
        is_asked = self.request.headers.get("CONNECTION", "").lower() == "close"
        if self.has_body or is_asked or self.version != "1.1":
            super().set_close_on_finish()


class DeadlineChannel(HTTPChannel):
    """A connection with deadlines, which outlives a refused body for a moment."""

    parser_class = BoundedParser
    task_class = Task
    is_cut_off = False
    linger_until = None
    discarded = 0

    def received(self, data):
        """Look at bytes that came, or leave that to the end of the turn."""
        return self.server.set_aside(self, data) or self.parse(data)

    def parse(self, data):
        """Look at bytes that came; who has sent a whole request is in `arrived` of the server afterwards."""
        result = super().received(data)
        self.is_cut_off = self.is_cut_off or any(request.is_cut_off for request in self.requests)
        if self.server.is_stopping:
            for request in self.requests:
                # waitress then says so in the answer (RFC 9112, 9.6).
                request.headers["CONNECTION"] = "close"
        return result

    def is_at_rest(self):
        """Return whether the next bytes begin a request whose answer could be sent at once."""
        return self.connected and not (self.requests or self.request or self.total_outbufs_len or self.will_close)

    def asked_at_rest(self):
        """Return the Question of the one GET or HEAD request that waits, when its answer could be sent at once."""
        if len(self.requests) != 1 or self.request or self.total_outbufs_len or not self.connected:
            return None
        request = self.requests[0]
        if request.error or request.version != "1.1" or request.command not in ("GET", "HEAD"):
            return None
        is_last = request.headers.get("CONNECTION", "").lower() == "close"
        return Question(self.task_class(self, request).get_environment(), is_last)

    def send_held(self, held, date, is_last):
        """Answer the one request that came; held: a page_answers.HeldAnswer, date: of the header (RFC 9110 6.6.1).

        is_last: whether the connection is closed afterwards.
        """
        for request in self.requests:
            request.close()
        self.requests = []
        end = b"Connection: close\r\n\r\n" if is_last else b"\r\n"
        answer = b"".join((held.head, b"Date: ", date, b"\r\n", end, held.body))
        sent = self.send(answer)
        if sent < len(answer) and self.connected:
            # The client takes it more slowly.
            self.write_soon(answer[sent:])
            # The next answer gets a buffer of its own, as waitress does it: this one is let go when it is sent.
            self.current_outbuf_count = self.adj.outbuf_high_watermark
        self.close_when_flushed = is_last
        self.last_activity = time.time()

    def is_waiting(self):
        """Return whether nothing of it is being answered."""
        return not self.requests and not self.total_outbufs_len

    def is_late(self):
        """Return whether the client is too slow, or gone."""
        now = time.monotonic()
        if self.linger_until:
            return now > self.linger_until
        silent = time.time() - self.last_activity
        if self.total_outbufs_len:
            return silent > UNREAD_SECONDS
        if self.requests:
            return False
        if self.request:
            return self.request.is_late(now)
        return silent > (HEADER_SECONDS if self.last_activity == self.creation_time else IDLE_SECONDS)

    def readable(self):
        if self.linger_until:
            return self.discarded < LINGER_BYTES and not self.will_close
        return super().readable()

    def handle_read(self):
        if self.linger_until:
            self.discarded += len(self.recv(RECEIVE))
        else:
            super().handle_read()

    def handle_close(self):
        if self.is_cut_off and not self.linger_until and self.connected:
            self.linger_until = time.monotonic() + LINGER_SECONDS
            self.will_close = self.close_when_flushed = False
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
                return
        super().handle_close()
