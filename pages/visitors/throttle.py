"""Slows down whoever asks too often, and keeps for that only hashes and counts, for two periods at most.

Limits go by network, never by one computer: a whole town hall may come from one address, so they must be generous.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from pages.models import RequestCount

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Limit:
    """At most `most` requests in each period of `seconds`, of one subject of a kind named `scope`."""

    scope: str
    most: int
    seconds: int


def first_over(*limited):
    """Count one request for pairs (Limit, subject text), narrowest first; return the first Limit gone over, or None.

    One that is over its own limit does not count for the wider ones after it.
    """
    return next((limit for limit, subject in limited if _count(limit, subject) > limit.most), None)


def _count(limit, subject):
    period = int(time.time()) // limit.seconds
    fingerprint = salted_hmac("visitors.throttle", f"{limit.scope}:{period}:{subject}", algorithm="sha256").hexdigest()
    expires_at = datetime.fromtimestamp((period + 2) * limit.seconds, tz=UTC)
    with transaction.atomic():
        RequestCount.objects.get_or_create(fingerprint=fingerprint, defaults={"expires_at": expires_at})
        # One statement, so that no two processes count one for two.
        RequestCount.objects.filter(fingerprint=fingerprint).update(count=F("count") + 1)
        return RequestCount.objects.values_list("count", flat=True).get(fingerprint=fingerprint)
