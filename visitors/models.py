"""What is stored for a limited time about visitors: counts of requests, data requests and private links."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS


class RequestCount(models.Model):
    """The count of one rate limit window; `fingerprint` is a keyed hash of limit, window and subject."""

    fingerprint = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("count of requests")
        verbose_name_plural = _("counts of requests")

    def __str__(self):
        return f"{self.count}"


class DataRequest(models.Model):
    """A request for the personal data of an address; deleted once the answering mail is sent.

    Stored for every address alike, so that neither the response nor its time tells whether the address is known.
    """

    address = models.EmailField(max_length=LONGEST_ADDRESS)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    created_at = models.DateTimeField(default=timezone.now)
    handed_out_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request for personal data")
        verbose_name_plural = _("requests for personal data")

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d}"


class PrivateLink(models.Model):
    """A private link (visitors.private_links); of its token only the SHA-256 is stored.

    `purpose` says what it opens, `subject` is the primary key of it (0: none), `address` to whom it was given.
    """

    purpose = models.CharField(max_length=30)
    subject = models.BigIntegerField(default=0)
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("private link")
        verbose_name_plural = _("private links")
        indexes = [models.Index(fields=["purpose", "subject"])]

    def __str__(self):
        return f"{self.purpose} {self.subject}"


class SentForm(models.Model):
    """A form that was refused, until it goes through or expires (visitors.sent_forms).

    `digest` is the SHA-256 of the path and key of its address; `series` is the same for every attempt at one form.
    `content` is the JSON of what was typed and what is wrong with it.
    """

    digest = models.CharField(max_length=64, unique=True)
    series = models.CharField(max_length=32, db_index=True)
    content = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")

    def __str__(self):
        return f"{self.expires_at:%Y-%m-%d %H:%M}"
