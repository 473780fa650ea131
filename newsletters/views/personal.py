"""Pages that belong to one person and are opened with a token."""

from functools import wraps

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt

from newsletters.models import NewsletterIndexPage
from newsletters.tokens import ExpiredToken
from pages.navigation import Link


def personal(view):
    """Keep a view with a token in its address out of search engines, caches and Referer headers.

    It needs no form token: whoever can send its form knows the address, and that is the proof. It could not have one
    either, because with `no-referrer` browsers send `Origin: null` (Fetch, 3.2), which Django refuses; and a mail
    program that opens the page without cookies, or posts as RFC 8058 says, has none.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "private, no-store"
        return response

    return csrf_exempt(answer)


def show(request, name, title, status=200, **context) -> HttpResponse:
    """Return the page `newsletters/<name>.html` with a title and a path to it."""
    archive = NewsletterIndexPage.objects.live().filter(locale__language_code=get_language()).first()
    crumbs = [Link(gettext("Home"), reverse("wagtail_serve", args=[""]))]
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
