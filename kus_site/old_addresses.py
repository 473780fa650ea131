"""Redirects from old addresses (wagtail.contrib.redirects), also as mail programs and search engines pass them on.

An old address is found whatever its capitals, what hangs behind its path (`/oud/pad/index.html`, `/oud/pad.`), and
which parameters a mail program adds to its query (`/?p=2020&utm_source=mail`).
"""

from itertools import combinations
from urllib.parse import unquote, urlencode

from django.db.models.functions import Lower
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from kus_site.hostile_input import escaped
from pages import cache_version, withdrawn_records

MAX_PARAMETERS = 6  # with more, an address is no link that somebody made
MAX_PARTS = 12
# What comes along when an address is taken from a running text.
PUNCTUATION = " .,;:!?)]>}'\"*"


class OldAddressMiddleware(RedirectMiddleware):
    """Redirects old addresses: those with a query before the view, because their path may exist; others after a 404."""

    def __call__(self, request):
        found = find_by_query(request) if request.GET and may_be_redirected(request) else None
        return (found and follow(found, request)) or super().__call__(request)

    def process_response(self, request, response):
        """Return the response, or for a 404: the redirect of the same old address, else 410 for what was withdrawn
        there, else the redirect of nearly the same old address.
        """
        if response.status_code != 404:
            return response
        redirected = super().process_response(request, response)
        if redirected is not response or not may_be_redirected(request):
            return redirected
        if withdrawn := withdrawn_records.find(request):
            return withdrawn_records.show(request, withdrawn)
        found = find_by_path(request)
        return (found and follow(found, request)) or response


def may_be_redirected(request):
    """Return whether somebody follows a link to a page."""
    return request.method in ("GET", "HEAD") and not request.path_info.startswith("/admin/")


def find_by_query(request):
    """Return the Redirect whose old path has this path and a query that is part of this one, or None."""
    path = comparable(request.path)
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    names = known_parameters().get(path)
    if not names or not names & {name.lower() for name, _value in pairs} or len(pairs) > MAX_PARAMETERS:
        return None
    chosen = (part for size in range(len(pairs), 0, -1) for part in combinations(pairs, size))
    return find(request, [f"{path}?{query}".lower() for part in chosen for query in as_queries(part)])


def find_by_path(request):
    """Return the Redirect of the path without what hangs behind it, the longest first, or None."""
    path = comparable(request.path)
    candidates = [path, comparable(path.rstrip(PUNCTUATION))]
    while path.count("/") > 1 and len(candidates) < MAX_PARTS:
        path = path.rpartition("/")[0]
        candidates.append(path)
    return find(request, [candidate for candidate in candidates if candidate not in ("", "/")])


def known_parameters():
    """Return {old path: frozenset of the names of its parameters}, both in lower case; kept until content changes."""
    return cache_version.cached("old-parameters", _read_parameters)


def _read_parameters():
    found = {}
    for address in Redirect.objects.filter(old_path__contains="?").values_list("old_path", flat=True):
        path, _mark, query = address.lower().partition("?")
        found.setdefault(comparable(path), set()).update(part.partition("=")[0] for part in query.split("&"))
    return {path: frozenset(names) for path, names in found.items()}


def comparable(path):
    """Return a path as old paths are compared: decoded, in lower case, without the slash at its end."""
    # What no database can hold, NUL among it, stays encoded.
    return escaped(unquote(path)).lower().rstrip("/") or "/"


def as_queries(pairs):
    """Return the queries, sorted as Wagtail keeps them, that pairs of name and value can have been written as."""
    plain = "&".join(sorted(f"{name}={value}" if value else name for name, value in pairs))
    return {plain, "&".join(sorted(urlencode([pair]) for pair in pairs))}


def find(request, candidates):
    """Return the Redirect whose old path, in lower case, is the first of `candidates` that has one; None for none."""
    site = Site.find_for_request(request)
    rows = Redirect.get_for_site(site).annotate(lowered=Lower("old_path")).filter(lowered__in=candidates)
    # One for this site comes before one for all sites.
    best = sorted(rows, key=lambda row: (candidates.index(row.lowered), row.site_id is None))
    return best[0] if best else None


def follow(redirect, request):
    """Return the response that redirects, or None when it leads nowhere, or back to the address that was asked for."""
    target = redirect.link
    if not target or leads_back(redirect, target, request):
        return None
    return HttpResponsePermanentRedirect(target) if redirect.is_permanent else HttpResponseRedirect(target)


def leads_back(redirect, target, request):
    """Return whether following the redirect would find the same redirect again."""
    path, _mark, query = target.lower().partition("?")
    old_query = redirect.old_path.lower().partition("?")[2]
    is_same_path = comparable(path) == comparable(request.path)
    return is_same_path and (not old_query or set(old_query.split("&")) <= set(query.split("&")))
