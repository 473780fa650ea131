"""Finding the page of an address without a query for each part of the address."""

from hashlib import sha256

from django.apps import apps
from django.http import Http404

from pages import cache_version


def find_route(home, request, path_components, find):
    """Return the RouteResult of an address below `home` as find() does (Wagtail's routing); may raise Http404.

    Which page it led to is kept until the content changes. Then the page is read in one query, with its `shown_joins`,
    and finds the rest of the address among routes of its own.
    """
    found = []

    def remember():
        result = find(request, path_components)
        found.append(result)
        below = result.page.url_path.removeprefix(home.url_path).strip("/")
        return result.page._meta.label, result.page.pk, below.count("/") + 1 if below else 0

    address = sha256("/".join(path_components).encode()).hexdigest()
    known = cache_version.cached(f"route:{home.pk}:{address}", remember)
    if found:
        return found[0]
    label, pk, depth = known
    model = apps.get_model(label)
    page = model.objects.select_related(*model.shown_joins).filter(pk=pk, live=True).first()
    if page is None:
        raise Http404
    return page.route(request, path_components[depth:])
