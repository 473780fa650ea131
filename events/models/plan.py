"""What changed in the plan of an event: when it would have been, why, and what there is instead."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel


class EventPlan(models.Model):
    """The last change of plan of an event (events.plan), as its readers see it. For a RecordPage."""

    previous_starts_at = models.DateTimeField(
        _("was planned for"),
        null=True,
        blank=True,
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
    # When readers were last told of a change of plan.
    plan_changed_at = models.DateTimeField(null=True, editable=False)

    plan_panel = MultiFieldPanel(
        [FieldPanel("status_reason"), PageChooserPanel("instead"), FieldPanel("previous_starts_at")],
        _("Change of plan"),
        classname="collapsed",
    )

    class Meta:
        abstract = True
