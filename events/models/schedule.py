"""When an event is: its status, its first start and its last end."""

import uuid
from datetime import datetime, time

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import calendar
from events.cards import EventTimes
from pages.child_rows import match_rows, pair_by

# What identifies a session, the one that counts most first.
KEYS = ("pk", "uid")


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
        `uid` each time; a revision from before there was a `uid` has none. A copy and a translation bring the `uid` of
        the sessions of the original: theirs become other ones.
        """
        model, sessions = self.sessions.model, list(self.sessions.all())
        rows = list(model.objects.filter(event_id=self.pk)) if self.pk else []
        columns = [([getattr(row, name) for row in rows], [getattr(new, name) for new in sessions]) for name in KEYS]
        places = match_rows([row.values for row in rows], [new.values for new in sessions], pair_by(*columns))
        added = []
        for session, place in zip(sessions, places, strict=True):
            if place is None:
                added.append(session)
            else:
                session.continue_row(rows[place])
        wanted = [session.uid for session in added]
        taken = set(model.objects.filter(uid__in=wanted).values_list("uid", flat=True)) if wanted else set()
        for session in added:
            if session.uid in taken:
                session.uid = uuid.uuid4()
            taken.add(session.uid)

    def follow_sessions(self):
        """Set `starts_at` and `ends_at` by the sessions as they are in memory, else by what `date` says."""
        sessions = self.held_sessions
        self.starts_at = min((session.start for session in sessions), default=self.first_moment)
        self.ends_at = max((session.is_over_at for session in sessions), default=self.last_moment)

    @property
    def held_sessions(self):
        """The sessions that take place; all of them when each was cancelled."""
        sessions = list(self.sessions.all())
        return [session for session in sessions if not session.is_cancelled] or sessions

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
    def dated_words(self):
        sessions = self.sessions.all()
        # A cancelled one is named where all are.
        moments = [session.when_held for session in (self.held_sessions if len(sessions) > 2 else sessions)]
        if len(moments) > 2:
            return gettext("%(first)s and %(count)d more") % {"first": moments[0], "count": len(moments) - 1}
        return " + ".join(moments) or super().dated_words
