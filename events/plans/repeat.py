"""The next time of an event that comes back: a draft with what stays the same."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.coreutils import find_available_slug

from events.models import EventPage, Session

# What belongs to one time only.
LEFT_OUT = [
    "status",
    "status_reason",
    "instead",
    "previous_starts_at",
    "plan_changed_at",
    "lookback_at",
    "date",
    "sessions",
    "calendar_entries",
    "report",
    "recordings",
    "photos",
    "quotes",
    "attachments",
    "action_links",
    "series_number",
    "go_live_at",
    "expire_at",
]
# Moments that keep their distance to the first start.
MOVED_ALONG = ["registration_deadline", "registration_opens_at"]


@transaction.atomic
def repeat(page, start, title, user):
    """Return an unpublished copy (EventPage) of an event that begins at `start` (aware datetime) with another title.

    Sessions and the moments of registration keep their distance to the first start, by the clock on the wall.
    Registrations, look-back and changes of plan stay with the old one.
    """
    begin = page.starts_at or start
    fields = {name: moved(moment, begin, start) for name in MOVED_ALONG if (moment := getattr(page, name))}
    made = page.copy(
        update_attrs={"title": title, "slug": find_available_slug(page.get_parent(), page.slug), **fields},
        exclude_fields=LEFT_OUT,
        copy_revisions=False,
        keep_live=False,
        user=user,
    )
    copy = EventPage.objects.get(pk=made.pk)
    copy.sessions.set(
        [
            Session(
                title=session.title,
                start=moved(session.start, begin, start),
                end=session.end and moved(session.end, begin, start),
                time_known=session.time_known,
                sort_order=place,
            )
            for place, session in enumerate(page.sessions.all())
        ]
        or [Session(start=start)]
    )
    copy.save()
    copy.save_revision(user=user)
    return copy


def moved(moment, begin, start):
    """Return an aware datetime at the distance from `start` that `moment` has from `begin`, by Amsterdam's clock."""
    naive, first, other = (timezone.make_naive(each) for each in (moment, begin, start))
    distance: datetime = other + (naive - first)
    return timezone.make_aware(distance)
