from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A result older than this is asked again.
KEPT = timedelta(hours=24)


class LinkCheck(models.Model):
    """What an address on another host answered when an issue that links to it was last checked."""

    class Result(models.TextChoices):
        ANSWERS = "answers", _("answers")
        GONE = "gone", _("no longer there")
        UNREACHABLE = "unreachable", _("not reachable from here")

    address = models.CharField(max_length=2000, unique=True)
    result = models.CharField(max_length=12, choices=Result.choices)
    note = models.CharField(max_length=200, blank=True, help_text="What the host said, such as HTTP 404.")
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")

    def __str__(self):
        return f"{self.address}: {self.get_result_display()}"

    @property
    def is_stale(self):
        """True when it is time to ask again."""
        return self.checked_at < timezone.now() - KEPT
