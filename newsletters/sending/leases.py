"""The lease under which one worker holds a batch, and the state in which it leaves the batch."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef
from django.utils import timezone

from newsletters.models import Batch, Delivery, Mailing
from visitors.task_queue import pause_after

# Pauses of a batch do not grow beyond this one of visitors.task_queue.RETRY_PAUSES.
LONGEST_PAUSE = 5


class NotOurs(Exception):
    """The batch is no longer this worker's, or the mailing was paused or cancelled."""


class Lease:
    """A worker's hold on a batch (primary key); `holder` is a random word that no other worker has."""

    def __init__(self, batch_id):
        self.batch_id = batch_id
        self.holder = secrets.token_hex(16)
        self.length = timedelta(seconds=settings.MAILING["lease_seconds"])
        self.renew_at = None

    def ours(self):
        """Return the queryset with the batch in it as long as it is this worker's."""
        return Batch.objects.filter(pk=self.batch_id, state=Batch.RUNNING, holder=self.holder)

    def take(self):
        """Take the batch; return whether it was free and its mailing is being sent."""
        sending = Mailing.objects.filter(pk=OuterRef("mailing_id"), state=Mailing.SENDING)
        free = Batch.objects.filter(Exists(sending), pk=self.batch_id, state=Batch.QUEUED)
        now = timezone.now()
        self.renew_at = now + self.length / 3
        return free.update(state=Batch.RUNNING, holder=self.holder, lease_until=now + self.length)

    def renew(self):
        """Lengthen the lease when a third of it is over; raises NotOurs when it is lost."""
        now = timezone.now()
        if now >= self.renew_at:
            if not self.ours().filter(lease_until__gt=now).update(lease_until=now + self.length):
                raise NotOurs
            self.renew_at = now + self.length / 3

    def may_go_on(self):
        """Return whether the batch is still this worker's and the mailing is being sent."""
        now = timezone.now()
        return self.ours().filter(lease_until__gt=now, mailing__state=Mailing.SENDING).exists()

    def rest(self, notice):
        """Let the batch wait for a server that is not there; `notice` tells the editor."""
        batch = self.ours().select_related("mailing").first()
        if batch is None:
            return
        pause_time = pause_after(min(batch.attempts + 1, LONGEST_PAUSE))
        self.ours().update(attempts=F("attempts") + 1, not_before=timezone.now() + pause_time)
        Mailing.objects.filter(pk=batch.mailing_id).update(notice=notice)

    def give_back(self):
        """Leave the batch as done, resting until its next attempt, or queued where the mailing was paused."""
        with transaction.atomic():
            batch = self.ours().select_for_update(of=("self",)).select_related("mailing").first()
            if batch is None:
                return
            left = batch.deliveries.filter(state__in=Delivery.TO_SEND)
            free = {"holder": "", "lease_until": None}
            if batch.mailing.state == Mailing.CANCELLED:
                left.update(state=Delivery.CANCELLED)
                self.ours().update(state=Batch.DONE, **free)
            elif not left.exists():
                self.ours().update(state=Batch.DONE, attempts=0, **free)
                Mailing.objects.filter(pk=batch.mailing_id, state=Mailing.SENDING).exclude(notice="").update(notice="")
            elif batch.mailing.state != Mailing.SENDING:
                self.ours().update(state=Batch.QUEUED, **free)
            else:
                now = timezone.now()
                at = batch.not_before if batch.not_before and batch.not_before > now else None
                at = at or (left.aggregate(at=Min("not_before"))["at"] or now)
                self.ours().update(state=Batch.RESTING, not_before=at, **free)
        settle(batch.mailing_id)


def settle(mailing_id):
    """Call a mailing done when all its batches are."""
    open_batches = Batch.objects.filter(mailing=OuterRef("pk")).exclude(state=Batch.DONE)
    Mailing.objects.filter(~Exists(open_batches), pk=mailing_id, state=Mailing.SENDING).update(
        state=Mailing.DONE, finished_at=timezone.now(), notice=""
    )
