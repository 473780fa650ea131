"""Private links: bearer tokens in URLs that expire, can be revoked, and are stored as a SHA-256 hash only."""

import hashlib
import secrets
from datetime import timedelta
from functools import wraps

from django.http import HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from visitors.models import PrivateLink

TOKEN_BYTES = 32
# An expired link stays in the database for a while, so that its holder is told that it expired, not that it is wrong.
KEPT_AFTER_EXPIRY = timedelta(days=365)
NOT_OPENED = (400, 404, 410)  # statuses of the pages about such links


class BadLink(Exception):
    """The token is unknown: truncated, altered, or made for another purpose."""


class ExpiredLink(BadLink):
    """The token expired or was revoked. `link` is its PrivateLink."""

    def __init__(self, link):
        super().__init__(link.pk)
        self.link = link


def make_link(purpose, subject=0, *, days, address=""):
    """Store a PrivateLink that is valid for `days` days; return its token (43 characters of base64url)."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    PrivateLink.objects.create(
        purpose=purpose,
        subject=subject,
        address=address,
        digest=_digest(token),
        expires_at=timezone.now() + timedelta(days=days),
    )
    return token


def read_link(purpose, token):
    """Return the PrivateLink of a token for a purpose; raises ExpiredLink, or BadLink for an unknown token."""
    link = PrivateLink.objects.filter(purpose=purpose, digest=_digest(token)).first()
    if link is None:
        raise BadLink(purpose)
    if link.revoked_at or link.expires_at <= timezone.now():
        raise ExpiredLink(link)
    return link


def revoke_links(purpose, subject, *, keep_token=None):
    """Revoke the valid links for a purpose and subject, except that of `keep_token`; return their number."""
    links = PrivateLink.objects.filter(purpose=purpose, subject=subject, revoked_at=None)
    if keep_token:
        links = links.exclude(digest=_digest(keep_token))
    return links.update(revoked_at=timezone.now())


def forget_links(moment):
    """Delete links that expired or were revoked KEPT_AFTER_EXPIRY before `moment` (aware); return their number."""
    limit = moment - KEPT_AFTER_EXPIRY
    gone, _kinds = (
        PrivateLink.objects.filter(expires_at__lt=limit) | PrivateLink.objects.filter(revoked_at__lt=limit)
    ).delete()
    return gone


def _digest(token):
    # 256 random bits: no salt or slow hash needed.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def private_page(view):
    """Decorate a view with a token in its URL: no indexing, no caching, no Referer, no CSRF check.

    A POST by a link that opens nothing (400, 404, 410) is redirected to the page that says so.

    The token itself authenticates the request. A CSRF token could not work: with `no-referrer` browsers send
    `Origin: null` (Fetch, 3.2), which Django refuses; and a mail program that posts as RFC 8058 says has no cookie.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        # Not for mail programs (RFC 8058), which follow no redirect.
        if request.method == "POST" and response.status_code in NOT_OPENED and "List-Unsubscribe" not in request.POST:
            response = HttpResponseRedirect(request.path)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "private, no-store"
        return response

    return csrf_exempt(answer)
