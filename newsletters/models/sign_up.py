"""Pending requests of visitors and imports of editors; all rows are temporary."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS

from .subscriber import Subscriber


class AddressRequest(models.Model):
    """A request for mail to an address (sign-up, preferences link, alert); deleted once the mail is sent.

    Stored for every address, known or not, so that neither response nor timing reveals who is subscribed.
    """

    SIGN_UP, PREFERENCES, FOLLOW = "sign-up", "preferences", "follow"
    KINDS = [(SIGN_UP, _("sign up")), (PREFERENCES, _("preferences")), (FOLLOW, _("follow"))]

    kind = models.CharField(max_length=20, choices=KINDS)
    address = models.EmailField(max_length=LONGEST_ADDRESS)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    list_ids = models.JSONField(default=list)
    # The fields of the AlertTopic to follow.
    topic = models.JSONField(default=dict)
    wording = models.TextField(blank=True)
    source = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    enqueued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")

    def __str__(self):
        return f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d}"


class AddressChange(models.Model):
    """A new address of a subscriber that is not confirmed yet."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="address_changes")
    address = models.EmailField(max_length=LONGEST_ADDRESS)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")

    def __str__(self):
        return f"{self.subscriber_id}, {self.created_at:%Y-%m-%d}"


class SubscriberImport(models.Model):
    """An uploaded CSV file: validated by a dry run, then imported; `content` is emptied afterwards."""

    file_name = models.CharField(_("file"), max_length=255)
    content = models.TextField(blank=True)
    # A newsletters.subscribers.import_columns.Role for each column of the file.
    roles = models.JSONField(default=list, editable=False)
    provenance = models.TextField(
        _("where the addresses come from"),
        help_text=_("Who agreed to what, when and where. It is kept with each address, and shown to its owner."),
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    lists = models.ManyToManyField("newsletters.MailingList", verbose_name=_("lists"), related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("uploaded on"), default=timezone.now, editable=False)
    done_at = models.DateTimeField(_("imported on"), null=True, blank=True, editable=False)
    report = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("import of subscribers")
        verbose_name_plural = _("imports of subscribers")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.file_name}, {self.created_at:%Y-%m-%d}"
