"""What there is to tell about an event after it was published: a change of plan, and its look-back."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from pages.models import Attachment

# What readers want to hear of when it becomes the status of an event, or stops being it.
TELLING = ("cancelled", "postponed", "moved-online")
# Nobody waits any longer for a look-back than this after the event.
LOOKBACK_AWAITED = timedelta(days=180)
COMPARED = ("live", "status", "starts_at", "ends_at", "plan_changed_at", "lookback_at")


class EventNews(models.Model):
    """The moments at which an event that readers could see already became news again.

    For a RecordPage that is also an EventSchedule and an EventLookback. Kept by comparison with what is stored, so it
    makes no difference by which form, file or program the event was changed.
    """

    # When its status or a session of it changed last, of an event that was still to come.
    plan_changed_at = models.DateTimeField(null=True, editable=False, db_index=True)
    # When readers could first see a look-back, or a recording in it, if that was after they could first see the event.
    lookback_at = models.DateTimeField(null=True, editable=False, db_index=True)

    has_later_news = True

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Note what is news, then save; an older revision that is published again takes nothing back."""
        if self.pk and kwargs.get("update_fields") is None:
            self._note_news()
        super().save(*args, **kwargs)

    def _note_news(self):
        row = type(self).objects.filter(pk=models.OuterRef("pk"))
        stored = (
            type(self)
            .objects.filter(pk=self.pk)
            .annotate(
                is_told=models.Exists(row.with_own_lookback()),
                has_recording=models.Exists(row.with_recording()),
                has_attachments=models.Exists(Attachment.objects.filter(record_id=models.OuterRef("pk"))),
            )
        )
        stored = stored.values("is_told", "has_recording", "has_attachments", *COMPARED).first()
        if stored is None:
            return
        self.plan_changed_at, self.lookback_at = stored["plan_changed_at"], stored["lookback_at"]
        if not (self.live and stored["live"]):
            return
        now = timezone.now()
        if self._is_other_plan(stored, now):
            self.plan_changed_at = now
        if self.is_past and not self.is_off and self._is_new_lookback(stored):
            self.lookback_at = now

    def _is_other_plan(self, stored, now):
        """Return whether the status, a session or the first start is another one, of an event still to come."""
        ends = [moment for moment in (stored["ends_at"], self.ends_at) if moment]
        if not ends or max(ends) <= now:
            return False
        before, after = ({status} & set(TELLING) for status in (stored["status"], self.status))
        return before != after or self._is_other_schedule(stored)

    def _is_other_schedule(self, stored):
        rows = self.sessions.model.objects.filter(event_id=self.pk).values_list("uid", "start", "is_cancelled")
        sessions = {session.uid: (session.start, session.is_cancelled) for session in self.sessions.all()}
        if rows := list(rows):
            # What comes in addition changes nothing for who knew the others.
            return any(sessions.get(uid) != (start, is_cancelled) for uid, start, is_cancelled in rows)
        return bool(stored["starts_at"] and stored["starts_at"] != self.starts_at)

    def _is_new_lookback(self, stored):
        if self.is_recorded and not stored["has_recording"]:
            return True
        if self.has_own_lookback:
            return not stored["is_told"]
        # What was attached before the event announced it.
        return bool(self.attachments.all()) and not stored["has_attachments"]

    @property
    def awaits_news(self):
        """True as long as its plan may change or its look-back is still to come: half a year after its end."""
        if self.is_open:
            return True
        is_recent = self.ends_at is not None and self.ends_at > timezone.now() - LOOKBACK_AWAITED
        return is_recent and not self.is_off and not self.has_lookback

    @property
    def news_at(self):
        """When (aware datetime) there was last something new to tell of it; None when it was never published."""
        moments = [super().news_at, self.plan_changed_at, self.lookback_at]
        return max((moment for moment in moments if moment), default=None) if moments[0] else None
