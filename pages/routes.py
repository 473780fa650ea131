"""Finding the page of an address without a query for each part of the address."""

from hashlib import sha256

from django.apps import apps
from django.http import Http404
from wagtail.url_routing import RouteResult

from pages import cache_version


def find_route(home, request, path_components, find):
    """Return the RouteResult of an address below `home` as find() does (Wagtail's routing); may raise Http404.

    Which page it led to is kept until the content changes, unless the page has routes of its own below it. Then the
    page is read in one query, with its `shown_joins`.
    """
    found = []

    def remember():
        result = find(request, path_components)
        found.append(result)
        return None if result.args or result.kwargs else (result.page._meta.label, result.page.pk)

    address = sha256("/".join(path_components).encode()).hexdigest()
    known = cache_version.cached(f"route:{home.pk}:{address}", remember)
    if found:
        return found[0]
    if known is None:
        return find(request, path_components)
    label, pk = known
    model = apps.get_model(label)
    page = model.objects.select_related(*model.shown_joins).filter(pk=pk, live=True).first()
    if page is None:
        raise Http404
    return RouteResult(page)
