"""Signed tokens of alerts (newsletters.subscribers.tokens says what tokens are)."""

from django.core.signing import BadSignature, Signer, TimestampSigner

from newsletters.subscribers.tokens import BadToken, read_signed

_follow = TimestampSigner(salt="newsletters.alerts.follow", sep="~")
_stop = Signer(salt="newsletters.alerts.stop", sep="~")


def follow_token(alert):
    """Return the token that confirms an Alert (primary key)."""
    return _follow.sign(str(alert))


def read_follow_token(token, max_age):
    """Return the primary key of an Alert; raises ExpiredToken after `max_age` seconds, else BadToken."""
    return read_signed(_follow, token, max_age)


def stop_token(subscriber, mailing):
    """Return the token with which a subscriber stops alerts, in the mail of a mailing (primary keys); no expiry."""
    return _stop.sign(f"{subscriber}.{mailing}")


def read_stop_token(token):
    """Return (subscriber, mailing) as primary keys; raises BadToken."""
    try:
        subscriber, mailing = (int(part) for part in _stop.unsign(token).split("."))
    except (BadSignature, ValueError) as error:
        raise BadToken(token) from error
    return subscriber, mailing
