"""What the clock does for mailings each minute: begin what is scheduled, and take up what a dead worker left."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from newsletters.models import Batch, Delivery, Mailing
from newsletters.sending.leases import settle
from newsletters.sending.steering import keep_until, start, wipe_addresses
from newsletters.sending.tasks import enqueue_batches, enqueue_preparation

logger = logging.getLogger(__name__)


def look_after_mailings():
    """Do all that is due now; doing it twice changes nothing."""
    now = timezone.now()
    for mailing in Mailing.objects.filter(state=Mailing.SCHEDULED, scheduled_at__lte=now).select_related("issue"):
        start(mailing)
    free_expired(now)
    wake_resting(now)
    enqueue_forgotten(now - timedelta(seconds=settings.MAILING["stalled_seconds"]))
    for pk in Mailing.objects.filter(state=Mailing.SENDING).values_list("pk", flat=True):
        settle(pk)
    wipe_addresses(keep_until())


def free_expired(now):
    """Free the batches whose lease is over; a mail that was being handed over has an unknown fate from here on."""
    for batch in Batch.objects.filter(state=Batch.RUNNING, lease_until__lt=now).select_related("mailing"):
        with transaction.atomic():
            expired = Batch.objects.filter(pk=batch.pk, state=Batch.RUNNING, holder=batch.holder, lease_until__lt=now)
            is_over = batch.mailing.state == Mailing.CANCELLED
            if not expired.update(state=Batch.DONE if is_over else Batch.QUEUED, holder="", lease_until=None):
                continue
            lost = Delivery.objects.filter(batch=batch, state=Delivery.HANDING).update(state=Delivery.UNKNOWN)
            logger.warning("Batch %s was left by its worker; %d mail of unknown fate.", batch, lost)
            if batch.mailing.state == Mailing.SENDING:
                enqueue_batches(Batch.objects.filter(pk=batch.pk))


@transaction.atomic
def wake_resting(now):
    """Queue the batches whose pause is over."""
    sending = Mailing.objects.filter(pk=OuterRef("mailing_id"), state=Mailing.SENDING)
    resting = Batch.objects.filter(Exists(sending), state=Batch.RESTING, not_before__lte=now)
    woken = list(resting.values_list("pk", flat=True))
    if woken:
        Batch.objects.filter(pk__in=woken, state=Batch.RESTING).update(state=Batch.QUEUED, not_before=None)
        enqueue_batches(Batch.objects.filter(pk__in=woken))


def enqueue_forgotten(before):
    """Queue anew what the queue lost: preparations, and batches while no worker is busy with any."""
    for mailing in Mailing.objects.filter(state=Mailing.PREPARING, touched_at__lt=before):
        if Mailing.objects.filter(pk=mailing.pk, touched_at__lt=before).update(touched_at=timezone.now()):
            enqueue_preparation(mailing)
    if Batch.objects.filter(state=Batch.RUNNING).exists():
        return
    forgotten = Batch.objects.filter(mailing__state=Mailing.SENDING, state=Batch.QUEUED)
    enqueue_batches(forgotten.exclude(enqueued_at__gte=before))
