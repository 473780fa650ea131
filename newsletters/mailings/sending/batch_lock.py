"""The lock on a batch: a lease in the database that one worker holds and renews, and that expires when it dies."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef
from django.utils import timezone

from newsletters.models import Batch, Delivery, Mailing
from visitors.task_queue import retry_delay

# The delays of a batch do not grow beyond this step of visitors.task_queue.RETRY_DELAYS.
MAX_DELAY_STEP = 5


class LockLost(Exception):
    """The worker no longer holds the lock, or the mailing was paused or cancelled."""


class BatchLock:
    """The lock of one worker on a batch (primary key); `holder` is a random token that identifies the worker."""

    def __init__(self, batch_id):
        self.batch_id = batch_id
        self.holder = secrets.token_hex(16)
        self.length = timedelta(seconds=settings.MAILING["lease_seconds"])
        self.renew_at = None

    def held(self):
        """Return a queryset with the batch while this worker holds the lock, otherwise empty."""
        return Batch.objects.filter(pk=self.batch_id, state=Batch.RUNNING, holder=self.holder)

    def acquire(self):
        """Acquire the lock; return whether the batch was free and its mailing is being sent."""
        sending = Mailing.objects.filter(pk=OuterRef("mailing_id"), state=Mailing.SENDING)
        free = Batch.objects.filter(Exists(sending), pk=self.batch_id, state=Batch.QUEUED)
        now = timezone.now()
        self.renew_at = now + self.length / 3
        return free.update(state=Batch.RUNNING, holder=self.holder, lease_until=now + self.length)

    def renew(self):
        """Extend the lease once a third of it has passed; raises LockLost when it expired."""
        now = timezone.now()
        if now >= self.renew_at:
            if not self.held().filter(lease_until__gt=now).update(lease_until=now + self.length):
                raise LockLost
            self.renew_at = now + self.length / 3

    def is_held(self):
        """Return whether this worker still holds the lock and the mailing is being sent."""
        now = timezone.now()
        return self.held().filter(lease_until__gt=now, mailing__state=Mailing.SENDING).exists()

    def back_off(self, notice):
        """Postpone the batch after failed connections, by a growing delay; `notice` (text) is shown to the editor."""
        batch = self.held().select_related("mailing").first()
        if batch is None:
            return
        delay = retry_delay(min(batch.attempts + 1, MAX_DELAY_STEP))
        self.held().update(attempts=F("attempts") + 1, not_before=timezone.now() + delay)
        Mailing.objects.filter(pk=batch.mailing_id).update(notice=notice)

    def release(self):
        """Release the lock; the batch becomes DONE, RESTING until its next retry, or QUEUED if the mailing pauses."""
        with transaction.atomic():
            batch = self.held().select_for_update(of=("self",)).select_related("mailing").first()
            if batch is None:
                return
            left = batch.deliveries.filter(state__in=Delivery.TO_SEND)
            free = {"holder": "", "lease_until": None}
            if batch.mailing.state == Mailing.CANCELLED:
                left.update(state=Delivery.CANCELLED)
                self.held().update(state=Batch.DONE, **free)
            elif not left.exists():
                self.held().update(state=Batch.DONE, attempts=0, **free)
                Mailing.objects.filter(pk=batch.mailing_id, state=Mailing.SENDING).exclude(notice="").update(notice="")
            elif batch.mailing.state != Mailing.SENDING:
                self.held().update(state=Batch.QUEUED, **free)
            else:
                now = timezone.now()
                at = batch.not_before if batch.not_before and batch.not_before > now else None
                at = at or (left.aggregate(at=Min("not_before"))["at"] or now)
                self.held().update(state=Batch.RESTING, not_before=at, **free)
        finish_if_complete(batch.mailing_id)


def finish_if_complete(mailing_id):
    """Mark a mailing (primary key) as done when all its batches are. Idempotent."""
    open_batches = Batch.objects.filter(mailing=OuterRef("pk")).exclude(state=Batch.DONE)
    Mailing.objects.filter(~Exists(open_batches), pk=mailing_id, state=Mailing.SENDING).update(
        state=Mailing.DONE, finished_at=timezone.now(), notice=""
    )
