"""The projects that are like what somebody is describing, as a piece of HTML for static/js/similar.js."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from inventory.connections.similar import LONGEST_SUMMARY, LONGEST_TITLE, find_similar
from inventory.models import ProjectPage

MOST_VALUES = 30  # of each parameter


@require_safe
def show_similar(request):
    """Return at most three similar projects with the reasons, for `title` and `summary` (texts that are cut off).

    `thema`, `doelgroep`, `gemeente` (more than once) and `project` (its key, for an update) are what is known already.
    """
    given = request.GET
    number = given.get("project", "")
    own = ProjectPage.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    found = find_similar(
        given.get("title", "")[:LONGEST_TITLE],
        given.get("summary", "")[:LONGEST_SUMMARY],
        *(given.getlist(name)[:MOST_VALUES] for name in ("thema", "doelgroep", "gemeente")),
        exclude=own,
    )
    response = render(request, "inventory/connections/similar_list.html", {"found": found})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
