"""Subscribers, their subscriptions and consents, and the suppression list. No names are stored (data minimisation)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of


def fingerprint_of(address):
    """Return the HMAC-SHA-256 (hex) of an address, keyed with SECRET_KEY; the address cannot be derived from it."""
    return salted_hmac("newsletters.suppression", key_of(address), algorithm="sha256").hexdigest()


class SubscriberQuerySet(models.QuerySet):
    """Queries on subscribers."""

    def with_address(self, address):
        """Filter by address, ignoring case; at most one row."""
        return self.filter(address_key=key_of(address))

    def confirmed(self):
        """Filter on confirmed addresses: by the owner, or imported with a provenance."""
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self, moment, days=7):
        """Filter on those created more than `days` before `moment` (aware datetime) and still not confirmed."""
        return self.filter(confirmed_at=None, created_at__lt=moment - timedelta(days=days))


class Subscriber(models.Model):
    """One email address and the language of its mail."""

    address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS)
    address_key = models.CharField(max_length=2 * LONGEST_ADDRESS, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    created_at = models.DateTimeField(_("entered on"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True, editable=False)
    # Mail did not arrive for weeks; see newsletters.subscribers.stops.
    stopped_at = models.DateTimeField(_("stopped on"), null=True, blank=True, editable=False)
    stopped_for = models.CharField(_("answer of the mail server"), max_length=200, blank=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["address_key"]

    def __str__(self):
        return self.address

    def save(self, *args, **kwargs):
        """Derive `address_key` from the address, then save."""
        self.address = self.address.strip()
        self.address_key = key_of(self.address)
        super().save(*args, **kwargs)


class SubscriptionQuerySet(models.QuerySet):
    """Queries on subscriptions."""

    def active(self):
        """Filter on confirmed subscriptions that were not ended."""
        return self.filter(confirmed_at__isnull=False)

    def deliverable(self):
        """Filter on those that mail may be sent to: active, of a confirmed subscriber who was not stopped."""
        return self.active().filter(subscriber__confirmed_at__isnull=False, subscriber__stopped_at=None)

    def pending(self):
        """Filter on subscriptions that wait for confirmation."""
        return self.filter(confirmed_at=None, left_at=None)


class Subscription(models.Model):
    """One subscriber on one list; mail is sent only after confirmation.

    After unsubscribing from one of several lists, the row stays with `left_at` set and `confirmed_at` null, so that an
    import does not add it again.
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
    """The wording that a subscriber agreed to; for an imported address its provenance."""

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
    """An entry of the suppression list: the fingerprint of an address that gets no mail until a new sign-up."""

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
