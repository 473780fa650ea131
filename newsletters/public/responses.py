"""Responses that the public views share: a page with breadcrumbs, and the page for an invalid token."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from newsletters.models import NewsletterIndexPage
from newsletters.subscribers.tokens import ExpiredToken
from visitors.breadcrumbs import Link, breadcrumbs_below


def render_page(request, name, title, status=200, **context) -> HttpResponse:
    """Return `newsletters/<name>.html` rendered with title, breadcrumbs and `context`."""
    crumbs = breadcrumbs_below(request, NewsletterIndexPage, Link(title, ""))
    return render(request, f"newsletters/{name}.html", {"title": title, "crumbs": crumbs, **context}, status=status)


def refuse_token(request, error, name):
    """Return the page about an expired (410) or invalid (400) token.

    `error` is a newsletters.subscribers.tokens.BadToken, `name` "confirm", "preferences" or "unsubscribe".
    """
    is_expired = isinstance(error, ExpiredToken)
    title = gettext("This link is too old") if is_expired else gettext("This link is not whole")
    return render_page(
        request, "bad_link", title, status=410 if is_expired else 400, is_expired=is_expired, purpose=name
    )
