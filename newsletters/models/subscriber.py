"""People who asked for mail: what they agreed to, and addresses that must get none (least data: no names)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of


def fingerprint_of(address):
    """Return the keyed SHA-256 (hex) of an address: it recognises the address and does not give it away."""
    return salted_hmac("newsletters.suppression", key_of(address), algorithm="sha256").hexdigest()


class SubscriberQuerySet(models.QuerySet):
    """Subscribers with verbs."""

    def with_address(self, address):
        """Keep the one subscriber, if any, with this address in whatever spelling."""
        return self.filter(address_key=key_of(address))

    def confirmed(self):
        """Keep those who confirmed that the address is theirs, or came from a list with a provenance."""
        return self.filter(confirmed_at__isnull=False)

    def forgotten(self, moment, days=7):
        """Keep those who did not confirm within `days` before `moment` (aware datetime)."""
        return self.filter(confirmed_at=None, created_at__lt=moment - timedelta(days=days))


class Subscriber(models.Model):
    """One address and the language it is written to."""

    address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS)
    address_key = models.CharField(max_length=2 * LONGEST_ADDRESS, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    created_at = models.DateTimeField(_("entered on"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["address_key"]

    def __str__(self):
        return self.address

    def save(self, *args, **kwargs):
        """Keep `address_key` in step with the address, then save."""
        self.address = self.address.strip()
        self.address_key = key_of(self.address)
        super().save(*args, **kwargs)


class SubscriptionQuerySet(models.QuerySet):
    """Subscriptions with verbs."""

    def active(self):
        """Keep those that are confirmed and were not left."""
        return self.filter(confirmed_at__isnull=False)

    def deliverable(self):
        """Keep those that mail may be sent to: active, of somebody who confirmed the address."""
        return self.active().filter(subscriber__confirmed_at__isnull=False)

    def pending(self):
        """Keep those that wait for a confirmation."""
        return self.filter(confirmed_at=None, left_at=None)


class Subscription(models.Model):
    """One subscriber on one list; mail goes out only once it is confirmed.

    Of somebody who left one list of several `left_at` is kept and `confirmed_at` emptied, so that no import puts them
    on it again.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    mailing_list = models.ForeignKey("newsletters.MailingList", on_delete=models.CASCADE, related_name="subscriptions")
    created_at = models.DateTimeField(_("entered on"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True, editable=False)
    left_at = models.DateTimeField(_("left on"), null=True, blank=True, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [models.UniqueConstraint(fields=["subscriber", "mailing_list"], name="newsletters_one_per_list")]

    def __str__(self):
        return f"{self.subscriber} – {self.mailing_list}"


class Consent(models.Model):
    """What somebody agreed to, in the words that stood there; or, for an imported address, where it came from."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="consents")
    given_at = models.DateTimeField(_("given on"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True, editable=False)
    wording = models.TextField(_("wording"))
    list_names = models.TextField(_("lists"), help_text=_("The lists as they were called, one per line."))
    source = models.CharField(_("where"), max_length=255, help_text=_("The page, or the provenance of an import."))

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["given_at", "pk"]

    def __str__(self):
        return f"{self.subscriber}, {self.given_at:%Y-%m-%d}"


class Suppression(models.Model):
    """An address that gets no mail until its owner signs up anew; kept as a fingerprint, so without the address."""

    UNSUBSCRIBED, BOUNCED, COMPLAINED, ERASED = "unsubscribed", "bounced", "complained", "erased"
    REASONS = [
        (UNSUBSCRIBED, _("unsubscribed")),
        (BOUNCED, _("does not arrive")),
        (COMPLAINED, _("marked as unwanted")),
        (ERASED, _("erased on request")),
    ]

    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    reason = models.CharField(_("reason"), max_length=20, choices=REASONS)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("blocked address")
        verbose_name_plural = _("blocked addresses")

    def __str__(self):
        return f"{self.get_reason_display()}, {self.since:%Y-%m-%d}"
