"""What cards of events and calls show that changes with the clock; page and card share it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from pages.deadlines import closed_words, until_words
from pages.record_index.cards import Card


class EventTimes:
    """Whether an event is to come, and the line that says when it is.

    Needs `ends_at` (aware datetime or None), `status`, `status_label`, `status_reason`, `dated_words` (its days in
    words), `previous_words` (when it was planned for before it was moved), `is_partly_off` and `registers_until` (the
    deadline of registration as ISO 8601 with its offset, or "").
    """

    # Not held on the day that was announced.
    OFF = ("cancelled", "postponed")

    @property
    def is_past(self):
        """True when it is over, or when nothing says that it is still to come."""
        return self.ends_at is None or self.ends_at <= timezone.now()

    @property
    def is_half_known(self):
        """True when something is known of its date, and not the day."""
        return self.date is not None and not self.calendar_days

    @property
    def is_off(self):
        """True when it does not take place on the day that was announced."""
        return self.status in self.OFF

    @property
    def is_open(self):
        """True when it is still to come and takes place."""
        return not self.is_past and not self.is_off

    @property
    def status_note(self):
        """What differs from the plan, in a word or two; empty for what is confirmed, and for a past plan."""
        if self.status == "confirmed" or (self.status == "provisional" and self.is_past):
            return ""
        return self.status_label.lower()

    @property
    def plan_note(self):
        """What became of the plan and why, as sentences; empty for what goes as planned, and for a past plan."""
        return " ".join(part for part in (self.card_note, self.own_note) if part)

    @property
    def card_note(self):
        """When it was planned for, where it was moved."""
        if self.previous_words and self.is_open:
            return gettext("It was planned for %(day)s.") % {"day": self.previous_words}
        return ""

    @property
    def own_note(self):
        """Why the plan changed, as the editors wrote it."""
        is_online = self.status == "moved-online"
        is_told = self.card_note or self.is_off or (not self.is_past and (is_online or self.is_partly_off))
        return self.status_reason if is_told else ""

    @property
    def registration_line(self):
        """Until when one can register, in words; empty without a deadline, and for what is over or off."""
        if not self.registers_until or not self.is_open:
            return ""
        deadline = datetime.fromisoformat(self.registers_until)
        if deadline <= timezone.now():
            return gettext("registration %(closed)s") % {"closed": closed_words(deadline)}
        return gettext("register %(until)s") % {"until": until_words(deadline)}

    @property
    def date_line(self):
        """When it is, in words, with what differs from the plan in front, because it holds for all days."""
        return ": ".join(part for part in (self.status_note, super().date_line) if part)


class EventCard(EventTimes, Card):
    """An event in a list."""

    @property
    def news_title(self):
        """Its title, with in front that it does not take place: many read no more of it."""
        return f"{self.status_label}: {self.title}" if self.is_off else self.title

    @property
    def news_date(self):
        # The title has told it already.
        return super(EventTimes, self).date_line if self.is_off else self.date_line

    @property
    def is_outdated(self):
        """Whether it is over, or does not take place."""
        return super().is_outdated or self.is_off


class CallTimes:
    """Until when a call can be answered, in words; needs `closes_at` (aware datetime or None)."""

    @property
    def is_closed(self):
        """True once the closing instant has come."""
        return self.closes_at is not None and self.closes_at <= timezone.now()

    @property
    def date_line(self):
        if not self.closes_at:
            return super().date_line
        if self.is_closed:
            return closed_words(self.closes_at)
        return gettext("open %(until)s") % {"until": until_words(self.closes_at)}


class CallCard(CallTimes, Card):
    """A call in a list."""

    @property
    def closes_at(self):
        return self.ends_at
