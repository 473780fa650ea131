"""The background tasks of a mailing. Each may run twice or be lost: the second does nothing, the clock notices."""

from functools import partial

from django.db import transaction
from django.utils import timezone, translation

from newsletters.models import Batch, Mailing
from visitors.task_queue import task

from .batches import BatchRun
from .leases import settle
from .prepare import Preparation


@task(backend="queue")
def prepare_mailing(mailing_id):
    """Make the recipients of a mailing (primary key) and let the sending begin."""
    mailing = Mailing.objects.select_related("issue").filter(pk=mailing_id, state=Mailing.PREPARING).first()
    if mailing is None or not Preparation(mailing).run():
        return
    preparing = Mailing.objects.filter(pk=mailing_id, state=Mailing.PREPARING)
    if preparing.update(state=Mailing.SENDING, started_at=timezone.now()):
        enqueue_batches(Batch.objects.filter(mailing=mailing_id))
        settle(mailing_id)


@task(backend="queue")
def send_batch(batch_id):
    """Send the mails of a batch (primary key) that wait."""
    # What a worker notes for the editor is in the language of the site.
    with translation.override("nl"):
        BatchRun(batch_id).run()


def enqueue_preparation(mailing):
    """Put the preparation in the queue once the transaction is committed."""
    transaction.on_commit(partial(prepare_mailing.enqueue, mailing.pk))


def enqueue_batches(batches):
    """Put the queued ones of these batches (a queryset) in the queue, in their order, after the commit."""
    waiting = list(batches.filter(state=Batch.QUEUED).order_by("mailing_id", "number").values_list("pk", flat=True))
    for pk in waiting:
        transaction.on_commit(partial(send_batch.enqueue, pk))
    Batch.objects.filter(pk__in=waiting).update(enqueued_at=timezone.now())
