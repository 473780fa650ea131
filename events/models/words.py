"""What lists, newsletters, calendars and search engines read of an event, and its own calendar."""

from django.http import HttpResponseNotFound
from django.utils.translation import gettext
from wagtail.contrib.routable_page.models import path

from events import calendar, structured_data
from events.calendar.entries import event_entries, location_of
from pages.actions import READ, WATCH, build_action


class EventWords:
    """The words of an event for lists, newsletters and the read API, its structured data, and what can be done with it.

    For a RecordPage with an EventSchedule, EventPlan, EventPlace, EventRegistration and EventLookback.
    """

    schema_type = "Event"

    @property
    def kind_label(self):
        return self.kind.label if self.kind else super().kind_label

    @property
    def status_label(self):
        """Its status in words."""
        return str(self.get_status_display())

    @property
    def calendar_entry(self):
        """Its VEVENTs in calendars (events.calendar.entries), "" while no day is known."""
        return event_entries(self)

    @property
    def author_names(self):
        """The names of its organisers."""
        return [organiser.organisation.name for organiser in self.organisers.all()]

    @property
    def organisations_to_ask(self):
        return [organiser.organisation for organiser in self.organisers.all()]

    def outdated_at(self, moment):
        """An event that is over may be announced again once there is something to look back on; what is off not."""
        if self.is_off:
            cancelled = self.status == self.Status.CANCELLED
            return gettext("The event is cancelled.") if cancelled else gettext("The event is postponed.")
        if self.ends_at is None or self.ends_at > moment:
            return ""
        return "" if self.has_lookback else gettext("The event is over, and its page has no look-back yet.")

    @property
    def when_and_where(self):
        """The days and times, and the place, as far as known."""
        facts = [
            (gettext("When:"), self.date_line),
            (gettext("Where:"), location_of(self)),
            (gettext("Changed:"), self.plan_note),
        ]
        return [(label, words) for label, words in facts if words]

    @property
    def has_practical_facts(self):
        """True when there is something to say of when and where it is, who organises it and how to register."""
        return bool(self.sessions.all() or self.date or self.is_placed or self.organisers.all() or self.registration)

    @property
    def actions(self):
        """Registration as long as it makes sense, its recordings, and the editor's own links."""
        result = [self.register_action] if self.register_action else []
        result += [build_action(READ, "", page=self.instead_page)] if self.instead_page else []
        result += [
            build_action(WATCH, recording.title, url=recording.url, document=recording.document)
            for recording in self.reachable_recordings
        ]
        return result + self.link_actions

    def get_structured_data(self, request):
        return [structured_data.describe_event(self, request)]


class EventCalendar:
    """The calendar of one event at `event.ics`. For a RoutablePageMixin with an EventSchedule."""

    @path("event.ics/", name="calendar")
    def calendar(self, request):
        """Answer with the event as iCalendar; 404 with a sentence as long as no day of it is known."""
        response = calendar.calendar_response(lambda: calendar.event_calendar(self, request), self.slug)
        if response is None:
            words = gettext(
                "The day of “%(title)s” is not known, so there is nothing to put in a calendar. See %(address)s"
            )
            words %= {"title": self.title, "address": self.get_full_url(request)}
            return HttpResponseNotFound(f"{words}\n", content_type="text/plain; charset=utf-8")
        return response
