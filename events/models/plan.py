"""What changed in the plan of an event: when it would have been, why, and what there is instead."""

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel


class EventPlan(models.Model):
    """The last change of plan of an event (events.plan), as its readers see it. For an EventSchedule."""

    previous_starts_at = models.DateTimeField(
        _("was planned for"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The first start before the event was moved; readers see it beside the new date."),
    )
    status_reason = models.TextField(
        _("why the plan changed"),
        blank=True,
        max_length=500,
        help_text=_("One or two plain sentences; shown on the page, in lists and in the newsletter."),
    )
    instead = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("what there is instead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A page that readers can go to, such as another meeting."),
    )

    plan_panel = MultiFieldPanel(
        [FieldPanel("status_reason"), PageChooserPanel("instead"), FieldPanel("previous_starts_at")],
        _("Change of plan"),
        classname="collapsed",
    )
    plan_fields = [
        "status_reason",
        "instead",
        "previous_starts_at",
    ]

    class Meta:
        abstract = True

    @property
    def previous_words(self):
        """When it was planned for before it was moved, in words; empty for an event that was not moved."""
        if self.previous_starts_at is None:
            return ""
        before, now = timezone.localtime(self.previous_starts_at), self.starts_at and timezone.localtime(self.starts_at)
        style = "DATETIME_FORMAT" if now and now.date() == before.date() else "DATE_FORMAT"
        return formats.date_format(before, style)

    @property
    def is_partly_off(self):
        """True when one of its sessions does not take place and others do."""
        cancelled = [session.is_cancelled for session in self.sessions.all()]
        return any(cancelled) and not all(cancelled)

    @property
    def instead_page(self):
        """The page that readers can go to instead, when they may see it; else None."""
        return self.instead if self.is_off and self.instead_id and self.instead.live else None
