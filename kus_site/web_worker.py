"""The worker of gunicorn that serves the site: waitress reads and writes, threads see complete requests only.

Without it every connection holds a thread from its first byte to its last, and a few slow clients hold all of them
(docs/decisions/web-server.md). Kept pages that the process holds are answered without a thread, which would cost more
than the answer.
"""

import logging
import os
import resource
import threading
import time

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import build_http_date

from .web_connection import RECEIVE, DeadlineChannel

logger = logging.getLogger(__name__)

MAX_CONNECTIONS = 1_000  # per process; each is a socket and at most two temporary files
MAX_HEADER = 32_768  # bytes of request line and headers
# A server that stops waits this long for requests that are on their way on open connections.
STOP_SECONDS = 2

# Lines of the log wait until nobody has asked for a held page for so many seconds, or there are so many.
LOG_SECONDS = 0.001
LOG_LINES = 16

# Requests whose bytes are known, so that they need not be parsed again: so many, of at most so many bytes.
KNOWN_REQUESTS = 256
LARGEST_KNOWN = 2_048


class Server(TcpWSGIServer):
    """Accepts connections; when there are too many, the one that has waited longest goes."""

    channel_class = DeadlineChannel
    is_stopping = False

    def __init__(self, *args, site=None, **kwargs):
        """site: a kept_pages.KeptPagesApplication, or None for one that holds no answers."""
        super().__init__(*args, **kwargs)
        self.site = site
        self.thread = threading.get_ident()
        self.unparsed = []
        self.arrived = []
        self.unlogged = []
        self.known = {}

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
        self._ask_site(self.site.prefetch_versions)
        new, known = self._parse_unknown()
        questions = {channel: self.known[data] for channel, data in known.items()}
        for channel in self.arrived:
            if question := channel.asked_at_rest():
                questions[channel] = question
        date = build_http_date(time.time()).encode()
        held = self._ask_site(self._find_held, questions)
        for channel, data in known.items():
            if channel not in held:
                self._let(channel, channel.parse, data)
        for channel in self.arrived:
            if channel not in held:
                super().add_task(channel)
        self.arrived = []
        for channel, answer in held.items():
            question = questions[channel]
            self._let(channel, channel.send_held, answer, date, question.is_last)
            self.unlogged.append((answer.log, time.monotonic()))
            if channel in new and question.comes_again():
                self._remember(new[channel], question)
        return len(held)

    def write_log(self):
        """Write the lines of the held pages that were sent."""
        unlogged, self.unlogged = self.unlogged, []
        for log, end in unlogged:
            log(end=end)

    def _parse_unknown(self):
        """Parse what was set aside, unless its bytes are known.

        Return two dicts {channel: bytes}: of what is new and may be known from now on, and of what is known.
        """
        unparsed, self.unparsed = self.unparsed, []
        new, known = {}, {}
        for channel, data in unparsed:
            # What comes after an unfinished request may be its header or body, however it looks.
            is_whole = channel.is_at_rest() and not self.is_stopping
            if is_whole and data in self.known:
                known[channel] = data
                continue
            if is_whole:
                new[channel] = data
            self._let(channel, channel.parse, data)
        return new, known

    def _remember(self, data, question):
        """Know the bytes of a Question from now on."""
        if len(data) > LARGEST_KNOWN:
            return
        if len(self.known) >= KNOWN_REQUESTS:
            self.known.clear()
        self.known[data] = question.of_any_client()

    def _find_held(self, questions):
        """Return {channel: its page_answers.HeldAnswer} for those of {channel: Question} that are held."""
        channels = list(questions)
        found = self.site.find_held([questions[channel].environ for channel in channels])
        return {channels[place]: answer for place, answer in found.items()}

    def _ask_site(self, method, *arguments):
        try:
            return method(*arguments)
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
