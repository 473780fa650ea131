from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponseNotFound
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import PageManager
from wagtail.search import index

from events import calendar, structured_data
from events.cards import EventCard, EventTimes
from events.facets import EVENT_FACETS
from events.feeds import EventFeed
from events.trays import EVENT_TRAYS
from pages.actions import JOIN, REGISTER, WATCH, build_action
from pages.blocks import BodyBlock
from pages.child_rows import match_rows
from pages.deadlines import DeadlineField
from pages.models import Attachment, ListedQuerySet, ListingPage, RecordPage
from pages.record_index.orders import BY_TITLE, NEWEST, CurrentFirst
from pages.stream_field import StreamField


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
        """Keep events with something to look back on: a report, a recording, an attachment."""
        attached = models.Exists(Attachment.objects.filter(record_id=models.OuterRef("pk")))
        return self.filter(models.Q(attached) | models.Q(self._is_recorded()) | ~models.Q(report=[]))

    def _is_recorded(self):
        recordings = self.model.recordings.rel.related_model.objects
        return models.Exists(recordings.filter(event_id=models.OuterRef("pk")).exclude(url=""))


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
    feed_class = EventFeed
    orders = [AGENDA_ORDER, NEWEST, BY_TITLE]
    parent_page_types = ["pages.HomePage"]

    content_name = "event-index"

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    @path("agenda.ics/", name="calendar")
    def calendar(self, request):
        """Answer with the events as iCalendar, narrowed by the filters of the agenda."""
        return calendar.calendar_response(calendar.agenda_calendar(self, request), "agenda")


class EventPage(EventTimes, RoutablePageMixin, RecordPage):
    """A meeting; afterwards the same page is its look-back.

    With sessions, its dates follow from them; `date` serves events of which only a month or year is known.
    """

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", _("Provisional")
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", _("Cancelled")
        POSTPONED = "postponed", _("Postponed")
        MOVED_ONLINE = "moved-online", _("Moved online")

    # Links that lead into the meeting.
    WAYS_IN = (JOIN, REGISTER)

    class Attendance(models.TextChoices):
        UNKNOWN = "", _("Not known")
        ON_SITE = "on-site", _("On site")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Hybrid")

    class Registration(models.TextChoices):
        NONE = "", _("None")
        LINK = "link", _("Elsewhere, by a link")
        FORM = "form", _("On this site")

    kind = models.ForeignKey(
        "events.EventKind", verbose_name=_("kind"), null=True, on_delete=models.PROTECT, related_name="events"
    )
    status = models.CharField(_("status"), max_length=15, choices=Status.choices, default=Status.CONFIRMED)
    attendance = models.CharField(
        _("way of attending"), max_length=10, choices=Attendance.choices, blank=True, default=""
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=255, blank=True)
    municipality = models.ForeignKey(
        "network.Municipality",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    online_url = models.URLField(_("address of the online meeting"), blank=True, max_length=500)
    body = StreamField(BodyBlock(), verbose_name=_("announcement"), blank=True)
    registration = models.CharField(
        _("registration"), max_length=10, choices=Registration.choices, blank=True, default=""
    )
    registration_url = models.URLField(_("address for registration"), blank=True, max_length=500)
    registration_deadline = DeadlineField(_("register before"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    has_waiting_list = models.BooleanField(_("keeps a waiting list"), default=False)
    report = StreamField(BodyBlock(), verbose_name=_("look-back"), blank=True)
    starts_at = models.DateTimeField(null=True, editable=False, db_index=True)
    ends_at = models.DateTimeField(null=True, editable=False, db_index=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
        InlinePanel(
            "sessions", label=_("Session"), heading=_("Sessions"), help_text=_("Times are those of Amsterdam.")
        ),
        FieldPanel("date", heading=_("date, when there is no exact day")),
        MultiFieldPanel(
            [
                FieldPanel("attendance"),
                FieldRowPanel([FieldPanel("venue"), FieldPanel("address")]),
                FieldPanel("municipality"),
                FieldPanel("online_url"),
            ],
            _("Where"),
        ),
        FieldPanel("body"),
        InlinePanel("programme_items", label=_("Programme item"), heading=_("Programme")),
        InlinePanel("speakers", label=_("Speaker"), heading=_("Speakers")),
        InlinePanel("organisers", label=_("Organiser"), heading=_("Organisers")),
        MultiFieldPanel(
            [
                FieldPanel("registration"),
                FieldRowPanel([FieldPanel("registration_url"), FieldPanel("registration_deadline")]),
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("has_waiting_list")]),
            ],
            _("Registration"),
        ),
        FieldPanel("report"),
        InlinePanel("recordings", label=_("Recording"), heading=_("Recordings")),
        *RecordPage.link_panels,
        *RecordPage.classification_panels,
    ]
    search_fields = [
        *RecordPage.search_fields,
        index.SearchField("body"),
        index.SearchField("report"),
        index.SearchField("venue"),
        index.FilterField("starts_at"),
    ]
    search_names = [
        *RecordPage.search_names,
        "kind",
        "municipality",
        "organisers__organisation",
        "speakers__person",
        "speakers__subject",
        "sessions__title",
        "programme_items__title",
        "programme_items__description",
        "recordings__title",
    ]
    parent_page_types = ["events.EventIndexPage"]
    subpage_types = []
    listing_prefetch = [*RecordPage.listing_prefetch, "kind", "municipality", "sessions", "recordings"]
    facets = EVENT_FACETS
    card_class = EventCard
    card_fields = [
        *RecordPage.card_fields,
        "status",
        "status_label",
        "is_recorded",
        "has_report",
        "date_text",
    ]
    card_prefetch = ["kind", "municipality", "sessions", "recordings"]
    # What a line in a list asks: kind and date.
    line_prefetch = ["kind", "sessions"]
    schema_type = "Event"
    # For pages.text_passages: the template gives these an h2 of their own.
    fields_below_heading = ["report"]

    objects = PageManager.from_queryset(EventQuerySet)()

    listed_on = "events.EventIndexPage"
    is_shared = True
    is_news = True
    dossier_order = 20
    search_kind = "event"
    newsletter_trays = EVENT_TRAYS
    content_name = "event"
    content_folder = "events"
    content_fields = [
        "kind",
        "status",
        "sessions",
        "attendance",
        "venue",
        "address",
        "municipality",
        "online_url",
        "registration",
        "registration_url",
        "registration_deadline",
        "capacity",
        "has_waiting_list",
        "programme_items",
        "speakers",
        "organisers",
        "report",
        "recordings",
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def clean(self):
        """Refuse registration by a link without the link."""
        super().clean()
        if self.registration == self.Registration.LINK and not self.registration_url:
            raise ValidationError({"registration_url": _("Write the address where people register.")})

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

    @path("event.ics/", name="calendar")
    def calendar(self, request):
        """Answer with the event as iCalendar; 404 with a sentence as long as no day of it is known."""
        content = calendar.event_calendar(self, request)
        if content is None:
            words = gettext(
                "The day of “%(title)s” is not known, so there is nothing to put in a calendar. See %(address)s"
            )
            words %= {"title": self.title, "address": self.get_full_url(request)}
            return HttpResponseNotFound(f"{words}\n", content_type="text/plain; charset=utf-8")
        return calendar.calendar_response(content, self.slug)

    def get_structured_data(self, request):
        return [structured_data.describe_event(self, request)]

    def serve_preview(self, request, mode_name):
        """Show a draft by the sessions that the editor has just typed."""
        self.follow_sessions()
        return super().serve_preview(request, mode_name)

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
    def kind_label(self):
        return self.kind.label if self.kind else super().kind_label

    @property
    def status_label(self):
        """Its status in words."""
        return str(self.get_status_display())

    @property
    def index_span(self):
        return self.starts_at, self.ends_at

    @property
    def date_text(self):
        """Its fuzzy date as text (EDTF), empty for none."""
        return self.date.text if self.date else ""

    @property
    def has_report(self):
        """True when there is a report to read."""
        return bool(self.report)

    @property
    def is_recorded(self):
        """True when there is a recording that can be opened."""
        return any(recording.url for recording in self.recordings.all())

    @property
    def places(self):
        """How many can come, as long as one can sign up; else None."""
        deadline = self.registration_deadline
        has_closed = not self.is_open or (deadline is not None and deadline <= timezone.now())
        return None if has_closed else self.capacity

    def outdated_at(self, moment):
        """An event that is over may be announced again once there is something to look back on; a cancelled one not."""
        if self.status == self.Status.CANCELLED:
            return gettext("The event is cancelled.")
        if self.ends_at is None or self.ends_at > moment:
            return ""
        has_lookback = self.report or self.is_recorded or self.attachments.all()
        return "" if has_lookback else gettext("The event is over, and its page has no look-back yet.")

    @property
    def dated_words(self):
        moments = [session.when for session in self.sessions.all()]
        if len(moments) > 2:
            return gettext("%(first)s and %(count)d more") % {"first": moments[0], "count": len(moments) - 1}
        return " + ".join(moments) or super().dated_words

    @property
    def place_line(self):
        """Where it is, in words: venue and municipality, or online."""
        parts = [self.venue, str(self.municipality) if self.municipality else ""]
        if self.attendance in (self.Attendance.ONLINE, self.Attendance.HYBRID):
            parts.append(str(self.get_attendance_display()).lower())
        return ", ".join(part for part in parts if part)

    @property
    def when_and_where(self):
        """The days and times, and the place, as far as known."""
        facts = [(gettext("When:"), self.date_line), (gettext("Where:"), self.place_line)]
        return [(label, words) for label, words in facts if words]

    @property
    def is_placed(self):
        """True when something is known of where it is."""
        is_online = self.attendance in (self.Attendance.ONLINE, self.Attendance.HYBRID)
        can_join = self.online_url and self.is_open
        return bool(self.venue or self.address or self.municipality_id or is_online or can_join)

    @property
    def actions(self):
        """Registration as long as it makes sense, its recordings, and the editor's own links."""
        result = [self.register_action] if self.register_action else []
        result += [build_action(WATCH, recording.title, url=recording.url) for recording in self.recordings.all()]
        return result + self.link_actions

    @property
    def register_action(self):
        """How to sign up elsewhere, as long as the event is to come and takes place; else None."""
        if self.registration != self.Registration.LINK or not self.is_open:
            return None
        return build_action(REGISTER, self.title, url=self.registration_url, deadline=self.registration_deadline)

    @property
    def link_actions(self):
        """The editor's own links alone; nobody can join what is over or does not take place."""
        return [action for action in super().actions if action.kind not in self.WAYS_IN or self.is_open]
