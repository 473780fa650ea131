"""The rate limit of sending, shared by all workers: messages per second over all mailings."""

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from newsletters.models import NewsletterSettings, RateLimit

# Seconds of slots that a worker reserves at a time: the delay of a pause, and what a killed worker wastes.
RESERVED_SECONDS = 0.5


class RateLimiter:
    """Limits all workers together to `rate` (messages per second), by time slots reserved from the RateLimit row."""

    def __init__(self, rate):
        self.gap = timedelta(seconds=1 / rate)
        self.slots_per_reservation = max(1, int(rate * RESERVED_SECONDS))
        self.left = 0
        self.next = None

    def wait(self):
        """Block until the next message may be sent."""
        if not self.left:
            self.next = reserve_slots(self.slots_per_reservation, self.gap)
            self.left = self.slots_per_reservation
        delay = (self.next - timezone.now()).total_seconds()
        self.left -= 1
        self.next += self.gap
        if delay > 0:
            time.sleep(delay)


@transaction.atomic
def reserve_slots(number, gap):
    """Reserve `number` slots, `gap` (timedelta) apart.

    Return the first (aware datetime). Safe under concurrent workers.
    """
    row, _created = RateLimit.objects.select_for_update().get_or_create(pk=1)
    first = max(row.next_slot, timezone.now())
    RateLimit.objects.filter(pk=1).update(next_slot=first + number * gap)
    return first


def messages_per_second():
    """Return the rate (int) from the newsletter settings of the default site."""
    return NewsletterSettings.for_site(Site.objects.get(is_default_site=True)).rate_per_second
