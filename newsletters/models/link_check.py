from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# An answer older than this is asked again; what did not answer gets a new chance soon.
KEPT = timedelta(hours=24)
KEPT_WITHOUT_ANSWER = timedelta(minutes=5)


class LinkCheck(models.Model):
    """What an address on another host answered when an issue that links to it was last checked."""

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
    # The code of a Reason, or what the host answered, such as “HTTP 404”.
    note = models.CharField(max_length=20)
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")

    def __str__(self):
        return f"{self.address}: {self.get_result_display()}"

    @property
    def is_stale(self):
        """True when it is time to ask again."""
        kept = KEPT if self.result == self.Result.ANSWERS else KEPT_WITHOUT_ANSWER
        return self.checked_at < timezone.now() - kept

    @property
    def reason(self):
        """What came of it, in words."""
        return str(dict(self.Reason.choices).get(self.note, self.note))
