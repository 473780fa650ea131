from django.db import models
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """What somebody reported in a round, as it came in, and the project it became.

    `answers` keeps the form as it was filled in; filling in and handling are the business of the inventory forms.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        ASKED_BACK = "asked-back", _("Asked back")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    round = models.ForeignKey(
        "inventory.InventoryRoundPage",
        verbose_name=_("round"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
    )
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    municipality = models.ForeignKey(
        "network.Municipality",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
    )
    title = models.CharField(_("title"), max_length=255)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    consent_version = models.CharField(_("version of the consent text"), max_length=20, blank=True)
    project = models.ForeignKey(
        "inventory.ProjectPage",
        verbose_name=_("project"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
    )
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.reference} {self.title}"
