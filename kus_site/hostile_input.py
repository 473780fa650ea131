"""Removes control characters from requests, before any other code: databases, XML and iCalendar cannot hold them.

Bad are the characters that XML 1.0 (section 2.2) forbids, NUL among them, and U+FFFD, which stands for broken UTF-8.
"""

import re

from django.http import QueryDict
from django.http.request import UnreadablePostError

BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd\ufffe\uffff]")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class HostileInputMiddleware:
    """Percent-encodes bad characters in the path, which then is not found (404); removes them elsewhere."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if getattr(request, "is_dummy", False):
            return self.get_response(request)
        if BAD.search(request.path_info):
            request.path_info = request.META["PATH_INFO"] = escaped(request.path_info)
            request.path = escaped(request.path)
        if is_bad(request.GET):
            request.GET = without_bad(request.GET)
            request.META["QUERY_STRING"] = request.GET.urlencode()
        # A quoted cookie can carry any octet (RFC 2109), and Django looks its session up in the database as it is.
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if not BAD.search(name + value)}
        if request.method == "POST" and request.content_type in FORM_TYPES:
            try:
                if is_bad(request.POST):
                    request.POST = without_bad(request.POST)
            except UnreadablePostError:
                # The sender is gone; what follows deals with an empty form.
                request.POST = QueryDict()
        return self.get_response(request)


def escaped(path):
    """Return the path with every bad character percent-encoded (RFC 3986 2.1), as Django does with broken UTF-8."""
    return BAD.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass")), path)


def is_bad(parameters):
    """Return whether a name or value in the QueryDict holds a bad character."""
    return any(BAD.search(text) for name, values in parameters.lists() for text in (name, *values))


def without_bad(parameters):
    """Return an immutable copy of the QueryDict without bad characters."""
    clean = QueryDict(mutable=True)
    for name, values in parameters.lists():
        clean.setlist(BAD.sub("", name), [BAD.sub("", value) for value in values])
    clean._mutable = False
    return clean
