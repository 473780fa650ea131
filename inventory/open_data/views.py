"""The page about the open data, the files and their metadata, with CORS for all sites.

The files are the same in every language; their ETag follows the cache version (pages.cache_version).
"""

from functools import wraps

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_sequence
from django.utils.translation import gettext
from django.views.decorators.http import condition, require_http_methods, require_safe

from inventory.models import ProjectIndexPage
from inventory.open_data.description import (
    ABOUT,
    FILES,
    LICENCE,
    LICENCE_NAME,
    TITLE,
    address_of_data,
    describe_catalogue,
    describe_columns,
    in_both,
    to_json_ld,
    to_turtle,
)
from inventory.open_data.fields import LIST_SEPARATOR, list_fields
from inventory.open_data.records import published_projects, read_records, write_csv, write_json
from pages import cache_version
from pages.structured_data import site_facts
from visitors.addresses import network_of
from visitors.breadcrumbs import Link, breadcrumbs_below
from visitors.rate_limit import HOUR, Limit, first_exceeded

# A file takes seconds to write; who asks whether it changed (If-None-Match) is not counted.
NETWORK = Limit("open-data", 60, HOUR)


def changed_at(request=None, **kwargs):
    """Return since when (aware datetime) the content is unchanged; `up_to_date` can change at midnight."""
    return cache_version.changed_at()


def stamp_of(request, **kwargs):
    """Return the ETag of a file (RFC 9110 8.8.3): weak, as it can be compressed or not."""
    return f'W/"{cache_version.current()[:16]}-{timezone.localdate():%Y%m%d}"'


def for_everybody(view):
    """Decorate a view with CORS headers (Fetch, 3.3) and conditional requests (304)."""
    answer_safely = condition(etag_func=stamp_of, last_modified_func=changed_at)(view)

    @wraps(view)
    def answer(request):
        response = HttpResponse(status=204) if request.method == "OPTIONS" else answer_safely(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = "GET, HEAD"
        response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        if "Cache-Control" not in response:
            response["Cache-Control"] = "public, no-cache"
        return response

    return require_http_methods(["GET", "HEAD", "OPTIONS"])(answer)


@require_safe
def show_page(request):
    """Show what the open data are, under which licence, and what each field means."""
    changed = changed_at()
    title = gettext("Projects as open data")
    return render(
        request,
        "inventory/open_data/page.html",
        {
            "title": title,
            "summary": ABOUT,
            "crumbs": breadcrumbs_below(request, ProjectIndexPage, Link(title, "")),
            "files": [(name, address_of_data(request, name), kind, about) for name, _media, kind, about in FILES],
            "fields": list_fields(),
            "separator": LIST_SEPARATOR,
            "licence": LICENCE,
            "licence_name": LICENCE_NAME,
            "platform": site_facts(request)["name"],
            "number": published_projects().count(),
            "changed": changed,
            "address": address_of_data(request),
        },
    )


@for_everybody
def projects_csv(request):
    """Return all projects as CSV."""
    response = stream(request, write_csv, "text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = 'attachment; filename="projecten.csv"'
    # CSVW 5.2: where the description of the columns is.
    metadata = address_of_data(request, "projecten.csv-metadata.json")
    response["Link"] = f'<{metadata}>; rel="describedby"; type="application/csvm+json"'
    return response


@for_everybody
def projects_json(request):
    """Return all projects as JSON."""
    about = {
        "title": in_both(TITLE)[0].value,
        "source": address_of_data(request),
        "publisher": site_facts(request)["name"],
        "licence": LICENCE,
        "changed": changed_at().isoformat(),
        "description": address_of_data(request, "catalogus.jsonld"),
    }
    return stream(request, lambda records: write_json(records, about), "application/json")


def stream(request, write, content_type):
    """Return a streamed response of what `write` generates from all records, compressed when accepted. 429 over the
    limit.
    """
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type)
    if first_exceeded((NETWORK, network_of(request))):
        return HttpResponse(
            gettext("These files were fetched very often from your network. Please try again in an hour.\n"),
            status=429,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "3600", "Cache-Control": "no-store"},
        )
    pieces = (piece.encode() for piece in write(read_records(request)))
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = StreamingHttpResponse(compress_sequence(pieces) if takes_gzip else pieces, content_type=content_type)
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@for_everybody
def catalogue_json_ld(request):
    """Return the description in DCAT as JSON-LD 1.1."""
    return HttpResponse(to_json_ld(describe_catalogue(request, changed_at())), content_type="application/ld+json")


@for_everybody
def catalogue_turtle(request):
    """Return the description in DCAT as Turtle."""
    text = to_turtle(describe_catalogue(request, changed_at()))
    return HttpResponse(text, content_type="text/turtle; charset=utf-8")


@for_everybody
def columns(request):
    """Return the description of the CSV file in CSVW."""
    return HttpResponse(describe_columns(request), content_type="application/csvm+json")
