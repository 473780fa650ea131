"""The agenda, and the order of its events in time."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from events import calendar
from events.feeds import EventFeed
from events.filters import EventFilterSet
from pages.models import Attachment, ListedQuerySet, ListingPage


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

    def agenda_order(self, moment):
        """Sort on what comes, the soonest first, then on what has been at `moment`, the latest first."""
        return self.order_by(
            models.Case(models.When(ends_at__gt=moment, then=0), default=1, output_field=models.SmallIntegerField()),
            models.Case(models.When(ends_at__gt=moment, then="sort_date")).asc(nulls_last=True),
            models.Case(models.When(ends_at__gt=moment, then="starts_at")).asc(nulls_last=True),
            "-sort_date",
            models.F("starts_at").desc(nulls_last=True),
            "-pk",
        )

    def with_recording(self):
        """Keep events with a recording that can be opened."""
        return self.filter(self._is_recorded())

    def with_lookback(self):
        """Keep events with something to look back on: a report, a recording, an attachment."""
        attached = models.Exists(Attachment.objects.filter(record_id=models.OuterRef("pk")))
        return self.filter(models.Q(attached) | models.Q(self._is_recorded()) | ~models.Q(report=[]))

    def _is_recorded(self):
        recordings = self.model.recordings.rel.related_model.objects
        return models.Exists(recordings.filter(event_id=models.OuterRef("pk")).exclude(url=""))


class EventIndexPage(ListingPage):
    """/agenda/: what is on, and what has been."""

    max_count_per_parent = 1
    filterset_class = EventFilterSet
    feed_class = EventFeed
    calendar_path = "agenda.ics"
    parent_page_types = ["pages.HomePage"]

    content_name = "event-index"

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def sort_records(self, records):
        """Return what is still to come first, the soonest first, and then what has been, the latest first."""
        return records.agenda_order(timezone.now())

    @path("agenda.ics/", name="calendar")
    def calendar(self, request):
        """Answer with the events as iCalendar, narrowed by the filters of the agenda."""
        return calendar.calendar_response(calendar.agenda_calendar(self, request), "agenda")
