"""The scheduled job of mailings: start what is due, release expired locks, retry batches, requeue lost tasks."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from newsletters.alerts.weekly import forget_contents, start_due_alerts
from newsletters.mailings.actions import erase_addresses, retention_limit, start
from newsletters.mailings.sending.batch_lock import finish_if_complete
from newsletters.mailings.sending.tasks import enqueue_batches, enqueue_preparation
from newsletters.models import Batch, Delivery, KeptMail, Mailing

logger = logging.getLogger(__name__)


def run_due_work():
    """Run everything that is due; scheduled each minute. Idempotent."""
    now = timezone.now()
    start_due_alerts(now)
    for mailing in Mailing.objects.filter(state=Mailing.SCHEDULED, scheduled_at__lte=now).select_related("issue"):
        start(mailing)
    release_expired_locks(now)
    retry_resting_batches(now)
    requeue_lost_tasks(now - timedelta(seconds=settings.MAILING["stalled_seconds"]))
    for pk in Mailing.objects.filter(state=Mailing.SENDING).values_list("pk", flat=True):
        finish_if_complete(pk)
    erase_addresses(retention_limit())
    forget_contents(now)
    KeptMail.objects.filter(found_at__lt=retention_limit()).delete()


def release_expired_locks(now):
    """Release batches with an expired lease; a delivery that was claimed in one becomes UNKNOWN."""
    for batch in Batch.objects.filter(state=Batch.RUNNING, lease_until__lt=now).select_related("mailing"):
        with transaction.atomic():
            expired = Batch.objects.filter(pk=batch.pk, state=Batch.RUNNING, holder=batch.holder, lease_until__lt=now)
            is_over = batch.mailing.state == Mailing.CANCELLED
            if not expired.update(state=Batch.DONE if is_over else Batch.QUEUED, holder="", lease_until=None):
                continue
            lost = Delivery.objects.filter(batch=batch, state=Delivery.CLAIMED).update(state=Delivery.UNKNOWN)
            logger.warning("Batch %s was released: its lease expired. Deliveries with unknown result: %d.", batch, lost)
            if batch.mailing.state == Mailing.SENDING:
                enqueue_batches(Batch.objects.filter(pk=batch.pk))


@transaction.atomic
def retry_resting_batches(now):
    """Enqueue the resting batches whose delay has passed."""
    sending = Mailing.objects.filter(pk=OuterRef("mailing_id"), state=Mailing.SENDING)
    resting = Batch.objects.filter(Exists(sending), state=Batch.RESTING, not_before__lte=now)
    woken = list(resting.values_list("pk", flat=True))
    if woken:
        Batch.objects.filter(pk__in=woken, state=Batch.RESTING).update(state=Batch.QUEUED, not_before=None)
        enqueue_batches(Batch.objects.filter(pk__in=woken))


def requeue_lost_tasks(before):
    """Enqueue again what waits since `before` (aware datetime): preparations, and batches while no worker runs any."""
    for mailing in Mailing.objects.filter(state=Mailing.PREPARING, touched_at__lt=before):
        if Mailing.objects.filter(pk=mailing.pk, touched_at__lt=before).update(touched_at=timezone.now()):
            enqueue_preparation(mailing)
    if Batch.objects.filter(state=Batch.RUNNING).exists():
        return
    forgotten = Batch.objects.filter(mailing__state=Mailing.SENDING, state=Batch.QUEUED)
    enqueue_batches(forgotten.exclude(enqueued_at__gte=before))
