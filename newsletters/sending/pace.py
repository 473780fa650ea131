"""The rate of all workers together."""

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from newsletters.models import NewsletterSettings, Pace

# Seconds of slots taken at a time: what a pause may lag behind, and what a killed worker wastes.
SLICE = 0.5


class Slots:
    """Moments to send at, taken from the row that all workers share; `rate` is messages per second."""

    def __init__(self, rate):
        self.gap = timedelta(seconds=1 / rate)
        self.at_a_time = max(1, int(rate * SLICE))
        self.left = 0
        self.next = None

    def wait(self):
        """Return when the next message may leave."""
        if not self.left:
            self.next = take_slots(self.at_a_time, self.gap)
            self.left = self.at_a_time
        pause = (self.next - timezone.now()).total_seconds()
        self.left -= 1
        self.next += self.gap
        if pause > 0:
            time.sleep(pause)


@transaction.atomic
def take_slots(number, gap):
    """Reserve `number` moments, `gap` (timedelta) apart; return the first (aware datetime)."""
    pace, _made = Pace.objects.select_for_update().get_or_create(pk=1)
    first = max(pace.next_slot, timezone.now())
    Pace.objects.filter(pk=1).update(next_slot=first + number * gap)
    return first


def allowed_rate():
    """Return the messages per second that the editors allow."""
    return NewsletterSettings.for_site(Site.objects.get(is_default_site=True)).rate_per_second
