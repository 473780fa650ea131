"""Letters that a day brings: the reminder before an event, and the thanks after it. Scheduled jobs."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from events.models import EventPage, Registration, RegistrationLetter
from events.registrations.letters import Kind, store_once
from pages.deadlines import end_of_day

# No mail arrives at night.
MAIL_HOUR = time(9)
DAY = timedelta(days=1)
# A reminder that is older was for another date of the event.
REMINDER_COUNTS = timedelta(days=2)
# Later than this nobody is thanked any more.
THANKS_UNTIL = timedelta(days=14)


def remind(moment):
    """Store the reminders that are due at `moment` (aware datetime): from nine o'clock on the day before the event.

    Each person gets one per date of the event, and none who got the place that same day: that letter says it all.
    """
    for event in _events_to_remind_of(moment):
        # Whoever got one for an earlier date is reminded of the new one.
        old = RegistrationLetter.objects.filter(kind=Kind.REMINDER, created_at__lt=moment - REMINDER_COUNTS)
        old.filter(registration__event=event).delete()
        today = timezone.make_aware(datetime.combine(timezone.localdate(moment), time.min))
        people = _registered(event).filter(placed_at__lt=today)
        store_once(people, Kind.REMINDER)


def _events_to_remind_of(moment):
    today = timezone.localdate(moment)
    # Before nine only the events of today, in case nothing ran yesterday.
    last_day = today + DAY if timezone.localtime(moment).time() >= MAIL_HOUR else today
    events = _held().filter(starts_at__gt=moment, starts_at__lte=end_of_day(last_day))
    return events.filter(registrations__state=Registration.State.REGISTERED).distinct()


def thank(moment):
    """Store the thanks that are due at `moment` (aware datetime): when the look-back is there, or the morning after.

    Where attendance was ticked, those who attended are thanked; else all who were registered.
    """
    over = _held().filter(ends_at__lte=moment, ends_at__gt=moment - THANKS_UNTIL)
    over = over.filter(registrations__state=Registration.State.REGISTERED).exclude(
        registrations__letters__kind=Kind.THANKS
    )
    for event in over.distinct().prefetch_related("recordings", "photos", "quotes", "attachments"):
        morning = timezone.make_aware(datetime.combine(timezone.localdate(event.ends_at) + DAY, MAIL_HOUR))
        if event.has_lookback or moment >= morning:
            people = _registered(event)
            attended = people.exclude(attended_at=None)
            store_once(attended if attended.exists() else people, Kind.THANKS)


def _held():
    """Return the published events that take place as announced."""
    return EventPage.objects.filter(live=True).exclude(status__in=EventPage.OFF).order_by("pk")


def _registered(event):
    return event.registrations.filter(state=Registration.State.REGISTERED, forgotten_at=None)
