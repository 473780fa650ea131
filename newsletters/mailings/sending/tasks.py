"""Queue tasks of a mailing. Idempotent; lost tasks are enqueued again by newsletters.mailings.sending.recovery."""

from functools import partial

from django.db import transaction
from django.utils import timezone, translation

from newsletters.alerts.preparation import AlertPreparation
from newsletters.mailings.sending.batch_lock import finish_if_complete
from newsletters.mailings.sending.batches import BatchRun
from newsletters.mailings.sending.preparation import Preparation
from newsletters.models import Batch, Mailing
from visitors.task_queue import task


@task(backend="queue")
def prepare_mailing(mailing_id):
    """Create the deliveries of a mailing (primary key), then start sending. Idempotent."""
    mailing = Mailing.objects.select_related("issue").filter(pk=mailing_id, state=Mailing.PREPARING).first()
    if mailing is None:
        return
    prepare = AlertPreparation if mailing.kind == Mailing.ALERTS else Preparation
    if not prepare(mailing).run():
        return
    preparing = Mailing.objects.filter(pk=mailing_id, state=Mailing.PREPARING)
    if preparing.update(state=Mailing.SENDING, started_at=timezone.now()):
        enqueue_batches(Batch.objects.filter(mailing=mailing_id))
        finish_if_complete(mailing_id)


@task(backend="queue")
def send_batch(batch_id):
    """Send the due deliveries of a batch (primary key). Does nothing when another worker holds its lock."""
    # Notices for editors are in the default language of the site.
    with translation.override("nl"):
        BatchRun(batch_id).run()


def enqueue_preparation(mailing):
    """Enqueue prepare_mailing after the transaction commits."""
    transaction.on_commit(partial(prepare_mailing.enqueue, mailing.pk))


def enqueue_batches(batches):
    """Enqueue send_batch for the batches (queryset) in state QUEUED, in order, after the transaction commits."""
    waiting = list(batches.filter(state=Batch.QUEUED).order_by("mailing_id", "number").values_list("pk", flat=True))
    for pk in waiting:
        transaction.on_commit(partial(send_batch.enqueue, pk))
    Batch.objects.filter(pk__in=waiting).update(enqueued_at=timezone.now())
