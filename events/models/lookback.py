"""What there is to see and read after an event: its report, photos, and what was said."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from pages.blocks import BodyBlock
from pages.stream_field import StreamField


class EventLookback(models.Model):
    """The look-back of an event on its own page. For a RecordPage with child rows `recordings` and `attachments`."""

    report = StreamField(BodyBlock(), verbose_name=_("look-back"), blank=True)

    lookback_panels = [
        FieldPanel("report"),
        InlinePanel("recordings", label=_("Recording"), heading=_("Recordings")),
        InlinePanel("photos", label=_("Photo"), heading=_("Photos")),
        InlinePanel("quotes", label=_("Quote"), heading=_("What was said")),
    ]
    lookback_fields = [
        "report",
        "recordings",
        "photos",
        "quotes",
    ]

    class Meta:
        abstract = True

    @property
    def has_report(self):
        """True when there is a report to read."""
        return bool(self.report)

    @property
    def reachable_recordings(self):
        """The recordings that can be opened, as a list."""
        return [recording for recording in self.recordings.all() if recording.can_be_opened]

    @property
    def is_recorded(self):
        """True when there is a recording that can be opened."""
        return bool(self.reachable_recordings)

    @property
    def has_own_lookback(self):
        """True when there is something to look back on besides attachments."""
        return bool(self.has_report or self.is_recorded or self.photos.all() or self.quotes.all())

    @property
    def has_lookback(self):
        """True when there is something to look back on."""
        return bool(self.has_own_lookback or self.attachments.all())


class EventPhoto(Orderable):
    """A photo of an event; its description is that of the image unless it has one of its own."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey(
        "pages.SiteImage", verbose_name=_("image"), on_delete=models.CASCADE, related_name="event_photos"
    )
    alt_text = models.CharField(
        _("description"),
        max_length=255,
        blank=True,
        help_text=_("For who does not see it. Leave empty to use the description of the image."),
    )
    caption = models.CharField(_("caption"), max_length=255, blank=True)

    panels = [FieldPanel("image"), FieldRowPanel([FieldPanel("alt_text"), FieldPanel("caption")])]

    class Meta(Orderable.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self):
        return self.caption or self.alt

    @property
    def alt(self):
        """The text alternative (WCAG 1.1.1)."""
        return self.alt_text or self.image.description

    def clean(self):
        """Refuse a photo that nobody described."""
        super().clean()
        if self.image_id and not self.alt:
            raise ValidationError({"alt_text": _("Describe the photo for who does not see it.")})


class EventQuote(Orderable):
    """What somebody said at an event: a person of the platform, or a name in words."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="quotes")
    text = models.TextField(_("what was said"), max_length=600)
    person = models.ForeignKey(
        "network.Person",
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="event_quotes",
    )
    said_by = models.CharField(
        _("said by"), max_length=200, blank=True, help_text=_("When it was no person of the platform, or as what.")
    )

    panels = [FieldPanel("text"), FieldRowPanel([FieldPanel("person"), FieldPanel("said_by")])]

    class Meta(Orderable.Meta):
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")

    def __str__(self):
        return self.text
