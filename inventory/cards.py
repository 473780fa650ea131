"""What cards of projects and rounds show that changes with the clock."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from pages.record_index.cards import Card

# The statuses (ProjectPage.Status) of projects that go on, whose words get old.
GOING_ON = ("idea", "starting", "running")
# Fifteen months: the yearly question, and three months to answer it.
UNCONFIRMED_AFTER = timedelta(days=457)


def confirmed_until(day):
    """Return when a confirmation of that date lapses (aware datetime, midnight in Amsterdam); None for no date."""
    return timezone.make_aware(datetime.combine(day + UNCONFIRMED_AFTER, time.min)) if day else None


class ProjectConfirmation:
    """What a card says of status and confirmation; needs `status`, `status_label` and `is_unconfirmed`."""

    @property
    def is_doubtful(self):
        """True when it is said to go on, and nobody confirmed that in the last fifteen months."""
        return self.status in GOING_ON and self.is_unconfirmed

    @property
    def card_note(self):
        """Its status and whether that is doubtful."""
        unconfirmed = gettext("not confirmed") if self.is_doubtful else ""
        return ", ".join(part for part in (self.status_label, unconfirmed) if part)


class ProjectCard(ProjectConfirmation, Card):
    """A project in a list."""

    @property
    def is_unconfirmed(self):
        """True when nobody confirmed it in the last fifteen months."""
        return self.ends_at is None or self.ends_at <= timezone.now()


class RoundCard(Card):
    """A round in a list; `starts_at` is None for one that cannot open."""

    @property
    def is_open(self):
        """True from the opening up to the closing instant."""
        now = timezone.now()
        has_begun = self.starts_at is not None and self.starts_at <= now
        return has_begun and (self.ends_at is None or now < self.ends_at)
