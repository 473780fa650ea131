"""Events of the calendars of partner sites become events of the agenda."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import EventIndexPage, EventKind, EventOrganiser, EventPage, Session
from pages.harvest.receivers import (
    DATE,
    LINK,
    SUBJECTS,
    SUMMARY,
    TITLE,
    KindPart,
    OrganisationPart,
    Part,
    ProposalReceiver,
    numbered,
    terms,
)


def read_session(values):
    """Return the Session (unsaved) of one of the sessions in `values`."""
    if values["whole_day"]:
        first, last = date.fromisoformat(values["start"]), date.fromisoformat(values["end"])
        start = timezone.make_aware(datetime.combine(first, time.min))
        end = timezone.make_aware(datetime.combine(last, time.min)) if last > first else None
        return Session(start=start, end=end, time_known=False)
    end = datetime.fromisoformat(values["end"]) if values["end"] else None
    return Session(start=datetime.fromisoformat(values["start"]), end=end)


class SessionsPart(Part):
    """The times. A session that stays at its place in the order stays the same row, so that calendars follow it."""

    def sessions(self, offer):
        """Return the Sessions (unsaved)."""
        return [read_session(each) for each in offer.values.get("sessions", [])]

    def offered(self, offer):
        return [session.when for session in self.sessions(offer)]

    def current(self, page):
        return [session.when for session in page.sessions.all()]

    def put(self, page, offer):
        if sessions := self.sessions(offer):
            # EventSchedule.keep_sessions gives them the rows that they are.
            page.sessions.set(numbered(sessions))


class StatusPart(Part):
    """Whether it goes on."""

    def offered(self, offer):
        status = offer.values.get("status", "")
        return [str(EventPage.Status(status).label)] if status in EventPage.Status.values else []

    def current(self, page):
        return [page.status_label]

    def put(self, page, offer):
        if self.offered(offer):
            page.status = offer.values["status"]


class OrganisersPart(OrganisationPart):
    """The organiser, beside those that a page has."""

    joins = True

    def current(self, page):
        return [str(row.organisation) for row in page.organisers.all()]

    def put(self, page, offer):
        organiser, rows = self.organisation(offer), list(page.organisers.all())
        if organiser and all(row.organisation_id != organiser.pk for row in rows):
            page.organisers.set(numbered([*rows, EventOrganiser(organisation=organiser)]))


class EventReceiver(ProposalReceiver):
    """Makes drafts of EventPages."""

    name = "event"
    label = _("Event")
    model = EventPage
    listing = EventIndexPage

    def __init__(self):
        self.parts = [
            TITLE,
            KindPart("kind", _("Kind"), lambda: terms(EventKind)),
            StatusPart("status", _("Status")),
            SessionsPart("sessions", _("Sessions")),
            DATE,
            Part("venue", _("Venue")),
            OrganisersPart("organisers", _("Organisers")),
            SUMMARY,
            LINK,
            SUBJECTS,
        ]

    def is_wanted(self, values):
        """Return whether it is still to come; calendars hold what was years ago."""
        sessions = [read_session(each) for each in values.get("sessions", [])]
        return not sessions or max(session.is_over_at for session in sessions) >= timezone.now()
