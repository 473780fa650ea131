"""Stops: a subscriber gets no mail any more after weeks of failed deliveries, until an editor or the owner resumes it.

A failure that says that the address does not exist suppresses it at once; see newsletters.subscribers.suppressions.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils import timezone

from newsletters.models import Delivery, Subscriber

FAILURES = 3  # deliveries, none of which arrived
PERIOD = timedelta(weeks=3)  # between the first and the last of them
# A mail that was handed over this long ago, without a report since, arrived.
REPORTS_WITHIN = timedelta(days=5)


@transaction.atomic
def count_failure(delivery, answer):
    """Count the failure of a Delivery, with the redacted `answer` of the server; stop its subscriber when they add up.

    Idempotent: a delivery counts once.
    """
    Delivery.objects.filter(pk=delivery.pk).update(failed_at=timezone.now())
    if not delivery.address:
        return
    found = failures_of(delivery.address).aggregate(first=Min("claimed_at"), last=Max("claimed_at"))
    number = failures_of(delivery.address).count()
    if number >= FAILURES and found["last"] - found["first"] >= PERIOD:
        waiting = Subscriber.objects.with_address(delivery.address).filter(stopped_at=None)
        waiting.update(stopped_at=timezone.now(), stopped_for=answer)


def failures_of(address):
    """Return the queryset of the failed deliveries to an address since the last one that arrived, oldest first."""
    sent = Delivery.objects.for_address(address).exclude(claimed_at=None)
    arrived = Q(state=Delivery.DELIVERED) | Q(state=Delivery.SENT, sent_at__lt=timezone.now() - REPORTS_WITHIN)
    last = sent.filter(arrived).aggregate(last=Max("claimed_at"))["last"]
    failed = sent.filter(failed_at__isnull=False)
    return (failed.filter(claimed_at__gt=last) if last else failed).order_by("claimed_at", "pk")


@transaction.atomic
def resume_subscriber(subscriber):
    """Send mail to a Subscriber again; earlier failures do not count any more. Idempotent."""
    Delivery.objects.for_address(subscriber.address).update(failed_at=None)
    subscriber.stopped_at, subscriber.stopped_for = None, ""
    Subscriber.objects.filter(pk=subscriber.pk).update(stopped_at=None, stopped_for="")
