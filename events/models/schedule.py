"""When an event is: its status, its first start and its last end."""

from datetime import datetime, time

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import calendar
from events.cards import EventTimes
from events.days import is_exact, session_days
from pages.child_rows import match_rows


class EventSchedule(EventTimes, models.Model):
    """The dates of an event: they follow from its sessions, or from `date` when it has none.

    For a RecordPage with child rows `sessions`.
    """

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", _("Provisional")
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", _("Cancelled")
        POSTPONED = "postponed", _("Postponed")
        MOVED_ONLINE = "moved-online", _("Moved online")

    status = models.CharField(_("status"), max_length=15, choices=Status.choices, default=Status.CONFIRMED)
    starts_at = models.DateTimeField(null=True, editable=False, db_index=True)
    ends_at = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Keep the first start and the last end in step with the sessions, or else the end with the date, then save.

        Sessions stay the rows that they were, and what calendars know of them is brought up to date.
        """
        self.follow_sessions()
        is_whole = kwargs.get("update_fields") is None
        if is_whole:
            self.keep_sessions()
        super().save(*args, **kwargs)
        if is_whole and self.live:
            calendar.note_changes(self)

    def keep_sessions(self):
        """Give the sessions in memory the primary key and `uid` of the row that they are in the database.

        A session that was added to a draft has no primary key in its revisions, and the editor's form gives it a new
        `uid` each time; a revision from before there was a `uid` has none.
        """
        if not self.pk:
            return
        rows, sessions = list(self.sessions.model.objects.filter(event_id=self.pk)), list(self.sessions.all())
        old, new = [row.values for row in rows], [session.values for session in sessions]
        for name in ("pk", "uid"):
            places = {getattr(row, name): place for place, row in enumerate(rows)}
            for place, session in enumerate(sessions):
                # What is the same row by its number is made equal, and nothing else is like it.
                if (row_place := places.get(getattr(session, name))) is not None:
                    old[row_place] = new[place] = (rows[row_place].pk,) + (None,) * (len(session.values) - 1)
        for session, place in zip(sessions, match_rows(old, new), strict=True):
            if place is not None:
                session.continue_row(rows[place])

    def follow_sessions(self):
        """Set `starts_at` and `ends_at` by the sessions as they are in memory, else by what `date` says."""
        sessions = list(self.sessions.all())
        self.starts_at = min((session.start for session in sessions), default=self.first_moment)
        self.ends_at = max((session.is_over_at for session in sessions), default=self.last_moment)

    @property
    def first_day(self):
        return timezone.localdate(self.starts_at) if self.starts_at else super().first_day

    @property
    def first_moment(self):
        """The start (aware datetime) of the day that `date` names; None when it names no exact day."""
        if not (self.date and self.date.start.day):
            return None
        return timezone.make_aware(datetime.combine(self.date.earliest, time.min))

    @property
    def last_moment(self):
        """The end (aware datetime) of the last day that `date` can mean; None when nothing is known."""
        last_day = self.date.latest if self.date else None
        return timezone.make_aware(datetime.combine(last_day, time.max)) if last_day else None

    @property
    def index_span(self):
        return self.starts_at, self.ends_at

    @property
    def calendar_days(self):
        """Its stretches of days for a calendar, as dicts of text; [] while the day is not known.

        `first` and `last` are days (ISO 8601, Amsterdam), `time` and `until` times of day (empty for unknown), `title`
        is that of the session.
        """
        sessions = list(self.sessions.all())
        if not sessions and self.date and is_exact(self.date):
            return [_stretch(self.date.earliest, self.date.latest)]
        return [_stretch_of(session) for session in sessions]

    @property
    def dated_words(self):
        moments = [session.when for session in self.sessions.all()]
        if len(moments) > 2:
            return gettext("%(first)s and %(count)d more") % {"first": moments[0], "count": len(moments) - 1}
        return " + ".join(moments) or super().dated_words


def _stretch_of(session):
    days = session_days(session.start, session.end, time_known=session.time_known)
    if not session.time_known:
        return _stretch(*days, title=session.title)
    until = f"{timezone.localtime(session.end):%H:%M}" if session.end else ""
    return _stretch(*days, time_of_day=f"{timezone.localtime(session.start):%H:%M}", until=until, title=session.title)


def _stretch(first, last, *, time_of_day="", until="", title=""):
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "time": time_of_day,
        "until": until,
        "title": title,
    }
