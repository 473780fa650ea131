"""Where an event is, on site and online."""

from django.db import models
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
    online_url = models.URLField(_("address of the online meeting"), blank=True, max_length=500)

    place_panel = MultiFieldPanel(
        [
            FieldPanel("attendance"),
            FieldRowPanel([FieldPanel("venue"), FieldPanel("address")]),
            FieldPanel("municipality"),
            FieldPanel("online_url"),
        ],
        _("Where"),
    )

    class Meta:
        abstract = True

    @property
    def place_line(self):
        """Where it is, in words: venue and municipality, or online."""
        if self.is_moved_online:
            return str(self.Attendance.ONLINE.label).lower()
        parts = [self.venue, str(self.municipality) if self.municipality else ""]
        if self.attendance in (self.Attendance.ONLINE, self.Attendance.HYBRID):
            parts.append(str(self.get_attendance_display()).lower())
        return ", ".join(part for part in parts if part)

    @property
    def is_moved_online(self):
        """True when it takes place online instead of on site, whatever is still filled in of a venue."""
        return self.status == "moved-online"

    @property
    def is_placed(self):
        """True when something is known of where it is."""
        is_online = self.attendance in (self.Attendance.ONLINE, self.Attendance.HYBRID) or self.is_moved_online
        can_join = self.online_url and self.is_open
        return bool(self.venue or self.address or self.municipality_id or is_online or can_join)
