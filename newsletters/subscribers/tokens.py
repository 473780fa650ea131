"""Signed tokens in personal URLs. They hold primary keys only and are not stored.

Rotating SECRET_KEY revokes all tokens. Each purpose has its own salt, so a token is of no use elsewhere.
"""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.core.signing import SignatureExpired as _SignatureExpired

# Placeholder in a Rendering, replaced by the token of each recipient.
TOKEN_PLACEHOLDER = "zz-token-of-the-recipient-zz"  # noqa: S105


class BadToken(Exception):
    """The token is truncated, tampered with, or made for another purpose."""


class ExpiredToken(BadToken):
    """The signature is valid, but the token is too old."""


@dataclass(frozen=True)
class UnsubscribeToken:
    """The primary keys in an unsubscribe link; `mailing` is 0 for a link outside a mailing."""

    subscriber: int
    mailing_list: int
    mailing: int = 0


_unsubscribe = Signer(salt="newsletters.unsubscribe", sep="~")
_preferences = TimestampSigner(salt="newsletters.preferences", sep="~")
_confirm = TimestampSigner(salt="newsletters.confirm", sep="~")
_change = TimestampSigner(salt="newsletters.change", sep="~")


def unsubscribe_token(subscriber, mailing_list, mailing=0):
    """Return the token for the unsubscribe link of a subscriber and list (primary keys); it never expires."""
    return _unsubscribe.sign(f"{subscriber}.{mailing_list}.{mailing}")


def read_unsubscribe_token(token):
    """Return the UnsubscribeToken; raises BadToken."""
    try:
        numbers = [int(part) for part in _unsubscribe.unsign(token).split(".")]
    except (BadSignature, ValueError) as error:
        raise BadToken(token) from error
    return UnsubscribeToken(*numbers)


def preferences_token(subscriber):
    """Return the token for the preferences page of a subscriber (primary key)."""
    return _preferences.sign(str(subscriber))


def read_preferences_token(token, max_age):
    """Return the subscriber's primary key; raises ExpiredToken after `max_age` seconds, else BadToken."""
    return read_signed(_preferences, token, max_age)


def confirm_token(subscriber):
    """Return the token that confirms the sign-up of a subscriber (primary key)."""
    return _confirm.sign(str(subscriber))


def read_confirm_token(token, max_age):
    """Return the subscriber's primary key; raises ExpiredToken after `max_age` seconds, else BadToken."""
    return read_signed(_confirm, token, max_age)


def change_token(change):
    """Return the token that confirms a change of address (primary key of an AddressChange)."""
    return _change.sign(str(change))


def read_change_token(token, max_age):
    """Return the primary key of an AddressChange; raises ExpiredToken after `max_age` seconds, else BadToken."""
    return read_signed(_change, token, max_age)


def read_signed(signer, token, max_age):
    """Return the number that a TimestampSigner signed; raises ExpiredToken after `max_age` seconds, else BadToken."""
    try:
        return int(signer.unsign(token, max_age=max_age))
    except _SignatureExpired as error:
        raise ExpiredToken(token) from error
    except (BadSignature, ValueError) as error:
        raise BadToken(token) from error
