"""Views of the site that are no page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.views import serve

from pages.search import Search


@require_safe
def search(request):
    """Show what `?q=` finds over everything; `?soort=` narrows to one type, `?page=` pages."""
    return render(request, "pages/search.html", {"search": Search(request.GET)})


@require_safe
def serve_page_file(request, path):
    """Answer with a file that a page makes of itself: `path` is the page's path and a name such as event.ics.

    Wagtail's own pattern takes no dot; the page's route of that name, with a closing slash, does the work.
    """
    return serve(request, f"{path}/")
