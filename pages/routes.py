"""Which site and which page an address leads to, without a query for each part of the address."""

import pickle
from copy import copy
from hashlib import sha256

from django.apps import apps
from django.core.exceptions import DisallowedHost, ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.http.request import split_domain_port
from django.template import loader
from django.utils.translation import get_language
from wagtail import views
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page, Site

from pages import cache_version
from pages.models import SiteSettings
from pages.page_context import find_homes, give_relatives, read_site_facts
from pages.page_rows import fill_facts

SAFE = ("GET", "HEAD")


class EmptySiteError(Exception):
    """An address leads to the page with which Wagtail welcomes who sets up a site: `first_run` was not run yet."""


class SiteMiddleware:
    """Gives each request its Site as Site.find_for_request() finds it, and what Wagtail makes addresses of.

    Both are kept until the content changes.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            host = request.get_host()
        except DisallowedHost:
            # CommonMiddleware refuses it.
            return self.get_response(request)
        request._wagtail_site = find_site(split_domain_port(host)[0], request.get_port())
        if request.method in SAFE:
            # Others may change them before they make an address.
            request._wagtail_cached_site_root_paths = read_site_facts().root_paths
        return self.get_response(request)


def find_site(host, port):
    """Return the Site that answers at a host name and port (text), as Wagtail's get_site_for_hostname(); None for none.

    It has its root page and its SiteSettings, all three for this request alone.
    """
    sites = read_site_facts().sites
    own = [site for site in sites if site.hostname == host]
    own.sort(key=lambda site: (str(site.port) != port, not site.is_default_site))
    if own and (len(own) == 1 or str(own[0].port) == port or own[0].is_default_site):
        found = own[0]
    elif (found := next((site for site in sites if site.is_default_site), None)) is None:
        return None
    # What one request reads through them is not for the next.
    site, settings = copy(found), SiteSettings.joined_with(found)
    site.root_page = copy(site.root_page)
    if settings:
        site.sitesettings = copy(settings)
    return site


def serve(request, path):
    """Answer with the page at `path`, as wagtail.views.serve() does, which finds the route that is set here.

    At the home page of a site that nobody has filled yet: 503, with what to do.
    """
    try:
        request._wagtail_route_for_request = find_route(request, path)
    except EmptySiteError:
        answer = loader.get_template("pages/empty_site.html").render()
        return HttpResponse(answer, status=503, headers={"Cache-Control": "no-store"})
    return views.serve(request, path)


def find_route(request, path):
    """Return the RouteResult of a path as Page.route_for_request() does; None where there is no page.

    To which page it leads is kept until the content changes. That page goes on with the rest of the path, where it has
    routes of its own. Raises EmptySiteError.
    """
    site = Site.find_for_request(request)
    if site is None:
        return None
    parts = [part for part in path.split("/") if part]
    address = sha256("/".join(parts).encode()).hexdigest()
    read = []

    def find():
        home = _find_home(site)
        read.extend(_read_candidates(home, parts))
        return _find_page(home, parts, read)

    try:
        label, pk, used = cache_version.cached(f"route:{site.pk}:{get_language()}:{address}", find)
        if label == Page._meta.label:
            raise EmptySiteError
        page = _read_page(label, pk)
        if read and used == len(parts):
            give_relatives(page, read)
        return page.route(request, parts[used:])
    except (Http404, ObjectDoesNotExist):
        return None


def _read_page(label, pk):
    """Return the published page of a model ("app.Model") with its `shown_joins`, its Locale and its fill_facts().

    It is kept until the content changes, as bytes, so that each request has a page of its own: reading the columns of a
    page with its joins takes some fifty times as long. Raises ObjectDoesNotExist.
    """

    def read():
        model = apps.get_model(label)
        joined = model.objects.select_related("locale", *model.shown_joins).annotate(**fill_facts(model))
        return pickle.dumps(joined.order_by().get(pk=pk, live=True))

    return pickle.loads(cache_version.cached(f"page:{pk}", read))  # noqa: S301 (written above)


def _find_home(site):
    """Return the first page of a Site in the active language; of another where there is none."""
    homes = {home.locale.language_code: home for home in find_homes(site) if home.live}
    return homes.get(get_supported_content_language_variant(get_language())) or site.root_page


def _read_candidates(home, parts):
    """Return all pages that may lie on the way to a page below `home`, and the versions of what may lie at its end."""
    if not parts:
        return []
    below = Page.objects.order_by().filter(path__startswith=home.path)
    ends = below.filter(slug=parts[-1]).values("translation_key")
    versions = Page.objects.order_by().filter(translation_key__in=ends)
    # Two queries in one: each finds its rows by an index of its own.
    return list(below.filter(slug__in=parts).union(versions))


def _find_page(home, parts, candidates):
    """Return (model label, primary key, number of parts that lead to it) of the page that answers below `home`.

    A page whose own routes fit the rest answers before those below it. Raises Http404.
    """
    paths = [home.url_path]
    for part in parts:
        paths.append(f"{paths[-1]}{part}/")
    found = {page.url_path: page for page in candidates if page.path.startswith(home.path)} | {home.url_path: home}
    for used, path in enumerate(paths):
        if (page := found.get(path)) is None:
            break
        model = page.specific_class
        if page.live and issubclass(model, RoutablePageMixin) and _has_route(model, parts[used:]):
            return model._meta.label, page.pk, used
    else:
        if page.live:
            return model._meta.label, page.pk, len(parts)
    raise Http404


def _has_route(model, parts):
    try:
        model.get_resolver().resolve("/" + "".join(f"{part}/" for part in parts))
    except Http404:
        return False
    return True
