"""Pages that belong to one person and are opened with a token."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from newsletters.models import NewsletterIndexPage
from newsletters.tokens import ExpiredToken
from visitors.breadcrumbs import Link, breadcrumbs_from_home


def show(request, name, title, status=200, **context) -> HttpResponse:
    """Return the page `newsletters/<name>.html` with a title and a path to it."""
    archive = NewsletterIndexPage.objects.live().filter(locale__language_code=get_language()).first()
    crumbs = breadcrumbs_from_home()
    if archive:
        crumbs.append(Link(archive.title, archive.get_url(request)))
    crumbs.append(Link(title, ""))
    return render(request, f"newsletters/{name}.html", {"title": title, "crumbs": crumbs, **context}, status=status)


def refuse_token(request, error, name):
    """Return the page that says what to do with a link that is too old (410) or was cut short (400).

    error: a newsletters.tokens.BadToken; name: "confirm", "preferences" or "unsubscribe".
    """
    is_expired = isinstance(error, ExpiredToken)
    title = gettext("This link is too old") if is_expired else gettext("This link is not whole")
    return show(request, "bad_link", title, status=410 if is_expired else 400, is_expired=is_expired, purpose=name)
