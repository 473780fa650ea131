"""What of the agenda a newsletter takes over: recordings, look-backs, what is still to come, what is still open."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.trays import NewsletterTray


def _events(page_type, locale):
    return page_type.objects.published().in_language(locale).filter(alias_of=None)


def find_held(page_type, since, locale):
    """Return the events that were held, or got a look-back, or were entered, since the aware datetime `since`."""
    held = _events(page_type, locale).past(timezone.now())
    is_new = Q(ends_at__gt=since) | Q(lookback_at__gt=since) | Q(first_published_at__gt=since)
    return held.filter(is_new).order_by("-sort_date", "-pk")


def find_recorded(page_type, since, locale):
    """Return the events of find_held() with a recording."""
    return find_held(page_type, since, locale).with_recording()


def find_reported(page_type, since, locale):
    """Return the events of find_held() with something to look back on."""
    return find_held(page_type, since, locale).with_lookback()


def find_coming(page_type, since, locale):
    """Return the events that are still to come and take place, the soonest first."""
    coming = _events(page_type, locale).upcoming(timezone.now())
    return coming.exclude(status__in=page_type.OFF).soonest_first()


def find_changed(page_type, since, locale):
    """Return the events to come whose plan changed since the aware datetime `since`, the soonest first."""
    coming = _events(page_type, locale).upcoming(timezone.now())
    return coming.filter(plan_changed_at__gt=since).soonest_first()


def find_open_calls(page_type, since, locale):
    """Return the calls that can be answered, the first to close first."""
    return _events(page_type, locale).upcoming(timezone.now()).order_by("closes_at", "pk")


EVENT_TRAYS = [
    NewsletterTray("recordings", _("Recordings"), order=20, kicker=_("Recording"), find=find_recorded),
    NewsletterTray("lookbacks", _("Look-backs"), order=30, kicker=_("Look-back"), find=find_reported),
    NewsletterTray("changes", _("Changes of plan"), order=35, kicker=_("Change of plan"), find=find_changed),
    NewsletterTray("events", _("Coming events"), order=40, find=find_coming),
]
CALL_TRAYS = [NewsletterTray("calls", _("Open calls"), order=50, kicker=_("Call"), find=find_open_calls)]
