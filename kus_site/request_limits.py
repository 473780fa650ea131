"""What a request may be: its method, and how large its body is, by address.

The web server reads no more of a body than this (kus_site.web_connection), and the middleware refuses the request with
a page of the site; under another server the middleware alone refuses what says its size.
"""

import re

from django.http import HttpResponse, HttpResponseNotAllowed

from .errors import refusal

MEGABYTE = 1_000_000
# Forms without files: the longest answers of the inventory together are a tenth of this.
BODY = 1 * MEGABYTE
# Forms with files: of editors, and the steps of the inventory's form (five files of 10 MB).
BODY_WITH_FILES = 60 * MEGABYTE
WITH_FILES = re.compile(r"/admin/(?!login/|password_reset/)|(?:/en)?/inventarisatie/formulier/[^/]+/[^/]+/$")
METHODS = ("GET", "HEAD", "OPTIONS", "POST")


def body_limit(path):
    """Return how many bytes the body of a request to a path (text, without query) may have."""
    return BODY_WITH_FILES if WITH_FILES.match(path) else BODY


class RequestLimitsMiddleware:
    """Answers 405 to methods that no address has, and 413 (RFC 9110, 15.5.14) to bodies above the limit, unread."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        limit = body_limit(request.path_info)
        if content_length(request) > limit:
            context = {"megabytes": limit // MEGABYTE}
            response = HttpResponse(refusal("413.html", request, context), status=413)
            response["Cache-Control"] = "no-store"
            return response
        response = self.get_response(request)
        if request.method == "OPTIONS" and response.status_code == 200 and not response.has_header("Allow"):
            return HttpResponse(status=204, headers={"Allow": ", ".join(METHODS)})
        return response


def content_length(request):
    """Return what the request says of the size of its body (bytes), 0 when it says nothing that is a number."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdigit() else 0
