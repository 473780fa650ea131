"""Answers kept pages before Django, for visitors without a session (docs/decisions/page-cache.md).

A kept page is a whole response with the headers of all middleware, plain and compressed. It is found under scheme,
host, path and query, and holds the cache version that was current before its content was read: under a newer version
it is a former page. One request renews a former page; meanwhile others get it, for FORMER_SECONDS at most.

Browsers and proxies may store a page too, but revalidate each time (RFC 9111 5.2.2.4) and mostly get a 304
(RFC 9110 13.1.2).
"""

import hashlib
import threading
import time
from functools import partial
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from pages import cache_kinds, cache_version
from pages.cache_kinds import ANY
from pages.clock_moments import next_moment
from pages.process_cache import ProcessCache

from . import logs
from .compression import ENCODERS, choose_encoding, is_compressible
from .page_answers import STATUS_LINES, Copy, HeldAnswer, Page, answer, as_lines
from .page_cache import is_any_of_ours
from .proxy_cache import storing_headers

NEVER_KEPT = ("/admin/", "/documents/", "/media/", "/static/", "/_util/", "/en/_util/", "/oai/", "/healthz")
MAX_PATH = 500  # characters
MAX_QUERY = 200  # characters
MAX_PARAMETERS = 8
MAX_BODY = 2_000_000  # bytes
MAX_KEPT_QUERIES = 1_000  # pages with a query string, per period of settings.PAGE_CACHE_SECONDS
FORMER_SECONDS = 5  # after a change, or the end of a period; also the lease of who renews
TOTAL_COPIES = 4_000_000  # bytes that a process holds of what it read from the cache
LARGEST_COPY = 400_000  # bytes
# A request with one of these is decided by Django's own rules, or is for one person.
DECIDED_ELSEWHERE = ("HTTP_AUTHORIZATION", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE")
LOOKUP = "kus.lookup"


class Lookup(NamedTuple):
    """What was found for a request: `page` is None when it is to be made; `is_former` when somebody should renew it.

    address: of read_address(), with what keeps a transaction apart; versions: of cache_version.read_versions() before
    anything was read; began: when that was (seconds since 1970).
    """

    address: str
    versions: dict
    began: float
    page: Page | None
    is_former: bool

    @property
    def key(self):
        """The key of the page in the cache."""
        return key_of(self.address)

    @property
    def until(self):
        """When a page that is made now ends at the latest."""
        return end_of_page(self.key, self.began)


COPIES = ProcessCache(TOTAL_COPIES, LARGEST_COPY)


class KeptPagesApplication:
    """WSGI application (PEP 3333) around Django's: answers what is kept, and passes on all else with its Lookup."""

    def __init__(self, application):
        self.application = application
        self.is_renewing = threading.Lock()

    def __call__(self, environ, start_response):
        start = time.monotonic()
        lookup = environ[LOOKUP] = look_up(environ)
        if lookup is None or lookup.page is None:
            return self.application(environ, start_response)
        # One renewal at a time: when a period ends, all pages would be made at once.
        if lookup.is_former and self.is_renewing.acquire(blocking=False):
            try:
                if take_lease(lookup):
                    environ[LOOKUP] = lookup._replace(page=None)
                    return self.application(environ, start_response)
            finally:
                self.is_renewing.release()
        status, headers, body = answer(lookup.page, environ)
        request_id = logs.accepted_id(environ.get("HTTP_X_REQUEST_ID", ""))
        headers += storing_headers(lookup.page.until, lookup.is_former)
        headers.append(("X-Request-ID", request_id))
        start_response(STATUS_LINES[status], headers)
        state = "former" if lookup.is_former else "hit"
        logs.log_request(request_id, environ["REQUEST_METHOD"], environ["PATH_INFO"], status, start, state)
        return [body]

    def prefetch_versions(self):
        """Ask for the versions that the next find_held() reads, without waiting for them."""
        cache_version.prefetch()

    def find_held(self, environs):
        """Return {place: HeldAnswer} for those of the environs (WSGI) that a page which this process holds answers.

        The versions are read once for all of them, as they were when prefetch_versions() was called or later, and not
        when nothing is held.
        """
        start, now, found = time.monotonic(), time.time(), {}
        for place, environ in enumerate(environs):
            copy = COPIES.get(address) if (address := read_address(environ)) else None
            if copy and copy.page.until > now:
                found[place] = copy, answer_of(copy, environ, start)
        if not found:
            return {}
        versions = cache_version.read_prefetched()
        return {place: held for place, (copy, held) in found.items() if copy.is_current(versions)}


class KeptPagesMiddleware:
    """Keeps what page_cache.PageCacheMiddleware, deeper inside, found to be for everybody.

    It looks up too when no KeptPagesApplication stands before Django. Sets `request.page_cache` to hit, former, miss or
    bypass.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # A preview runs through all middleware under the page's own address.
        if getattr(request, "is_dummy", False):
            return self.get_response(request)
        request.page_cache = "bypass"
        lookup = request.META[LOOKUP] if LOOKUP in request.META else look_up(request.META)
        request.may_be_kept = lookup is not None
        if lookup is None:
            with cache_version.read_once(), cache_kinds.collect():
                return self.get_response(request)
        if lookup.page and not (lookup.is_former and take_lease(lookup)):
            request.page_cache = "former" if lookup.is_former else "hit"
            return as_response(lookup.page, request, storing_headers(lookup.page.until, lookup.is_former))
        with cache_version.read_once(lookup.versions), cache_kinds.collect() as kinds:
            response = self.get_response(request)
        if not getattr(response, "is_for_everybody", False):
            return response
        request.page_cache = "miss"
        is_kept = request.method == "GET" and has_room(request, response)
        accepted = [choose_encoding(request.headers.get("Accept-Encoding", ""))]
        page = make_page(response, kinds, lookup, ENCODERS if is_kept else filter(None, accepted))
        if is_kept:
            keep(lookup.address, page)
        return as_response(page, request, storing_headers(page.until, is_former=False) if is_kept else ())


def end_of_page(key, now):
    """Return when a page that is made now ends at the latest: each key at its own moments, a period apart.

    now: and what is returned, seconds since 1970.
    """
    period = settings.PAGE_CACHE_SECONDS
    offset = int(key[-8:], 16) % period
    return ((now - offset) // period + 1) * period + offset


def look_up(environ):
    """Return the Lookup of a request (WSGI environ), or None when nothing may be kept for it."""
    address = read_address(environ)
    if address is None:
        return None
    now = time.time()
    if cache_version.is_pending():
        # The versions of a running transaction are not in the cache, so a copy would outlive what is deleted there.
        address, copy = f"{address} {cache_version.current()}", None
    else:
        copy = COPIES.get(address)
    if copy and copy.page.until > now:
        versions = cache_version.read_versions()
        if copy.is_current(versions):
            return Lookup(address, versions, now, copy.page, is_former=False)
    versions, found = cache_version.read_with(key_of(address))
    if found is None:
        return Lookup(address, versions, now, None, is_former=False)
    page = Page(*found)
    hold(address, page)
    age = max(find_age(page, versions, now), 0)
    return Lookup(address, versions, now, None if age > FORMER_SECONDS else page, bool(age))


def answer_of(copy, environ, start):
    """Return the HeldAnswer of a Copy to a request (WSGI environ) that began at `start` (of time.monotonic())."""
    status, head, body = copy.answer(environ)
    request_id = logs.accepted_id(environ.get("HTTP_X_REQUEST_ID", ""))
    more = [*storing_headers(copy.page.until, is_former=False), ("X-Request-ID", request_id)]
    told = (request_id, environ["REQUEST_METHOD"], environ["PATH_INFO"], status, start, "hit")
    return HeldAnswer(head + as_lines(more), body, partial(logs.log_request, *told))


def key_of(address):
    """Return the key in the cache of the page of an address."""
    return f"kept:{hashlib.sha256(address.encode()).hexdigest()}"


def find_age(page, versions, now):
    """Return for how many seconds a Page is a former one: since the first change after it, or the end of its period."""
    ended = cache_version.find_end(page.stamp, versions)
    return now - min(page.until, now if ended is None else ended)


def read_address(environ):
    """Return scheme, host, path and sorted query of a request that may be answered with a kept page, else None."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if (
        environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or ("HTTP_COOKIE" in environ and is_any_of_ours(read_cookie_names(environ["HTTP_COOKIE"])))
        or not environ.keys().isdisjoint(DECIDED_ELSEWHERE)
        or path.startswith(NEVER_KEPT)
        or len(path) > MAX_PATH
        or len(query) > MAX_QUERY
        # What hostile_input changes is not kept.
        or not (path + query).isascii()
        or not path.isprintable()
        or logs.TOKEN_IN_PATH.search(path)
    ):
        return None
    if query:
        parameters = parse_qsl(query, keep_blank_values=True)
        if len(parameters) > MAX_PARAMETERS:
            return None
        query = urlencode(sorted(parameters, key=lambda pair: pair[0]))
    return f"{read_scheme(environ)}://{read_host(environ)}{path}?{query}"


def read_scheme(environ):
    """Return "https" or "http", by the header of a proxy where the settings believe it."""
    if not settings.SECURE_PROXY_SSL_HEADER:
        return environ["wsgi.url_scheme"]
    name, secure = settings.SECURE_PROXY_SSL_HEADER
    said = environ.get(name)
    if said is None:
        return environ["wsgi.url_scheme"]
    return "https" if said.split(",")[0].strip() == secure else "http"


def read_host(environ):
    """Return the host as the request names it; Django refuses others than ours, so nothing is kept for those."""
    return environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"


def read_cookie_names(header):
    """Return the set of names in a Cookie header (RFC 6265 4.2), split as Django splits it."""
    return {part.partition("=")[0].strip() for part in header.split(";")} if header else frozenset()


def take_lease(lookup):
    """Return whether this request renews a former page; nobody else does for FORMER_SECONDS."""
    return cache.add(f"renews:{lookup.key}:{lookup.versions[ANY][0]}:{lookup.until}", True, FORMER_SECONDS)


def make_page(response, kinds, lookup, encodings):
    """Return the Page of a response that was made from these kinds of content, compressed in each of the encodings."""
    bodies = {"": response.content}
    if is_compressible(response):
        patch_vary_headers(response, ["Accept-Encoding"])
        bodies |= {name: ENCODERS[name](response.content) for name in encodings}
    left_out = ("etag", "content-length")
    headers = [(name, value) for name, value in response.items() if name.lower() not in left_out]
    stamp = cache_version.stamp_of(kinds, lookup.versions)
    until = min(lookup.until, next_moment(kinds, lookup.began))
    return Page(stamp, until, headers, response["ETag"], bodies)


def keep(address, page):
    """Put a Page into the cache, until nobody may get it any more, and among the copies of this process."""
    # Django stores nothing with a timeout of 0 or less.
    cache.set(key_of(address), tuple(page), page.until + FORMER_SECONDS - time.time())
    hold(address, page)


def hold(address, page):
    """Hold a Page in this process, so that its bytes are not fetched again."""
    COPIES.set(address, Copy(page), sum(map(len, page.bodies.values())))


def has_room(request, response):
    """Return whether the body is small enough and the number of kept pages with a query string below its limit.

    Query strings can be made up without end; pages without one are limited by the site itself.
    """
    if len(response.content) > MAX_BODY:
        return False
    if not request.META.get("QUERY_STRING"):
        return True
    counter = f"page-queries:{int(time.time() // settings.PAGE_CACHE_SECONDS)}"
    cache.add(counter, 0, settings.PAGE_CACHE_SECONDS)
    count = cache.get(counter, 0) + 1
    # Not atomic: concurrent requests may count once, which a limit allows.
    cache.set(counter, count, settings.PAGE_CACHE_SECONDS)
    return count <= MAX_KEPT_QUERIES


def as_response(page, request, more_headers):
    """Return the answer of a Page as Django's HttpResponse; more_headers: (name, value) pairs."""
    status, headers, body = answer(page, request.META)
    response = HttpResponse(body, status=status)
    if status == 304:
        del response["Content-Type"]
    for name, value in (*headers, *more_headers):
        response[name] = value
    return response
