"""Child relations of an event: sessions, speakers, organisers, programme, recordings."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from pages.chapters import ChaptersField
from pages.languages import LANGUAGES


class Session(Orderable):
    """One stretch of time of an event, in Europe/Amsterdam; `time_known` False means that only the day is known.

    `uid` is its UID in calendars (RFC 5545 3.8.4.7; a UUID as RFC 7986 5.3 advises): it stays when its time, title or
    place in the row changes, and over export and import.
    """

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Only when an event has several sessions.")
    )
    start = models.DateTimeField(_("start"), db_index=True)
    end = models.DateTimeField(_("end"), null=True, blank=True, db_index=True, help_text=_("May be after midnight."))
    time_known = models.BooleanField(_("the time of day is known"), default=True)
    is_cancelled = models.BooleanField(
        _("does not take place"),
        default=False,
        help_text=_("Only this session; for the whole event use its status. It stays on the page and in calendars."),
    )
    uid = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
        FieldRowPanel([FieldPanel("time_known"), FieldPanel("is_cancelled")]),
    ]
    content_fields = ["title", "start", "end", "time_known", "is_cancelled", "uid"]

    class Meta(Orderable.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self):
        return self.when

    def clean(self):
        """Refuse an end that does not come after the start."""
        super().clean()
        if self.start and self.end and self.end <= self.start:
            raise ValidationError({"end": _("The end must come after the start.")})

    @property
    def values(self):
        """What an editor fills in, as a tuple."""
        return self.title, self.start, self.end, self.time_known, self.is_cancelled

    def continue_row(self, row):
        """Become the same session as `row`, a Session of the database, with other values."""
        self.pk, self.uid = row.pk, row.uid
        self._state.adding = False

    @property
    def when(self):
        """The day and, as far as known, the times, in words."""
        start = timezone.localtime(self.start)
        end = timezone.localtime(self.end) if self.end else None
        words = formats.date_format(start, "DATE_FORMAT")
        if not self.time_known:
            return f"{words}–{formats.date_format(end, 'DATE_FORMAT')}" if end and end.date() != start.date() else words
        words = f"{words}, {formats.time_format(start.time(), 'TIME_FORMAT')}"
        if not end:
            return words
        closing = formats.time_format(end.time(), "TIME_FORMAT")
        return (
            f"{words}–{closing}"
            if end.date() == start.date()
            else f"{words}–{formats.date_format(end, 'DATE_FORMAT')}, {closing}"
        )

    @property
    def when_held(self):
        """When it is, in words, and that it does not take place when that is so."""
        return gettext("%(when)s (cancelled)") % {"when": self.when} if self.is_cancelled else self.when

    @property
    def is_over_at(self):
        """The moment (aware datetime) after which the session is past: its end, else the end of its day."""
        if self.end and self.time_known:
            return self.end
        day = timezone.localtime(self.end or self.start)
        return day.replace(hour=23, minute=59, second=59, microsecond=0)


class CalendarEntry(models.Model):
    """What calendars were told last of a session: its `state` (events.calendar), and how often that changed.

    Kept beside the revisions of the event, because an older revision that is published again must not take
    `sequence` (RFC 5545 3.8.7.4) back. Files hold the numbers above 0, and an import raises them only.
    """

    content_counter = ("uid", "sequence")

    event = models.ForeignKey("events.EventPage", on_delete=models.CASCADE, related_name="calendar_entries")
    uid = models.UUIDField()
    sequence = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("calendar entry")
        verbose_name_plural = _("calendar entries")
        constraints = [models.UniqueConstraint(fields=["event", "uid"], name="unique_calendar_entry")]

    def __str__(self):
        return f"{self.uid} ({self.sequence})"


class Speaker(Orderable):
    """Somebody who speaks at an event, and as what."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey(
        "network.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="talks"
    )
    role = models.CharField(_("role"), max_length=200, blank=True, help_text=_("At this event, such as chair."))
    subject = models.CharField(_("subject"), max_length=255, blank=True)

    panels = [FieldPanel("person"), FieldRowPanel([FieldPanel("role"), FieldPanel("subject")])]

    class Meta(Orderable.Meta):
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")

    def __str__(self):
        return str(self.person)


class EventOrganiser(Orderable):
    """An organisation or werkplaats that organises an event."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="organisers")
    organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="organised_events",
    )

    panels = [FieldPanel("organisation")]

    class Meta(Orderable.Meta):
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")

    def __str__(self):
        return str(self.organisation)


class ProgrammeItem(Orderable):
    """One line of an event's programme."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="programme_items")
    time = models.TimeField(_("time"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=255)
    description = models.TextField(_("description"), blank=True)

    panels = [FieldRowPanel([FieldPanel("time"), FieldPanel("title")]), FieldPanel("description")]

    class Meta(Orderable.Meta):
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")

    def __str__(self):
        return self.title


class Recording(Orderable):
    """A recording of an event; it offers captions or a transcript, or says that there are none."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="recordings")
    title = models.CharField(_("title"), max_length=255)
    url = models.URLField(
        _("address"), blank=True, max_length=500, help_text=_("Leave empty when the address is not known.")
    )
    document = models.ForeignKey(
        "pages.SiteDocument",
        verbose_name=_("or a file of our own"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A film (mp4) or sound (mp3, m4a): it plays on the page."),
    )
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="nl")
    has_captions = models.BooleanField(_("has captions"), default=False)
    transcript = models.ForeignKey(
        "pages.SiteDocument",
        verbose_name=_("transcript"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    captions = models.ForeignKey(
        "pages.SiteDocument",
        verbose_name=_("captions as a file"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A WebVTT file (.vtt): the text of the captions with their times."),
    )
    chapters = ChaptersField()
    duration = models.DurationField(
        _("duration"), null=True, blank=True, help_text=_("Hours, minutes and seconds: 00:25:00.")
    )

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("url"), FieldPanel("document")]),
        FieldPanel("duration"),
        FieldRowPanel([FieldPanel("language"), FieldPanel("has_captions")]),
        FieldRowPanel([FieldPanel("transcript"), FieldPanel("captions")]),
        FieldPanel("chapters"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def __str__(self):
        return self.title

    @property
    def can_be_opened(self):
        """Whether there is an address or a file."""
        return bool(self.url or self.document_id)

    @property
    def address(self):
        """Where it can be seen: the address elsewhere, else that of the file; empty when neither is known."""
        return self.url or (self.document.url if self.document else "")

    def clean(self):
        """Refuse an address beside a file, and a file that no browser plays."""
        super().clean()
        if self.url and self.document:
            raise ValidationError({"document": _("Give the address or the file, not both.")})
        if self.document and not self.document.player:
            raise ValidationError({"document": _("Choose a file that plays: mp4, mp3 or m4a.")})
