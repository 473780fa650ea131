"""What a kept page answers to a request: status, headers and body, in parts or as bytes that only have to be sent."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.http import parse_http_date_safe

from pages import cache_version

from .compression import choose_encoding

STATUS_LINES = {200: "200 OK", 304: "304 Not Modified"}


class Page(NamedTuple):
    """A kept page; a plain tuple in the cache.

    stamp: of pages.cache_version; until: seconds since 1970; headers: (name, value) pairs without ETag, Content-Length
    and Content-Encoding; etag: with its quotes; bodies: by encoding, "" (plain), "gzip" and "br"; only plain when it is
    short or no text.
    """

    stamp: tuple
    until: float
    headers: list
    etag: str
    bodies: dict


class HeldAnswer(NamedTuple):
    """An answer out of the memory of this process.

    head: status line and headers as bytes, each line with its end, without Date and Connection, which are the web
    server's; log: writes the line of the request, given as `end` when the answer was sent (of time.monotonic()).
    """

    head: bytes
    body: bytes
    log: Callable


class Copy:
    """A Page that this process holds.

    checked: the versions under which it was found to be current last; heads: the bytes of its headers by status and
    encoding, made when they are asked for first.
    """

    __slots__ = ("checked", "heads", "page")

    def __init__(self, page):
        self.page = page
        self.checked = None
        self.heads = {}

    def is_current(self, versions):
        """Return whether the page is current under versions, the same object as long as nothing changes."""
        if self.checked is not versions:
            if not cache_version.is_current(self.page.stamp, versions):
                return False
            self.checked = versions
        return True

    def answer(self, environ):
        """Return (status, head as bytes, body) for a request; head: status line and headers as in a HeldAnswer."""
        status, encoding = choose(self.page, environ)
        if (head := self.heads.get((status, encoding))) is None:
            head = f"HTTP/1.1 {STATUS_LINES[status]}\r\n".encode() + as_lines(headers_of(self.page, status, encoding))
            self.heads[status, encoding] = head
        return status, head, body_of(self.page, status, encoding, environ)


def answer(page, environ):
    """Return (status, list of header pairs, body as bytes) of a Page for a request (WSGI environ)."""
    status, encoding = choose(page, environ)
    return status, headers_of(page, status, encoding), body_of(page, status, encoding, environ)


def choose(page, environ):
    """Return (status, encoding): 304 for who has the Page already, else 200; encoding: a key of its bodies."""
    encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return 304 if is_unchanged(page, environ) else 200, encoding if encoding in page.bodies else ""


def headers_of(page, status, encoding):
    """Return the headers (list of pairs) of a Page in an encoding; a 304 has those that do not describe its bytes."""
    # Other bytes of the same page (RFC 9110 8.8.1).
    etag = f"W/{page.etag}" if encoding and not page.etag.startswith("W/") else page.etag
    if status == 304:
        return [*((name, value) for name, value in page.headers if is_kept_in_304(name)), ("ETag", etag)]
    headers = [*page.headers, ("ETag", etag), ("Content-Length", str(len(page.bodies[encoding])))]
    return [*headers, ("Content-Encoding", encoding)] if encoding else headers


def body_of(page, status, encoding, environ):
    """Return the bytes of a Page in an encoding; none for a 304 and for HEAD."""
    return page.bodies[encoding] if status == 200 and environ["REQUEST_METHOD"] != "HEAD" else b""


def as_lines(headers):
    """Return headers (pairs) as they are sent (RFC 9112 5), each with its end of line."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("latin-1")


def is_kept_in_304(name):
    """Return whether a header of a page stands in a 304 too: what describes its bytes does not (RFC 9110 15.4.5)."""
    return not name.lower().startswith("content-") or name.lower() == "content-security-policy"


def is_unchanged(page, environ):
    """Return whether the visitor's conditions (RFC 9110 13.1.2, 13.1.3) say that they have this page already."""
    if known := environ.get("HTTP_IF_NONE_MATCH"):
        opaque = page.etag.removeprefix("W/")
        return known.strip() == "*" or any(each.strip().removeprefix("W/") == opaque for each in known.split(","))
    if "HTTP_IF_MODIFIED_SINCE" not in environ:
        return False
    since = parse_http_date_safe(environ["HTTP_IF_MODIFIED_SINCE"])
    modified = dict(page.headers).get("Last-Modified") if since else None
    return bool(modified) and (parse_http_date_safe(modified) or since + 1) <= since
