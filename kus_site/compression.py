"""Compresses what everybody may read, on the way out (docs/decisions/compression.md).

Nothing that could hold a secret is compressed: beside text that an attacker chooses, the length of a compressed
answer would tell what the secret is (BREACH, CVE-2013-3587).
"""

import gzip
import re
from functools import lru_cache

import brotli
from django.utils.cache import patch_vary_headers

from .byte_ranges import FILES
from .logs import TOKEN_IN_PATH
from .page_cache import has_cookie_of_ours

SMALLEST = 500  # bytes; below it the headers cost more than is won
COMPRESSIBLE = re.compile(r"(?:text/|image/svg\+xml|application/(?:[a-z.]+\+)?(?:json|xml)\b)")
LARGE = 1_000_000  # bytes; the overview of the whole country, on which a reader waits for the compression too
# Level 5 of brotli takes as long as level 6 of gzip and is a tenth smaller; higher levels cost more than they give.
# Level 3 takes a third of the time and gives a fifth more, with gzip a third more.
ENCODERS = {
    "br": lambda content: brotli.compress(content, quality=5 if len(content) < LARGE else 3),
    "gzip": lambda content: gzip.compress(content, compresslevel=6 if len(content) < LARGE else 3, mtime=0),
}


class CompressionMiddleware:
    """Stands outside the page cache, which keeps the page as it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith(FILES) or not is_public(request, response) or not is_compressible(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if encoding := choose_encoding(request.headers.get("Accept-Encoding", "")):
            weaken_etag(response)
            if response.status_code != 304:
                response.content = ENCODERS[encoding](response.content)
                response["Content-Encoding"] = encoding
                response["Content-Length"] = str(len(response.content))
        return response


def is_public(request, response):
    """Return whether neither the request nor the response belongs to one person."""
    cache_control = response.get("Cache-Control", "").lower()
    return (
        not has_cookie_of_ours(request)
        and not response.cookies
        # Set as soon as a form token is drawn; the visitor may hold one from another page.
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
        and "Authorization" not in request.headers
        and not TOKEN_IN_PATH.search(request.path_info)
        and not request.path_info.startswith("/admin/")
        and "private" not in cache_control
        and "no-store" not in cache_control
    )


def is_compressible(response):
    """Return whether the response is whole text of some length, or says that such a text has not changed."""
    if response.streaming or response.has_header("Content-Encoding") or response.status_code == 206:
        return False
    if response.status_code == 304:
        return response.has_header("ETag")
    return len(response.content) >= SMALLEST and bool(COMPRESSIBLE.match(response.get("Content-Type", "")))


@lru_cache(256)
def choose_encoding(accepted):
    """Return the first of our encodings that an Accept-Encoding header (RFC 9110 12.5.3) allows, or an empty text."""
    allowed = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        allowed[name.strip()] = not re.fullmatch(r"\s*q\s*=\s*0(?:\.0*)?\s*", parameter)
    return next((name for name in ENCODERS if allowed.get(name)), "")


def weaken_etag(response):
    """Mark the ETag as weak: the same page, other bytes (RFC 9110 8.8.1)."""
    etag = response.get("ETag", "")
    if etag and not etag.startswith("W/"):
        response["ETag"] = f"W/{etag}"
