"""Slows down whoever asks too often, and keeps for that only hashes and counts, for two days at most.

The limits leave room for a town hall that comes from one network, and for an information market in an afternoon.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from newsletters.addresses import network_of
from newsletters.models import RequestCount
from newsletters.models.subscriber import key_of

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Limit:
    """At most `most` requests in each period of `seconds`, of one subject of a kind named `scope`."""

    scope: str
    most: int
    seconds: int


NETWORK = Limit("network", 100, HOUR)
ADDRESS = Limit("address", 4, DAY)
EVERYBODY = Limit("everybody", 1_000, HOUR)


def refused(request, address):
    """Count a request about an address; return the Limit that it goes over, or None.

    One for an address that is over its own limit does not count for its network, and so on upwards.
    """
    subjects = ((ADDRESS, key_of(address)), (NETWORK, network_of(request)), (EVERYBODY, ""))
    return next((limit for limit, subject in subjects if _count(limit, subject) > limit.most), None)


def _count(limit, subject):
    period = int(time.time()) // limit.seconds
    fingerprint = salted_hmac(
        "newsletters.throttle", f"{limit.scope}:{period}:{subject}", algorithm="sha256"
    ).hexdigest()
    expires_at = datetime.fromtimestamp((period + 2) * limit.seconds, tz=UTC)
    with transaction.atomic():
        RequestCount.objects.get_or_create(fingerprint=fingerprint, defaults={"expires_at": expires_at})
        # One statement, so that no two processes count one for two.
        RequestCount.objects.filter(fingerprint=fingerprint).update(count=F("count") + 1)
        return RequestCount.objects.values_list("count", flat=True).get(fingerprint=fingerprint)
