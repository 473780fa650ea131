"""The agenda, and the order of its events in time."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from events import calendar
from events.calendar_listing import make_listing
from pages.models import Attachment, ListedQuerySet, ListingPage
from pages.page_context import give_locales
from pages.record_index.orders import BY_TITLE, NEWEST, CurrentFirst


class EventQuerySet(ListedQuerySet):
    """Events by their place in time; `moment` is an aware datetime."""

    def upcoming(self, moment):
        """Keep events that are not over at `moment`."""
        return self.filter(ends_at__gt=moment)

    def past(self, moment):
        """Keep events that are over at `moment`, and those whose date is not known."""
        return self.exclude(ends_at__gt=moment)

    def soonest_first(self):
        """Sort on the first day, then on the first start."""
        return self.order_by("sort_date", models.F("starts_at").asc(nulls_last=True), "pk")

    def with_recording(self):
        """Keep events with a recording that can be opened."""
        return self.filter(self._is_recorded())

    def with_lookback(self):
        """Keep events with something to look back on: a report, a recording, photos, quotes, an attachment."""
        return self.filter(self._is_attached() | self._own_lookback())

    def without_lookback(self):
        """Keep events with nothing of what with_lookback() names, without reading those that have it."""
        return self.filter(~self._is_attached(), ~self._own_lookback())

    def with_own_lookback(self):
        """Keep events with something to look back on besides attachments."""
        return self.filter(self._own_lookback())

    def _is_attached(self):
        return models.Q(models.Exists(Attachment.objects.filter(record_id=models.OuterRef("pk"))))

    def _own_lookback(self):
        photos, quotes = (
            models.Exists(relation.rel.related_model.objects.filter(event_id=models.OuterRef("pk")))
            for relation in (self.model.photos, self.model.quotes)
        )
        return ~models.Q(report=[]) | models.Q(self._is_recorded()) | models.Q(photos) | models.Q(quotes)

    def _is_recorded(self):
        recordings = self.model.recordings.rel.related_model.objects
        return models.Exists(recordings.filter(event_id=models.OuterRef("pk")).exclude(url="", document=None))


# The soonest of what comes first, then the latest of what has been.
AGENDA_ORDER = CurrentFirst(
    "datum",
    _("What comes first"),
    ("-sort_day", "-starts_at", "-page"),
    first_columns=("sort_day", "starts_at", "page"),
)


class EventIndexPage(ListingPage):
    """/agenda/: what is on, and what has been."""

    max_count_per_parent = 1
    orders = [AGENDA_ORDER, NEWEST, BY_TITLE]
    calendar_path = "agenda.ics"
    parent_page_types = ["pages.HomePage"]

    content_name = "event-index"

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def get_shown_listing(self, request):
        """Return the AgendaListing of the view that the query asks for."""
        give_locales([self])
        return make_listing(self, request.GET)

    @path("agenda.ics/", name="calendar")
    def calendar(self, request):
        """Answer with the events as iCalendar, narrowed by the filters of the agenda."""
        return calendar.calendar_response(lambda: calendar.agenda_calendar(self, request), "agenda")
