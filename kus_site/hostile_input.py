"""Removes control and format characters from requests, before any other code.

Bad are the characters that XML 1.0 (section 2.2) forbids, NUL among them, for databases, XML and iCalendar cannot hold
them, and U+FFFD, which stands for broken UTF-8. The fields of a form are text that people read: they lose all of
Unicode's Cc and Cf (visitors.plain_text).
"""

import json
import re

from django.http import QueryDict
from django.http.request import UnreadablePostError

from visitors.plain_text import CONTROLS, FORMATS, clean_text

BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd\ufffe\uffff]")
NOT_CHARACTERS = re.compile("[\ud800-\udfff\ufffd\ufffe\uffff]")
BAD_IN_FORM = re.compile(f"[{CONTROLS}{FORMATS}\ud800-\udfff\ufffd\ufffe\uffff]")
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
                if is_bad(request.POST, BAD_IN_FORM):
                    request.POST = without_bad(request.POST, clean_field)
            except UnreadablePostError:
                # The sender is gone; what follows deals with an empty form.
                request.POST = QueryDict()
        return self.get_response(request)


def escaped(path):
    """Return the path with every bad character percent-encoded (RFC 3986 2.1), as Django does with broken UTF-8."""
    return BAD.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass")), path)


def is_bad(parameters, bad=BAD):
    """Return whether a name or value in the QueryDict holds a bad character."""
    return any(bad.search(text) for name, values in parameters.lists() for text in (name, *values))


def clean_parameter(text):
    """Return the name or value of a parameter without bad characters."""
    return BAD.sub("", text)


def without_bad(parameters, clean=clean_parameter):
    """Return an immutable copy of the QueryDict with names and values cleaned by a function."""
    cleaned = QueryDict(mutable=True)
    for name, values in parameters.lists():
        cleaned.setlist(clean(name), [clean(value) for value in values])
    cleaned._mutable = False
    return cleaned


def clean_field(text):
    """Return the name or value of a field without bad characters.

    The JSON of formatted text keeps them as escapes, because positions in it count characters; its widget cleans it
    (pages.rich_text_area).
    """
    if not BAD_IN_FORM.search(text):
        return text
    if text.startswith("{"):
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            if "blocks" in content:
                return json.dumps(content)
    return clean_text(NOT_CHARACTERS.sub("", text))
