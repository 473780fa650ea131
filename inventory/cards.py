"""What cards of projects show that changes with the clock; page and card share it."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from pages.record_index.cards import Card

# Fifteen months: the yearly question, and three months to answer it.
UNCONFIRMED_AFTER = timedelta(days=457)


def confirmed_until(day):
    """Return when a confirmation of that date lapses (aware datetime, midnight in Amsterdam); None for no date."""
    return timezone.make_aware(datetime.combine(day + UNCONFIRMED_AFTER, time.min)) if day else None


class ProjectConfirmation:
    """What a card says of status and confirmation; needs `status_label` and `is_unconfirmed`."""

    @property
    def card_note(self):
        """Its status and whether it is unconfirmed."""
        unconfirmed = gettext("not confirmed") if self.is_unconfirmed else ""
        return ", ".join(part for part in (self.status_label, unconfirmed) if part)


class ProjectCard(ProjectConfirmation, Card):
    """A project in a list."""

    @property
    def is_unconfirmed(self):
        """True when nobody confirmed it in the last fifteen months."""
        return self.ends_at is None or self.ends_at <= timezone.now()
