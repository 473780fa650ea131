"""Caches whole pages for visitors without a session (docs/decisions/page-cache.md).

The cache key holds the cache version that was current before the content was read, so a page rendered from old content
is never found under a newer version. Browsers and proxies may store it too, but revalidate each time
(RFC 9111, 5.2.2.4) and mostly get a 304 (RFC 9110, 13.1.2).
"""

import hashlib
import time
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe

from pages import cache_version

from .logs import TOKEN_IN_PATH

NEVER_CACHED = ("/admin/", "/documents/", "/media/", "/_util/", "/en/_util/", "/oai/")
MAX_PATH = 500  # characters
MAX_QUERY = 200  # characters
MAX_PARAMETERS = 8
MAX_CACHED_QUERIES = 1_000  # pages with a query string, per period of settings.PAGE_CACHE_SECONDS
MAX_BODY = 2_000_000  # bytes
# What else a response may vary by and still be the same for every reader: addresses alone choose the language here.
HARMLESS_VARY = {"", "cookie", "accept-language", "accept-encoding"}


class PageCacheMiddleware:
    """Answers from the cache, or caches the response of the view; sets `request.page_cache` to hit, miss or bypass."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # A preview runs through all middleware under the page's own address.
        if getattr(request, "is_dummy", False):
            return self.get_response(request)
        request.page_cache = "bypass"
        if not may_be_cached(request):
            return with_caching_headers(request, self.get_response(request))
        key = cache_key(request)
        if packed := cache.get(key):
            request.page_cache = "hit"
            return conditional(request, unpack(packed))
        end = end_of_period()
        response = self.get_response(request)
        if not is_for_everybody(request, response):
            return with_caching_headers(request, response)
        request.page_cache = "miss"
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "public, no-cache"
        if not response.has_header("ETag"):
            response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        del response["Vary"]
        patch_vary_headers(response, ["Cookie"])
        # The response to HEAD may lack the body. Django stores nothing with a timeout of 0 or less.
        if request.method == "GET" and has_room(request, response, end):
            cache.set(key, pack(response), end - time.time())
        return conditional(request, response)


def may_be_cached(request):
    """Return whether the request allows a cached response."""
    return (
        request.method in ("GET", "HEAD")
        and not has_cookie_of_ours(request)
        and "Authorization" not in request.headers
        and not request.path_info.startswith(NEVER_CACHED)
        and not TOKEN_IN_PATH.search(request.path_info)
        and len(request.path_info) <= MAX_PATH
        and len(request.META.get("QUERY_STRING", "")) <= MAX_QUERY
        and sum(len(values) for _, values in request.GET.lists()) <= MAX_PARAMETERS
    )


def has_cookie_of_ours(request):
    """Return whether the visitor has logged in or has a message waiting.

    The cookie of CSRF tokens does not count: only a view with a form looks at it, and its response is then refused by
    is_for_everybody().
    """
    return any(name in request.COOKIES for name in (settings.SESSION_COOKIE_NAME, "messages"))


def cache_key(request):
    """Return the cache key: cache version, scheme, host, path and query with its parameters sorted."""
    query = urlencode(sorted(request.GET.lists(), key=lambda pair: pair[0]), doseq=True)
    address = f"{request.scheme}://{request.get_host()}{request.path_info}?{query}"
    return f"page:{cache_version.current()}:{hashlib.sha256(address.encode()).hexdigest()}"


def is_for_everybody(request, response):
    """Return whether the response is a complete 200, public, and free of cookies and CSRF tokens."""
    cache_control = response.get("Cache-Control", "").lower()
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        # Set as soon as a view uses a CSRF token, also when the cookie was sent already.
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
        and "private" not in cache_control
        and "no-store" not in cache_control
        and vary <= HARMLESS_VARY
        # Policies that a view sets are attributes of the response object, which the cache does not store.
        and not any(name.startswith(("_csp", "xframe_options")) for name in vars(response))
    )


def has_room(request, response, end):
    """Return whether the body is small enough and the number of cached pages with a query string below its limit.

    Query strings can be made up without end; pages without one are limited by the site itself.
    """
    if len(response.content) > MAX_BODY:
        return False
    if not request.GET:
        return True
    counter = f"page-queries:{end}"
    cache.add(counter, 0, settings.PAGE_CACHE_SECONDS)
    count = cache.get(counter, 0) + 1
    # Not atomic: concurrent requests may count once, which a limit allows.
    cache.set(counter, count, settings.PAGE_CACHE_SECONDS)
    return count <= MAX_CACHED_QUERIES


def end_of_period():
    """Return the next full period as seconds since 1970, so that an event that ends at 17:00 is past at 17:00."""
    return (int(time.time()) // settings.PAGE_CACHE_SECONDS + 1) * settings.PAGE_CACHE_SECONDS


def pack(response):
    """Return the response as picklable built-in values, which any later release can read."""
    return response.content, list(response.items())


def unpack(packed):
    """Return a new response from the value of pack()."""
    content, headers = packed
    response = HttpResponse(content)
    for name, value in headers:
        response[name] = value
    return response


def conditional(request, response):
    """Return the response, or a 304 (412) when the request's conditions say so (RFC 9110 13.2.2)."""
    last_modified = response.get("Last-Modified")
    return get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=last_modified and parse_http_date_safe(last_modified),
        response=response,
    )


def with_caching_headers(request, response):
    """Return a response that is not cached here, with its Cache-Control header.

    Visitors of a page with a form keep what they typed when they go back, which no-store would prevent in most
    browsers; what someone who is logged in sees is stored nowhere.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES or request.path_info.startswith("/admin/"):
        response["Cache-Control"] = "private, no-store"
    elif not response.has_header("Cache-Control"):
        personal = response.cookies or has_cookie_of_ours(request)
        response["Cache-Control"] = "private, no-cache" if personal else "no-cache"
    return response
