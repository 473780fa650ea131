from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# How long a result is valid; failures are checked again sooner.
VALIDITY = timedelta(hours=24)
VALIDITY_OF_FAILURE = timedelta(minutes=5)


class LinkCheck(models.Model):
    """The result of the last check of an external URL in an issue."""

    class Result(models.TextChoices):
        ANSWERS = "answers", _("it answers")
        GONE = "gone", _("no longer there")
        UNREACHABLE = "unreachable", _("not reachable from here")

    class Reason(models.TextChoices):
        NO_HOST = "no-host", _("the host is not known")
        TOO_SLOW = "too-slow", _("no answer in time")
        NOT_PUBLIC = "not-public", _("not a public address")
        NO_ADDRESS = "no-address", _("not a web address")
        CERTIFICATE = "certificate", _("the certificate is not right")
        REDIRECTS = "redirects", _("too many redirects")
        NO_CONNECTION = "no-connection", _("no connection")

    address = models.CharField(max_length=2000, unique=True)
    result = models.CharField(max_length=12, choices=Result.choices)
    # The value of a Reason, or the HTTP status, such as “HTTP 404”.
    note = models.CharField(max_length=20)
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")

    def __str__(self):
        return f"{self.address}: {self.get_result_display()}"

    @property
    def is_stale(self):
        """Whether the result has expired."""
        validity = VALIDITY if self.result == self.Result.ANSWERS else VALIDITY_OF_FAILURE
        return self.checked_at < timezone.now() - validity

    @property
    def reason(self):
        """The note as text in the active language."""
        return str(dict(self.Reason.choices).get(self.note, self.note))
