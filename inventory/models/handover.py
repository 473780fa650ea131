from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of


class Handover(models.Model):
    """An owner's question to a colleague to take over a project; while it stands, the owner stays.

    Once it is accepted, `name` and `address` are those of the owner who left, until they have been told.
    """

    project = models.ForeignKey(
        "inventory.ProjectPage", verbose_name=_("project"), on_delete=models.CASCADE, related_name="handovers"
    )
    name = models.CharField(_("name"), max_length=120)
    address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS)
    address_key = models.CharField(max_length=2 * LONGEST_ADDRESS, editable=False, db_index=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("handover of a project")
        verbose_name_plural = _("handovers of projects")
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(accepted_at=None), name="one_open_handover_per_project"
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Save with the comparable form of the address."""
        self.address_key = key_of(self.address)
        super().save(*args, **kwargs)
