"""Fetches what a partner site publishes: bounded in time and size, from public addresses only."""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings

from pages.models import Problem
from visitors.outgoing import NOT_PUBLIC, REDIRECTS, RequestRefused, is_public, open_connection

TIMEOUT = 10  # seconds for each operation on a socket
TOTAL_TIMEOUT = 60  # seconds for one answer with all its redirects
MOST_BYTES = 16 * 2**20  # of an answer, packed or unpacked
CHUNK = 2**16
MOST_REDIRECTS = 5
GZIP = 16 + zlib.MAX_WBITS
LONGEST_WAIT = 7 * 86_400  # seconds that Retry-After may ask for
USER_AGENT = "kUS harvester (+{})"


class FetchFailed(Exception):
    """Reading failed; `problem` is a Problem, `detail` what the site said, wait: seconds it asks us to stay away."""

    def __init__(self, problem, detail="", wait=0):
        super().__init__(problem, detail)
        self.problem, self.detail, self.wait = problem, detail, wait


@dataclass(frozen=True)
class Answer:
    """What a site answered: the bytes, its Content-Type header, and the address after redirects."""

    body: bytes
    content_type: str
    address: str

    @property
    def charset(self):
        """The charset of the Content-Type header (RFC 9110, 8.3.2), or ""."""
        for parameter in self.content_type.split(";")[1:]:
            name, _sign, value = parameter.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'").lower()
        return ""


def may_ask(address):
    """Return whether an IP address (text) may be asked: public ones, and those of this machine where settings allow."""
    if is_public(address):
        return True
    return settings.HARVEST_LOOPBACK_ALLOWED and ipaddress.ip_address(address).is_loopback


def fetch(address, accept, timeout=TOTAL_TIMEOUT, most=MOST_BYTES):
    """Return the Answer of an http(s) address; raises FetchFailed and nothing else.

    accept: value of the Accept header. timeout: seconds for everything, redirects included. most: bytes of
    the answer, packed or unpacked. Sends no credentials and
    no cookies.
    """
    deadline = time.monotonic() + timeout
    try:
        for _step in range(MOST_REDIRECTS + 1):
            answer, target = _ask(address, accept, deadline, most)
            if answer is not None:
                return answer
            address = urljoin(address, target)
    except FetchFailed:
        raise
    except (OSError, http.client.HTTPException, ValueError, RequestRefused, zlib.error) as error:
        # When time is up the connection is cut, which shows as an error of another kind.
        problem = Problem.TOO_SLOW if time.monotonic() >= deadline else _problem_of(error)
        raise FetchFailed(problem) from error
    raise FetchFailed(Problem.REDIRECTS)


def _problem_of(error):
    if isinstance(error, RequestRefused):
        return Problem.NOT_PUBLIC if error.reason == NOT_PUBLIC else Problem.NO_ADDRESS
    # The order matters: most of these are subclasses of OSError, one of ValueError.
    kinds = [
        (socket.gaierror, Problem.NO_HOST),
        (ssl.SSLError, Problem.CERTIFICATE),
        (TimeoutError, Problem.TOO_SLOW),
        (OSError, Problem.NO_CONNECTION),
        (ValueError, Problem.NO_ADDRESS),
    ]
    return next((problem for kind, problem in kinds if isinstance(error, kind)), Problem.NO_CONNECTION)


def _ask(address, accept, deadline, most):
    """Return (Answer, "") or, for a redirect, (None, where it leads)."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchFailed(Problem.TOO_SLOW)
    connection, target = open_connection(address, min(TIMEOUT, left), may_ask)
    # A site that sends a byte now and then would stay within the timeout of each operation.
    cut = threading.Timer(max(0.1, deadline - time.monotonic()), _cut, [connection.sock])
    cut.daemon = True
    cut.start()
    try:
        headers = {
            "User-Agent": USER_AGENT.format(settings.WAGTAILADMIN_BASE_URL),
            "Accept": accept,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        connection.request("GET", target, headers=headers)
        with connection.getresponse() as response:
            if response.status in REDIRECTS and response.headers.get("Location"):
                return None, response.headers["Location"]
            _check_status(response)
            body = _read(response, most)
            if time.monotonic() >= deadline:
                raise FetchFailed(Problem.TOO_SLOW)
            return Answer(body, response.headers.get("Content-Type", ""), address), ""
    finally:
        cut.cancel()
        connection.close()


def _cut(sock):
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _check_status(response):
    if response.status == 200:
        return
    detail = f"HTTP {response.status}"
    if response.status in (404, 410):
        raise FetchFailed(Problem.GONE, detail)
    if response.status in (429, 503):
        wait = response.headers.get("Retry-After", "").strip()
        seconds = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 8 else 0
        raise FetchFailed(Problem.BUSY, detail, min(seconds, LONGEST_WAIT))
    raise FetchFailed(Problem.STATUS, detail)


def _read(response, most):
    """Return the unpacked body of a response, of at most `most` bytes packed and unpacked."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise FetchFailed(Problem.STATUS, f"Content-Encoding: {encoding[:40]}")
    unpack = zlib.decompressobj(GZIP) if "gzip" in encoding else None
    body, packed = bytearray(), 0
    while chunk := response.read(CHUNK):
        packed += len(chunk)
        # Of a packed answer no more is unpacked than is still allowed, and one byte to see that it is too much.
        body += unpack.decompress(chunk, most + 1 - len(body)) if unpack else chunk
        if len(body) > most or packed > most:
            raise FetchFailed(Problem.TOO_LARGE)
    if unpack and not unpack.eof:
        raise FetchFailed(Problem.NO_CONNECTION)
    return bytes(body)
