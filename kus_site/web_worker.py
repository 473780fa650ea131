"""The worker of gunicorn that serves the site: waitress reads and writes, threads see complete requests only.

Without it every connection holds a thread from its first byte to its last, and a few slow clients hold all of them
(docs/decisions/web-server.md). Kept pages that the process holds are answered without a thread, which would cost more
than the answer.
"""

import contextlib
import copy
import logging
import os
import resource
import socket
import threading
import time

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask
from waitress.utilities import RequestEntityTooLarge, build_http_date

from .request_limits import body_limit

logger = logging.getLogger(__name__)

MAX_CONNECTIONS = 1_000  # per process; each is a socket and at most two temporary files
MAX_HEADER = 32_768  # bytes of request line and headers
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
# A server that stops waits this long for requests that are on their way on open connections.
STOP_SECONDS = 2

# Lines of the log wait until nobody has asked for a held page for so many seconds, or there are so many.
LOG_SECONDS = 0.001
LOG_LINES = 16


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


class PatientChannel(HTTPChannel):
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

    def asked_at_rest(self):
        """Return the environ of the one GET or HEAD request that waits, when its answer could be sent at once."""
        if len(self.requests) != 1 or self.request or self.total_outbufs_len or not self.connected:
            return None
        request = self.requests[0]
        if request.error or request.version != "1.1" or request.command not in ("GET", "HEAD"):
            return None
        return self.task_class(self, request).get_environment()

    def send_held(self, held, date):
        """Answer the one request that waits; held: a page_answers.HeldAnswer, date: of the header (RFC 9110 6.6.1)."""
        [request], self.requests = self.requests, []
        is_last = request.headers.get("CONNECTION", "").lower() == "close"
        request.close()
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


class Server(TcpWSGIServer):
    """Accepts connections; when there are too many, the one that has waited longest goes."""

    channel_class = PatientChannel
    is_stopping = False

    def __init__(self, *args, site=None, **kwargs):
        """site: a kept_pages.KeptPagesApplication, or None for one that holds no answers."""
        super().__init__(*args, **kwargs)
        self.site = site
        self.thread = threading.get_ident()
        self.unparsed = []
        self.arrived = []
        self.unlogged = []

    def set_aside(self, channel, data):
        """Return whether bytes are left to the end of this turn: they seem to be a request that a held page answers."""
        if self.site and data.endswith(b"\r\n\r\n") and data.startswith((b"GET ", b"HEAD ")):
            self.unparsed.append((channel, data))
            return True
        return False

    def add_task(self, task):
        """Have a channel's first request answered: what just came in at the end of this turn, the rest in a thread."""
        if self.site and threading.get_ident() == self.thread:
            self.arrived.append(task)
        else:
            super().add_task(task)

    def answer_arrived(self):
        """Answer what came in during this turn and is held; give all else to the threads. Return how many were held.

        The cache is asked for the versions when all that came has been read, so what is found is not older than any of
        these requests, and answers while they are parsed.
        """
        if not self.unparsed and not self.arrived:
            return 0
        self._ask_site(self.site.prepare)
        unparsed, self.unparsed = self.unparsed, []
        for channel, data in unparsed:
            self._let(channel, channel.parse, data)
        date = build_http_date(time.time()).encode()
        held = self._ask_site(self._find_held)
        for channel in self.arrived:
            if channel not in held:
                super().add_task(channel)
        self.arrived = []
        for channel, answer in held.items():
            self._let(channel, channel.send_held, answer, date)
            self.unlogged.append((answer.log, time.monotonic()))
        return len(held)

    def write_log(self):
        """Write the lines of the held pages that were sent."""
        unlogged, self.unlogged = self.unlogged, []
        for log, end in unlogged:
            log(end=end)

    def _find_held(self):
        """Return {channel: its page_answers.HeldAnswer} for what arrived and is held."""
        asked = [(channel, environ) for channel in self.arrived if (environ := channel.asked_at_rest()) is not None]
        found = self.site.find_held([environ for _channel, environ in asked])
        return {asked[place][0]: answer for place, answer in found.items()}

    def _ask_site(self, method):
        try:
            return method()
        except Exception:
            # This loop serves everybody: a thread may meet the same and answer with an error.
            logger.exception("What is held could not be found")
            return {}

    def _let(self, channel, method, *arguments):
        try:
            method(*arguments)
        except Exception:
            # The connection is closed, as the loop of waitress does it.
            channel.handle_error()

    def pull_trigger(self):
        """Wake the thread that reads and writes, unless it is this one."""
        if threading.get_ident() != self.thread:
            super().pull_trigger()

    def handle_accept(self):
        if len(self.active_channels) >= self.adj.connection_limit - 100:
            # In the order in which they came.
            oldest = next((each for each in self.active_channels.values() if each.is_waiting()), None)
            if oldest:
                oldest.handle_close()
        super().handle_accept()

    def maintenance(self, now):
        """Close late connections, each `cleanup_interval`."""
        for channel in list(self.active_channels.values()):
            if channel.is_late():
                channel.will_close = True


class WaitressWorker(Worker):
    """One process of the web server; gunicorn starts, restarts and stops it, with its settings threads, max_requests
    and graceful_timeout."""

    notified = 0

    def run(self):
        """Serve until gunicorn says stop, or is gone itself."""
        files, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
        settings = Adjustments(
            connection_limit=min(MAX_CONNECTIONS, files // 2) + 100,
            max_request_header_size=MAX_HEADER,
            recv_bytes=RECEIVE,
            backlog=self.cfg.backlog,
            cleanup_interval=1,
            # The site decides whom it believes (settings.TRUSTED_PROXIES).
            clear_untrusted_proxy_headers=False,
            ident=None,
            log_socket_errors=False,
        )
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(self.cfg.threads)
        sockets = {}
        servers = [self._listen(each.sock, sockets, settings, dispatcher) for each in self.sockets]
        while self.alive and self.ppid == os.getppid():
            self._turn(servers, sockets)
        for server in servers:
            server.accepting = False
            server.is_stopping = True
        stopped = time.monotonic()
        while (lasting := time.monotonic() - stopped) < self.cfg.graceful_timeout:
            if not self._has_work(servers, close_idle=lasting > STOP_SECONDS):
                break
            self._turn(servers, sockets, 0.1)
        for server in servers:
            server.write_log()
        dispatcher.shutdown(timeout=1)

    def answer(self, environ, start_response):
        """Call the site (WSGI); the body of an answer to HEAD goes here, as waitress would send it."""
        self._count(1)
        if environ["REQUEST_METHOD"] != "HEAD":
            return self.wsgi(environ, start_response)
        del environ["wsgi.file_wrapper"]
        response = self.wsgi(environ, start_response)
        if hasattr(response, "close"):
            response.close()
        return []

    def _listen(self, listener, sockets, settings, dispatcher):
        about = (listener.family, listener.type, listener.proto, listener.getsockname())
        return Server(
            *(self.answer, sockets),
            _sock=listener,
            site=self.wsgi if hasattr(self.wsgi, "find_held") else None,
            dispatcher=dispatcher,
            adj=settings,
            sockinfo=about,
            bind_socket=False,
        )

    def _turn(self, servers, sockets, timeout=1):
        if (now := time.monotonic()) - self.notified >= 1:
            # gunicorn looks once a second.
            self.notified = now
            self.notify()
        if any(server.unlogged for server in servers):
            timeout = LOG_SECONDS
        wasyncore.loop(timeout=timeout, use_poll=True, map=sockets, count=1)
        for server in servers:
            answered = server.answer_arrived()
            self._count(answered)
            # Many lines together take a third of the time, and the next request mostly is there before one is written.
            if not answered or len(server.unlogged) >= LOG_LINES:
                server.write_log()

    def _count(self, answered):
        self.nr += answered
        if self.nr >= self.max_requests:
            self.alive = False

    def _has_work(self, servers, close_idle):
        """Close the connections on which nothing is under way, if told so; return whether there are others."""
        channels = [channel for server in servers for channel in list(server.active_channels.values())]
        for channel in channels:
            if close_idle and channel.is_waiting() and not channel.request:
                channel.handle_close()
        return any(server.active_channels for server in servers)
