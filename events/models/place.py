"""Where an event is, on site and online."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel


class EventPlace(models.Model):
    """The place of an event and its way of attending. For an EventSchedule."""

    class Attendance(models.TextChoices):
        UNKNOWN = "", _("Not known")
        ON_SITE = "on-site", _("On site")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Hybrid")

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
    # Degrees in WGS 84; five decimals are a metre.
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Of the venue, for maps and calendars, such as 52.09083."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Such as 5.12222."),
    )
    online_url = models.URLField(_("address of the online meeting"), blank=True, max_length=500)

    place_panel = MultiFieldPanel(
        [
            FieldPanel("attendance"),
            FieldRowPanel([FieldPanel("venue"), FieldPanel("address")]),
            FieldPanel("municipality"),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            FieldPanel("online_url"),
        ],
        _("Where"),
    )
    place_fields = [
        "attendance",
        "venue",
        "address",
        "municipality",
        "latitude",
        "longitude",
        "online_url",
    ]

    class Meta:
        abstract = True

    def clean(self):
        """Refuse one coordinate without the other."""
        super().clean()
        for name, other in (("latitude", self.longitude), ("longitude", self.latitude)):
            if getattr(self, name) is None and other is not None:
                raise ValidationError({name: _("Write both the latitude and the longitude, or neither.")})

    @property
    def coordinates(self):
        """Where it is as (latitude, longitude) in degrees (floats, WGS 84), or None."""
        known = self.latitude is not None and self.longitude is not None
        return (float(self.latitude), float(self.longitude)) if known else None

    @property
    def place_line(self):
        """Where it is, in words: venue and municipality, or online; for an EventSchedule, because it may be moved."""
        if self.is_moved_online:
            return gettext("online")
        parts = [self.venue, str(self.municipality) if self.municipality else ""]
        if self.attendance in (self.Attendance.ONLINE, self.Attendance.HYBRID):
            parts.append(str(self.get_attendance_display()).lower())
        return ", ".join(part for part in parts if part)

    @property
    def is_moved_online(self):
        """True when it takes place online instead of on site, whatever is still filled in of a venue."""
        return self.status == self.Status.MOVED_ONLINE

    @property
    def is_placed(self):
        """True when something is known of where it is."""
        is_online = self.attendance in (self.Attendance.ONLINE, self.Attendance.HYBRID) or self.is_moved_online
        can_join = self.open_meeting_url and self.is_open
        return bool(self.venue or self.address or self.municipality_id or is_online or can_join)
