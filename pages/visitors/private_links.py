"""Links that let in whoever holds them: unguessable, for a time, to be revoked, and kept as a hash only."""

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from pages.models import PrivateLink

TOKEN_BYTES = 32
# An expired link is kept for a while, so that its holder is told that it is old instead of wrong.
KEPT_AFTER_EXPIRY = timedelta(days=365)


class BadLink(Exception):
    """The token was cut short, changed, or made for something else."""


class ExpiredLink(BadLink):
    """The token was good once: its time is over, or it was revoked. `link` is its PrivateLink."""

    def __init__(self, link):
        super().__init__(link.pk)
        self.link = link


def make_link(purpose, subject=0, *, days, address=""):
    """Keep a new PrivateLink for `days` days and return its token (43 characters, safe in addresses)."""
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
    """Return the PrivateLink of a token for a purpose; raises ExpiredLink when it is over, else BadLink."""
    link = PrivateLink.objects.filter(purpose=purpose, digest=_digest(token)).first()
    if link is None:
        raise BadLink(purpose)
    if link.revoked_at or link.expires_at <= timezone.now():
        raise ExpiredLink(link)
    return link


def revoke_links(purpose, subject, *, keep_token=None):
    """Revoke every link for a purpose and subject, but the one of `keep_token`; return how many this ended."""
    links = PrivateLink.objects.filter(purpose=purpose, subject=subject, revoked_at=None)
    if keep_token:
        links = links.exclude(digest=_digest(keep_token))
    return links.update(revoked_at=timezone.now())


def forget_links(moment):
    """Delete links that expired or were revoked long before `moment` (aware); return how many."""
    limit = moment - KEPT_AFTER_EXPIRY
    gone, _kinds = (
        PrivateLink.objects.filter(expires_at__lt=limit) | PrivateLink.objects.filter(revoked_at__lt=limit)
    ).delete()
    return gone


def _digest(token):
    # The token is random, so a plain hash cannot be guessed back.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
