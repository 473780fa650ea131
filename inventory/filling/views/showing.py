"""What all pages of the form share: their frame, and what becomes of a link that opens nothing."""

from functools import wraps

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from inventory.filling import rate_limits
from inventory.filling.access import PURPOSE
from inventory.models import InventoryIndexPage, Submission
from visitors.breadcrumbs import Link, breadcrumbs_from_home
from visitors.private_links import BadLink, ExpiredLink, private_page, read_link


def show(request, name, title, status=200, *, page=None, **context) -> HttpResponse:
    """Return the page `inventory/filling/<name>.html` with a title and a path to it, by way of a round (a page)."""
    overview = InventoryIndexPage.objects.live().filter(locale__language_code=get_language()).first()
    crumbs = breadcrumbs_from_home()
    for above in filter(None, (overview, page if page and page.live else None)):
        crumbs.append(Link(above.title, above.get_url(request)))
    crumbs.append(Link(title, ""))
    # Not called `page`: the templates of the site take that for the page of the address.
    context |= {"title": title, "crumbs": crumbs, "round": page}
    return render(request, f"inventory/filling/{name}.html", context, status=status)


def refuse_link(request, error):
    """Return the page about a link that is too old (410) or not whole (404); a guesser of links is stopped (429)."""
    if isinstance(error, ExpiredLink):
        return show(request, "bad_link", gettext("This link is too old"), 410, is_expired=True)
    if rate_limits.over_guessing(request):
        return show(request, "too_many", gettext("Too many wrong links"), 429)
    return show(request, "bad_link", gettext("This link is not whole"), 404, is_expired=False)


def with_submission(view):
    """Give a view the Submission of the token before the token, and refuse a token that opens nothing."""

    @wraps(view)
    def answer(request, token, **kwargs):
        try:
            link = read_link(PURPOSE, token)
        except BadLink as error:
            return refuse_link(request, error)
        found = Submission.objects.select_related("round", "municipality", "project")
        submission = found.filter(pk=link.subject).first()
        if submission is None:
            return refuse_link(request, ExpiredLink(link))
        return view(request, submission, token, **kwargs)

    return private_page(answer)
