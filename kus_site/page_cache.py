"""Says which responses are the same for everybody; kept_pages keeps those (docs/decisions/page-cache.md).

It stands beside the views, where a form token and a policy of a view can still be seen; kept_pages stands outside all
middleware, so that it keeps whole responses.
"""

import hashlib

from django.conf import settings
from django.utils.cache import patch_vary_headers

# What else a response may vary by and still be the same for every reader: addresses alone choose the language here.
HARMLESS_VARY = {"", "cookie", "accept-language", "accept-encoding"}


class PageCacheMiddleware:
    """Sets the caching headers of each response (RFC 9111), and `response.is_for_everybody` where it may be kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # A preview runs through all middleware under the page's own address.
        if getattr(request, "is_dummy", False):
            return response
        if not (getattr(request, "may_be_kept", False) and is_for_everybody(request, response)):
            return with_caching_headers(request, response)
        response.is_for_everybody = True
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "public, no-cache"
        if not response.has_header("ETag"):
            response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        del response["Vary"]
        patch_vary_headers(response, ["Cookie"])
        return response


def has_cookie_of_ours(request):
    """Return whether the visitor has logged in or has a message waiting.

    The cookie of CSRF tokens does not count: only a view with a form looks at it, and its response is then refused by
    is_for_everybody().
    """
    return is_any_of_ours(request.COOKIES)


def is_any_of_ours(names):
    """Return whether one of the names of cookies is that of a session or of waiting messages."""
    return settings.SESSION_COOKIE_NAME in names or "messages" in names


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
