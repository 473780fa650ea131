"""Views of the site that are no page."""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from pages.embeds import HOSTS
from pages.routes import serve
from pages.search import unanswered
from pages.search.results import Search
from pages.structured_data import site_facts
from visitors.breadcrumbs import Link, breadcrumbs_from_home


@dataclass(frozen=True)
class Cookie:
    """A cookie of this site: its name, what it is for, and after how many days the browser forgets it."""

    name: str
    purpose: Promise
    days: int


@require_safe
def search(request):
    """Show what `?q=` finds over everything, narrowed by facets; `?page=` pages. Count what finds none."""
    found = Search(request.GET)
    if found.query and not found.found and not found.entities:
        unanswered.count(found.query)
    words = gettext(
        "Search everything of %(name)s: publications, meetings, articles, themes, projects, people and organisations."
    )
    context = {
        "search": found,
        "title": gettext("Search"),
        "description": words % {"name": site_facts(request)["name"]},
        "noindex": bool(found.query),
    }
    return render(request, "pages/search.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
def cookie_settings(request):
    """Show what this site and the hosts of embeds may keep in a browser; static/js/cookie_settings.js undoes it."""
    cookies = [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _("Keeps an editor logged in. Readers do not get it."),
            settings.SESSION_COOKIE_AGE // 86_400,
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Protects what somebody sends with a form, against forgery. It comes with the form, not before."),
            settings.CSRF_COOKIE_AGE // 86_400,
        ),
    ]
    title = gettext("Cookie settings")
    context = {
        "title": title,
        "description": gettext("What this site keeps in your browser, and how to undo it."),
        "hosts": HOSTS,
        "cookies": cookies,
        "present": [cookie for cookie in cookies if cookie.name in request.COOKIES],
        "crumbs": breadcrumbs_from_home(Link(title, "")),
    }
    return render(request, "pages/cookie_settings.html", context)


@require_safe
def saved_records(request):
    """Show the list of records that a reader keeps in the browser; static/js/record_tools.js fills it."""
    title = gettext("What you saved")
    context = {
        "title": title,
        "description": gettext(
            "Your list is kept in this browser alone: without account, without cookie, and never sent to us."
        ),
        "crumbs": breadcrumbs_from_home(Link(title, "")),
    }
    return render(request, "pages/saved_records.html", context)


@require_safe
def serve_page_file(request, path):
    """Answer with a file that a page makes of itself: `path` is the page's path and a name such as event.ics.

    Wagtail's own pattern takes no dot; the page's route of that name, with a closing slash, does the work.
    """
    return serve(request, f"{path}/")
