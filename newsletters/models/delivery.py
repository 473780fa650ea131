"""The deliveries of a mailing, one per recipient, in batches that one worker at a time locks."""

import uuid

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS

from .mailing import Mailing, Rendering
from .subscriber import Subscriber, fingerprint_of


class Batch(models.Model):
    """A part of the recipients of a mailing, locked by one worker under a lease that expires when the worker dies.

    `holder` is the token of that worker, `lease_until` the end of the lease; see mailings.sending.batch_lock.
    """

    QUEUED, RUNNING, RESTING, DONE = "queued", "running", "resting", "done"
    STATES = [(QUEUED, _("queued")), (RUNNING, _("running")), (RESTING, _("resting")), (DONE, _("done"))]

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default=QUEUED)
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField(null=True)
    # When a resting batch is retried, and after how many failed connections.
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [models.UniqueConstraint(fields=["mailing", "number"], name="newsletters_batch_number")]
        indexes = [models.Index(fields=["state", "lease_until"], name="newsletters_batch_clock")]

    def __str__(self):
        return f"{self.mailing_id}/{self.number}"


class DeliveryQuerySet(models.QuerySet):
    """Queries on deliveries."""

    def count_by_state(self):
        """Return {state: number} for all states, in one query."""
        found = dict(self.order_by().values_list("state").annotate(Count("pk")))
        return {state: found.get(state, 0) for state, _label in Delivery.STATES}

    def for_address(self, address):
        """Filter by address (by its fingerprint: any case, and also after the address was erased)."""
        return self.filter(address_key=fingerprint_of(address))

    def erase_addresses(self):
        """Erase the addresses and return the number of rows; the fingerprints stay."""
        return self.exclude(address="").update(address="")


class Delivery(models.Model):
    """One issue for one recipient. It becomes CLAIMED before its message is sent, so that it is sent at most once."""

    WAITING, CLAIMED, SENT, DELIVERED, DEFERRED = "waiting", "claimed", "sent", "delivered", "deferred"
    REFUSED, BOUNCED, COMPLAINED, UNKNOWN, CANCELLED = "refused", "bounced", "complained", "unknown", "cancelled"
    STATES = [
        (WAITING, _("waiting")),
        (CLAIMED, _("being handed over")),
        (SENT, _("handed over")),
        (DELIVERED, _("delivered")),
        (DEFERRED, _("to be tried again")),
        (REFUSED, _("refused")),
        (BOUNCED, _("bounced")),
        (COMPLAINED, _("marked as unwanted")),
        (UNKNOWN, _("not known")),
        (CANCELLED, _("cancelled")),
    ]
    TO_SEND = (WAITING, DEFERRED)

    # Also the local part of the Message-ID, so a report with this key is about this message.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="deliveries")
    rendering = models.ForeignKey(Rendering, on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    issue_key = models.UUIDField()
    address = models.CharField(_("email address"), max_length=LONGEST_ADDRESS, blank=True)
    address_key = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(_("handed over on"), null=True)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    answer = models.CharField(_("answer of the mail server"), max_length=200, blank=True)
    provider_id = models.CharField(max_length=255, blank=True)
    # It did not arrive for a reason that adds up with others to a stop; see newsletters.subscribers.stops.
    failed_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            # At most once per issue, also over several mailings and translations of it.
            models.UniqueConstraint(fields=["issue_key", "address_key"], name="newsletters_once_per_issue")
        ]
        indexes = [
            models.Index(fields=["mailing", "state"], name="newsletters_delivery_counts"),
            models.Index(fields=["batch", "state"], name="newsletters_delivery_batch"),
            models.Index(fields=["address_key"], name="newsletters_delivery_address"),
            models.Index(
                fields=["provider_id"], condition=~models.Q(provider_id=""), name="newsletters_delivery_provider"
            ),
        ]

    def __str__(self):
        return str(self.key)
