from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from events.filters import EventFilterSet
from pages.actions import REGISTER, WATCH, build_action
from pages.blocks import BodyBlock
from pages.models import ListedQuerySet, ListingPage, RecordPage


class EventQuerySet(ListedQuerySet):
    """Events by their place in time; `moment` is an aware datetime."""

    def upcoming(self, moment):
        """Keep events that are not over at `moment`."""
        return self.filter(ends_at__gt=moment)

    def past(self, moment):
        """Keep events that are over at `moment`, and those whose date is not known."""
        return self.exclude(ends_at__gt=moment)

    def soonest_first(self):
        """Sort on the first start; events without sessions come last."""
        return self.order_by(models.F("starts_at").asc(nulls_last=True), "pk")


class EventIndexPage(ListingPage):
    """/agenda/: what is on, and what has been."""

    max_count_per_parent = 1
    record_model = "events.EventPage"
    filterset_class = EventFilterSet
    parent_page_types = ["pages.HomePage"]

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")


class EventPage(RecordPage):
    """A meeting; afterwards the same page is its look-back.

    With sessions, its dates follow from them; `date` serves events of which only a month or year is known.
    """

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", _("Provisional")
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", _("Cancelled")
        POSTPONED = "postponed", _("Postponed")
        MOVED_ONLINE = "moved-online", _("Moved online")

    class Attendance(models.TextChoices):
        UNKNOWN = "", _("Not known")
        ON_SITE = "on-site", _("On site")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Hybrid")

    class Registration(models.TextChoices):
        NONE = "", _("None")
        LINK = "link", _("Elsewhere, by a link")
        FORM = "form", _("On this site")

    kind = models.ForeignKey("events.EventKind", verbose_name=_("kind"), null=True, on_delete=models.PROTECT, related_name="events")
    status = models.CharField(_("status"), max_length=15, choices=Status.choices, default=Status.CONFIRMED)
    attendance = models.CharField(_("way of attending"), max_length=10, choices=Attendance.choices, blank=True, default="")
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=255, blank=True)
    municipality = models.ForeignKey(
        "network.Municipality", verbose_name=_("municipality"), null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    online_url = models.URLField(_("address of the online meeting"), blank=True, max_length=500)
    body = StreamField(BodyBlock(), verbose_name=_("announcement"), blank=True)
    registration = models.CharField(_("registration"), max_length=10, choices=Registration.choices, blank=True, default="")
    registration_url = models.URLField(_("address for registration"), blank=True, max_length=500)
    registration_deadline = models.DateTimeField(_("register before"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    has_waiting_list = models.BooleanField(_("keeps a waiting list"), default=False)
    report = StreamField(BodyBlock(), verbose_name=_("look-back"), blank=True)
    starts_at = models.DateTimeField(null=True, editable=False, db_index=True)
    ends_at = models.DateTimeField(null=True, editable=False, db_index=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
        InlinePanel("sessions", label=_("Session"), heading=_("Sessions"), help_text=_("Times are those of Amsterdam.")),
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
    parent_page_types = ["events.EventIndexPage"]
    subpage_types = []
    listing_prefetch = [*RecordPage.listing_prefetch, "kind", "municipality", "sessions", "recordings"]
    schema_type = "Event"

    objects = PageManager.from_queryset(EventQuerySet)()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def clean(self):
        """Refuse registration by a link without the link."""
        super().clean()
        if self.registration == self.Registration.LINK and not self.registration_url:
            raise ValidationError({"registration_url": _("Write the address where people register.")})

    def save(self, *args, **kwargs):
        """Keep the first start and the last end in step with the sessions, then save."""
        sessions = list(self.sessions.all())
        self.starts_at = min((session.start for session in sessions), default=None)
        self.ends_at = max((session.is_over_at for session in sessions), default=None)
        super().save(*args, **kwargs)

    @property
    def first_day(self):
        return timezone.localdate(self.starts_at) if self.starts_at else super().first_day

    @property
    def kind_label(self):
        return self.kind.label if self.kind else super().kind_label

    @property
    def is_past(self):
        """True when it is over, or when nothing says that it is still to come."""
        return self.ends_at is None or self.ends_at <= timezone.now()

    @property
    def date_line(self):
        sessions = list(self.sessions.all())
        if not sessions:
            return super().date_line
        words = sessions[0].when
        return _("%(first)s and %(count)d more") % {"first": words, "count": len(sessions) - 1} if len(sessions) > 2 else " + ".join(s.when for s in sessions)

    @property
    def place_line(self):
        """Where it is, in words: venue and municipality, or online."""
        parts = [self.venue, str(self.municipality) if self.municipality else ""]
        if self.attendance in (self.Attendance.ONLINE, self.Attendance.HYBRID):
            parts.append(str(self.get_attendance_display()).lower())
        return ", ".join(part for part in parts if part)

    @property
    def actions(self):
        """Registration as long as it makes sense, its recordings, and the editor's own links."""
        result = []
        open_for_registration = not self.is_past and self.status not in (self.Status.CANCELLED, self.Status.POSTPONED)
        if self.registration == self.Registration.LINK and open_for_registration:
            result.append(build_action(REGISTER, self.title, url=self.registration_url, deadline=self.registration_deadline))
        result += [build_action(WATCH, recording.title, url=recording.url) for recording in self.recordings.all()]
        return result + super().actions
