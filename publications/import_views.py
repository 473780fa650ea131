"""The admin views of an import by a task: how far it is, what its kinds and series mean, its report line by line."""

import csv
from io import StringIO

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from publications import importing
from publications.bibliography.choices import KIND, SERIES, Group
from publications.bibliography.drafts import Drafts
from publications.choices_form import ChoicesForm
from publications.entering import listings_for
from publications.models import ImportLine, PublicationImport
from visitors.spreadsheet_cells import safe_cell

URL_NAME = "publications_import"
LINES_SHOWN = 100
# Series, and kinds, of one file between which an editor chooses: those with most records.
MOST_GROUPS = 100


def find_import(request, pk):
    """Return the PublicationImport `pk` of the user, without its text; 404 for that of others, 403 without a right."""
    source = get_object_or_404(PublicationImport.objects.select_related("listing").defer("text"), pk=pk)
    if source.user_id != request.user.pk and not request.user.is_superuser:
        raise PermissionDenied
    if source.listing_id not in [listing.pk for listing in listings_for(request.user)]:
        raise PermissionDenied
    return source


@require_http_methods(["GET", "HEAD", "POST"])
def show_import(request, pk):
    """Show an import; a POST with `again` has it read with other choices, one with `make` has its drafts made."""
    source = find_import(request, pk)
    if request.method == "POST":
        choices = {name: value for name, value in request.POST.items() if name.startswith((KIND, SERIES))}
        if "make" in request.POST:
            importing.make_drafts(source, choices, takes_likely="likely" in request.POST)
        elif "again" in request.POST:
            importing.read_again(source, choices)
        return redirect(URL_NAME, pk)
    counts = dict(source.lines.order_by().values_list("outcome").annotate(number=Count("pk")))
    chosen = request.GET.get("outcome", "")
    lines = source.lines.filter(outcome=chosen) if chosen in ImportLine.Outcome else source.lines.all()
    shown = Paginator(lines.select_related("kind", "series"), LINES_SHOWN).get_page(request.GET.get("p"))
    context = {
        "title": gettext("Import of “%(name)s”") % {"name": source.file_name},
        "source": source,
        "is_read": source.state == PublicationImport.State.READ,
        "new": counts.get(ImportLine.Outcome.NEW, 0),
        "likely": counts.get(ImportLine.Outcome.LIKELY, 0),
        "outcomes": [
            {"value": value, "label": label, "number": counts[value], "is_chosen": value == chosen}
            for value, label in ImportLine.Outcome.choices
            if value in counts
        ],
        "shown": shown,
        "query": f"outcome={chosen}&" if chosen in ImportLine.Outcome else "",
    }
    if context["is_read"]:
        context["choices"] = ChoicesForm(*groups_of(source), Drafts(source.listing, request.user))
    return render(request, "publications/admin/import.html", context)


def groups_of(source):
    """Return (Groups of kinds, Groups of series) of the lines of an import of which drafts can be made."""
    lines = source.lines.filter(outcome__in=[ImportLine.Outcome.NEW, ImportLine.Outcome.LIKELY]).order_by()
    return [
        [
            Group(f"{start}{row[f'{name}_key']}", row["words"], str(row["chosen"] or ""), row["count"])
            for row in lines.values(f"{name}_key")
            .annotate(words=Max(f"{name}_words"), chosen=Max(name), count=Count("pk"))
            .order_by("-count", f"{name}_key")[:MOST_GROUPS]
        ]
        for name, start in (("kind", KIND), ("series", SERIES))
    ]


@require_safe
def download_report(request, pk):
    """Answer with the report of an import as CSV."""
    source = find_import(request, pk)
    output = StringIO()
    writer = csv.writer(output)
    heading = [gettext("Number"), gettext("Line"), gettext("Title"), gettext("Outcome"), gettext("To look at")]
    writer.writerow([*heading, gettext("Draft")])
    for line in source.lines.all():
        draft = reverse("wagtailadmin_pages:edit", args=[line.page_id]) if line.page_id else ""
        address = draft and request.build_absolute_uri(draft)
        cells = [line.title, line.get_outcome_display(), " ".join(line.notes), address]
        writer.writerow([line.number, line.line, *map(safe_cell, cells)])
    response = HttpResponse("\ufeff" + output.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{source.pk}.csv"'
    return response


@require_POST
def forget_import(request, pk):
    """Delete an import with its report; what is going on ends, and the drafts stay."""
    find_import(request, pk).delete()
    return redirect("publications_enter")


def register_urls():
    """Return the addresses of the views below /admin/."""
    return [
        path("publications/import/<int:pk>/", show_import, name=URL_NAME),
        path("publications/import/<int:pk>/report.csv", download_report, name="publications_import_report"),
        path("publications/import/<int:pk>/forget/", forget_import, name="publications_import_forget"),
    ]
