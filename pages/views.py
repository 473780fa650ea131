"""Views of the site that are no page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.search import Search


@require_safe
def search(request):
    """Show what `?q=` finds over everything; `?soort=` narrows to one type, `?page=` pages."""
    return render(request, "pages/search.html", {"search": Search(request.GET)})
