"""Needs of municipalities, and the coverage index."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel


class Need(models.Model):
    """A municipality's answer to: on which issues does too little happen with you?"""

    class Urgency(models.IntegerChoices):
        LOW = 1, _("Low")
        MIDDLE = 2, _("Middle")
        HIGH = 3, _("High")

    municipality = models.ForeignKey(
        "network.Municipality", verbose_name=_("municipality"), on_delete=models.CASCADE, related_name="needs"
    )
    theme = models.ForeignKey(
        "themes.ThemePage", verbose_name=_("theme"), on_delete=models.CASCADE, related_name="needs"
    )
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency.choices, default=Urgency.MIDDLE)
    explanation = models.TextField(_("explanation"), blank=True)
    round = models.ForeignKey(
        "inventory.InventoryRoundPage",
        verbose_name=_("round"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="needs",
    )
    submission = models.ForeignKey(
        "inventory.Submission",
        verbose_name=_("submission"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="needs",
    )
    reported_on = models.DateField(_("reported on"))

    panels = [
        FieldRowPanel([FieldPanel("municipality"), FieldPanel("urgency")]),
        PageChooserPanel("theme"),
        FieldPanel("explanation"),
        FieldRowPanel([PageChooserPanel("round"), FieldPanel("reported_on")]),
    ]

    content_name = "need"
    content_folder = "needs"
    content_fields = ["municipality", "theme", "urgency", "explanation", "round", "reported_on"]

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["-reported_on", "pk"]
        indexes = [models.Index(fields=["theme", "municipality"])]

    def __str__(self):
        return f"{self.municipality}: {self.theme}"


class CoverageEntry(models.Model):
    """One entry of the coverage index: a project counts under a value (theme, law, ...) in a municipality.

    Derived from published projects in the main language, written by `inventory.coverage.index` only. A project without
    municipality has entries with `municipality` empty, one without themes an entry with `value` 0, so that every
    project is counted. `value` is the key of a theme, audience or law, or a year.
    """

    class Kind(models.IntegerChoices):
        PROJECT = 0
        THEME = 1
        AUDIENCE = 2
        LAW = 3
        YEAR = 4
        # Each project once, without municipality: for counting projects.
        TOTAL = 5

    # What is not known, of whatever kind.
    NOTHING = 0

    project = models.ForeignKey("inventory.ProjectPage", on_delete=models.CASCADE, related_name="coverage_entries")
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    value = models.PositiveIntegerField()
    municipality = models.ForeignKey(
        "network.Municipality", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # The place of the status in ProjectPage.Status: a number is read and compared faster.
    status = models.PositiveSmallIntegerField()
    confirmed_on = models.DateField(null=True)
    round = models.ForeignKey(
        "inventory.InventoryRoundPage", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()

    class Meta:
        # All that the overview asks, in the order in which it is grouped: PostgreSQL reads the index alone.
        indexes = [
            models.Index(
                fields=["kind", "value", "municipality", "status", "confirmed_on", "round", "year"],
                include=["project"],
                name="coverage_counts",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.value}: {self.project_id}"
