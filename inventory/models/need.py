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
