"""Which site and which page an address leads to, without a query for each part of the address."""

import pickle
from copy import copy
from hashlib import sha256

from django.apps import apps
from django.core.exceptions import DisallowedHost
from django.http import Http404
from django.utils.translation import get_language
from wagtail import views
from wagtail.models import Page, Site

from pages import cache_version
from pages.page_context import give_locales


class SiteMiddleware:
    """Gives each request its Site as Site.find_for_request() finds it, kept until the content changes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            host = request.get_host()
        except DisallowedHost:
            # CommonMiddleware refuses it.
            return self.get_response(request)
        key = f"site:{host}:{request.get_port()}"
        site = cache_version.cached(key, lambda: Site._find_for_request(request))
        if site:
            # What one request reads through its pages is not for the next.
            site = copy(site)
            site.root_page = copy(site.root_page)
        request._wagtail_site = site
        return self.get_response(request)


def serve(request, path):
    """Answer with the page at `path`, as wagtail.views.serve() does, which finds the route that is set here."""
    request._wagtail_route_for_request = find_route(request, path)
    return views.serve(request, path)


def find_route(request, path):
    """Return the RouteResult of a path as Page.route_for_request() does; None where there is no page.

    To which page it leads is kept until the content changes. That page goes on with the rest of the path, where it has
    routes of its own.
    """
    parts = [part for part in path.split("/") if part]
    found = []

    def find():
        found.append(Page.route_for_request(request, path))
        if found[0] is None:
            raise Http404
        page = found[0].page
        return page._meta.label, page.pk, page.depth - request._wagtail_site.root_page.depth

    address = sha256("/".join(parts).encode()).hexdigest()
    site = Site.find_for_request(request)
    try:
        label, pk, used = cache_version.cached(f"route:{site and site.pk}:{get_language()}:{address}", find)
        if found:
            return found[0]
        page = _read_page(label, pk)
        return page and page.route(request, parts[used:])
    except Http404:
        return None


def _read_page(label, pk):
    """Return the published page of a model ("app.Model") with its `shown_joins` and Locale; None where there is none.

    It is kept until the content changes, as bytes, so that each request has a page of its own: reading the columns of a
    page with its joins takes some fifty times as long.
    """

    def read():
        model = apps.get_model(label)
        joined = model.objects.select_related(*model.shown_joins) if model.shown_joins else model.objects.all()
        page = joined.filter(pk=pk, live=True).order_by().first()
        if page:
            give_locales([page])
        return pickle.dumps(page)

    return pickle.loads(cache_version.cached(f"page:{pk}", read))  # noqa: S301 (written above)
