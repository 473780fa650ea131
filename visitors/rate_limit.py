"""Rate limits with a fixed window. The database holds keyed hashes and counts only, for two windows at most.

Limits count per network, never per computer: a whole town hall may share one IP address, so they must be generous.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from visitors.addresses import key_of
from visitors.models import RequestCount

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True)
class Limit:
    """At most `most` requests per window of `seconds` by one subject; `scope` is the unique name of the limit."""

    scope: str
    most: int
    seconds: int


# Letters to one recipient in a day, of all rooms together, that were asked for by whoever typed the address: of one
# network, and of all networks.
RECIPIENT_BY_NETWORK = Limit("recipient-by-network", 4, DAY)
RECIPIENT = Limit("recipient", 16, DAY)
# Letters to one recipient in a day that somebody with a private link asked for; what strangers ask takes none of them.
RECIPIENT_BY_LINK = Limit("recipient-by-link", 12, DAY)


def first_exceeded(*limited):
    """Count one request against pairs (Limit, subject text), narrowest first; return the first exceeded Limit, or None.

    The limits after an exceeded one do not count the request.
    """
    return next((limit for limit, subject in limited if _count(limit, subject) > limit.most), None)


def exceeded_for_recipient(address, kind, *others, network=None):
    """Count one letter to an address against the limits of its recipient; return the exceeded Limit, or None.

    kind: name of the kind of letter. The first letter of its kind in two days leaves whatever was asked for before, so
    that nobody can keep it from the recipient; links in letters work longer than that.
    others: pairs (Limit, subject) that are counted too, but not for a letter that the recipient's limits refuse.
    network: CIDR text of who typed the address; None for somebody who came by a private link.
    """
    key = key_of(address)
    if network is None:
        over = first_exceeded((RECIPIENT_BY_LINK, key))
    else:
        over = first_exceeded((RECIPIENT_BY_NETWORK, f"{network} {key}"), (RECIPIENT, key))
    first = Limit(f"recipient-first-{kind}", 1, DAY)
    if over and is_counted(first, key):
        return over
    return first_exceeded(*others) or (first_exceeded((first, key)) and over)


def is_of_recipient(limit):
    """Return whether a Limit is one of those of a recipient of letters."""
    return limit in (RECIPIENT_BY_NETWORK, RECIPIENT, RECIPIENT_BY_LINK)


def is_counted(limit, subject):
    """Return whether a request by the subject was counted in this window or the one before it."""
    prints = [_fingerprint(limit, subject, _period(limit) - before) for before in (0, 1)]
    return RequestCount.objects.filter(fingerprint__in=prints).exists()


def forget(limit, subject):
    """Begin the count of this window anew."""
    RequestCount.objects.filter(fingerprint=_fingerprint(limit, subject, _period(limit))).delete()


def _period(limit):
    return int(time.time()) // limit.seconds


def _fingerprint(limit, subject, period):
    text = f"{limit.scope}:{period}:{subject}"
    return salted_hmac("visitors.rate_limit", text, algorithm="sha256").hexdigest()


def _count(limit, subject):
    period = _period(limit)
    fingerprint = _fingerprint(limit, subject, period)
    expires_at = datetime.fromtimestamp((period + 2) * limit.seconds, tz=UTC)
    with transaction.atomic():
        RequestCount.objects.get_or_create(fingerprint=fingerprint, defaults={"expires_at": expires_at})
        # Atomic in the database: concurrent requests each count.
        RequestCount.objects.filter(fingerprint=fingerprint).update(count=F("count") + 1)
        return RequestCount.objects.values_list("count", flat=True).get(fingerprint=fingerprint)
