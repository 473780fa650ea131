"""Views of the coverage matrix: the page, its CSV file, and the page of one municipality."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from inventory.coverage.choices import ALL_TOWNS, AS_TABLE, Choices
from inventory.coverage.matrix import Matrix
from inventory.coverage.place import Place
from inventory.coverage.rendering import Drawing, shade_legend, write_csv
from network.models import Municipality
from pages import structured_data
from pages.facet_panel import Notice, shorten
from pages.listing import PAGE_PARAMETER
from pages.page_context import find_listings
from visitors.breadcrumbs import Link, breadcrumbs_from_home

LINES_PER_PAGE = 100
RECORDS = "inventory.ProjectPage"
# Nothing that a visitor types gets into the page like this.
PLACE_OF_TABLE = mark_safe("<!--table-->")


def find_projects():
    """Return (address, names of the filters) of the listing of projects in the active language."""
    return find_listings(Locale.get_active()).get(RECORDS, ("", frozenset()))


def make_crumbs(listing, *links):
    """Return the path from the home page over the projects along `links`, as navigation.Links."""
    crumbs = breadcrumbs_from_home()
    if listing[0]:
        crumbs.append(Link(gettext("Projects"), listing[0]))
    return [*crumbs, *links]


@require_safe
def show_overview(request):
    """Show the matrix, or with ?vorm=tabel the same in words, for the filters in the query."""
    choices = Choices(request.GET, reverse("coverage"))
    asked = request.GET.get(PAGE_PARAMETER) or "1"
    is_table = choices.values.get("vorm") == AS_TABLE
    # The table has pages of lines, the matrix of columns.
    matrix, listing = Matrix(choices, asked, is_whole=is_table), find_projects()
    shown = Paginator(matrix.lines, LINES_PER_PAGE).get_page(asked) if is_table else matrix.shown
    notices = list(choices.notices)
    if asked.lstrip("0") != str(shown.number):
        words = gettext("Page “%(asked)s” does not exist. You are reading page %(number)s.")
        notices.append(Notice(words % {"asked": shorten(asked), "number": shown.number}))
    context = {
        "title": gettext("Where much happens, and where too little"),
        "description": gettext(
            "How many projects there are by theme and municipality, and what municipalities ask for and do not find."
        ),
        "listing": choices,
        "matrix": matrix,
        "place_of_table": PLACE_OF_TABLE,
        "lines": shown if is_table else [],
        "is_table": is_table,
        "shown": shown,
        "pages": list(shown.paginator.get_elided_page_range(shown.number)),
        "notices": notices,
        "shades": shade_legend(),
        "csv_url": _with_query(reverse("coverage-csv"), choices.query_string),
        "table_url": choices.address_with(vorm=AS_TABLE),
        "whole_url": choices.address_with(gemeenten=ALL_TOWNS),
        "matrix_url": choices.address_with(vorm=None),
        "unconfirmed_url": _unconfirmed_url(listing),
        "crumbs": make_crumbs(listing, Link(gettext("Overview"), "")),
    }
    page = render_to_string("inventory/coverage.html", context, request)
    if is_table:
        return HttpResponse(page)
    # Each block of a template copies what stands in it; of the whole country that is ten times five megabytes.
    before, mark, after = page.partition(PLACE_OF_TABLE)
    return HttpResponse([before, Drawing(matrix, listing).draw() if mark else "", after])


@require_safe
def download_csv(request):
    """Answer with all cells within the filters of the query as a CSV file."""
    matrix = Matrix(Choices(request.GET, reverse("coverage")), is_whole=True)
    return HttpResponse(
        write_csv(matrix),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="projecten-overzicht.csv"',
            "Content-Language": get_language(),
            "Link": f'<{request.build_absolute_uri(reverse("coverage"))}>; rel="describedby"',
        },
    )


@require_safe
def show_municipality(request, slug):
    """Show one municipality beside its region."""
    municipality = get_object_or_404(Municipality.objects.prefetch_related("region_groups"), slug=slug)
    listing = find_projects()
    place, name = Place(municipality, listing), municipality.name
    description = gettext("Projects in %(name)s by theme, beside %(region)s.")
    context = {
        "title": gettext("Overview of %(name)s") % {"name": name},
        "description": description % {"name": name, "region": place.region_name},
        "municipality": municipality,
        # What the page is about, as on its own page (pages.network_views).
        "entity": municipality,
        "place": place,
        "crumbs": make_crumbs(listing, Link(gettext("Overview"), reverse("coverage")), Link(municipality.name, "")),
    }
    return render(request, "inventory/coverage_municipality.html", context)


def _with_query(address, query):
    return f"{address}?{query}" if query else address


def _unconfirmed_url(listing):
    address, filters = listing
    return f"{address}?bevestigd=nee" if address and "bevestigd" in filters else ""


def describe_overview(request, context, address):
    """Return what JSON-LD says of the overview: a schema.org Dataset with its file."""
    return {
        "description": gettext(
            "How many confirmed projects there are by theme and municipality, by status, with the needs that "
            "municipalities reported."
        ),
        "inLanguage": get_language(),
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": structured_data.site_facts(request)["name"]},
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": structured_data.absolute(request, reverse("coverage-csv")),
            }
        ],
    }


def describe_place(request, context, address):
    """Return what JSON-LD says of the page of one municipality: the place that it is about."""
    return {"about": {"@type": "AdministrativeArea", "name": context["municipality"].name}}
