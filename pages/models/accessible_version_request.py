"""Readers who cannot read a file ask for a version that they can read."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of


class AccessibleVersionRequest(models.Model):
    """A request for an accessible version of a file, for the editors; personal data, kept for a limited time.

    `file` are the words for the file as they stood there, or as the reader wrote them; `document` is None when it was
    not chosen or is gone. `page` is where the reader came from.
    """

    document = models.ForeignKey(
        "pages.SiteDocument",
        verbose_name=_("document"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="accessible_version_requests",
    )
    file = models.CharField(_("file"), max_length=300)
    need = models.TextField(_("what somebody needs"), blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS)
    address_key = models.CharField(max_length=2 * LONGEST_ADDRESS, editable=False, db_index=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    created_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False, db_index=True)
    handled_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("request for an accessible version")
        verbose_name_plural = _("requests for an accessible version")
        ordering = ["-created_at"]
        default_permissions = ["change", "view"]

    def __str__(self):
        return self.file

    def save(self, *args, **kwargs):
        """Save with the comparable form of the address."""
        self.address_key = key_of(self.address)
        super().save(*args, **kwargs)
