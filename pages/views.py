"""Views of the site that are no page."""

from django.shortcuts import render

from pages.search import Search


def search(request):
    """Show what `?q=` finds over everything; `?soort=` narrows to one type, `?page=` pages."""
    return render(request, "pages/search.html", {"search": Search(request.GET)})
