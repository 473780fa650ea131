"""One worker sends one batch. The order of the steps is what keeps the promise: docs/decisions/sending.md."""

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext

from newsletters.models import Batch, Delivery, Mailing, Rendering, Subscription, Suppression
from newsletters.suppressions import stop_address

from .message import MailForm, read_sender
from .outcomes import Kind, Outcome, classify, pause_after
from .pace import Slots, allowed_rate
from .smtp import EmailBackend

logger = logging.getLogger(__name__)

# So many refusals of the sender in a row, and the mailing waits for an editor.
REFUSALS_IN_A_ROW = 5
# So many lost connections in a row, and the batch waits for the server.
LOSSES_IN_A_ROW = 3


class NotOurs(Exception):
    """The batch is no longer this worker's, or the mailing was paused or cancelled."""


def due(moment):
    """Return the Q of deliveries that are to be handed over at a moment."""
    return Q(state__in=Delivery.TO_SEND) & (Q(not_before=None) | Q(not_before__lte=moment))


class BatchRun:
    """Takes a batch, hands its mails over one by one, and gives it back."""

    def __init__(self, batch_id):
        self.batch_id = batch_id
        self.holder = secrets.token_hex(16)
        self.lease = timedelta(seconds=settings.MAILING["lease_seconds"])
        self.renew_at = None
        # What became of the mail before, recorded together with the claim of the next: (delivery, outcome).
        self.unrecorded = None
        self.refusals = 0
        self.losses = 0

    def run(self):
        """Send the batch; does nothing when another worker has it or the mailing is not being sent."""
        if not self.take():
            return
        batch = Batch.objects.select_related("mailing").get(pk=self.batch_id)
        connection = get_connection()
        try:
            self.send_all(batch, connection)
        except NotOurs:
            pass
        finally:
            close(connection)
        self.record()
        self.give_back()

    def ours(self):
        """Return the queryset with the batch in it as long as it is this worker's."""
        return Batch.objects.filter(pk=self.batch_id, state=Batch.RUNNING, holder=self.holder)

    def take(self):
        sending = Mailing.objects.filter(pk=OuterRef("mailing_id"), state=Mailing.SENDING)
        free = Batch.objects.filter(Exists(sending), pk=self.batch_id, state=Batch.QUEUED)
        now = timezone.now()
        self.renew_at = now + self.lease / 3
        return free.update(state=Batch.RUNNING, holder=self.holder, lease_until=now + self.lease)

    def renew(self):
        """Lengthen the lease when a third of it is over; raises NotOurs when it is lost."""
        now = timezone.now()
        if now >= self.renew_at:
            if not self.ours().filter(lease_until__gt=now).update(lease_until=now + self.lease):
                raise NotOurs
            self.renew_at = now + self.lease / 3

    def send_all(self, batch, connection):
        sender, slots = read_sender(), Slots(allowed_rate())
        forms = {}
        for delivery in batch.deliveries.filter(due(timezone.now())).order_by("pk"):
            if delivery.rendering_id not in forms:
                rendering = Rendering.objects.select_related("mailing_list").get(pk=delivery.rendering_id)
                forms[delivery.rendering_id] = self.form_of(rendering, sender)
            try:
                connection.open()
            except Exception as error:
                self.losses = LOSSES_IN_A_ROW
                self.meet(classify(error), connection)
                return
            try:
                mail = forms[delivery.rendering_id].fill_in(delivery, connection)
            except ValueError as error:
                self.refuse_unsent(delivery, classify(error))
                continue
            slots.wait()
            self.renew()
            if self.claim(delivery):
                outcome = self.hand_over(delivery, mail, connection)
                self.unrecorded = (delivery, outcome)
                if self.meet(outcome, connection):
                    return
            elif not self.may_go_on():
                return

    def form_of(self, rendering, sender):
        try:
            return MailForm(rendering, sender)
        except ValidationError:
            pause(self.batch_id, gettext("The subject or the sender's name holds a line break. Mend it and resume."))
            raise NotOurs from None

    @transaction.atomic
    def claim(self, delivery):
        """Record the mail before and make this one `handing`, in one commit; return whether it is ours to send.

        The conditions on the row itself stand in the outer WHERE, which PostgreSQL looks at again when another
        transaction changed the row meanwhile.
        """
        self.record()
        now = timezone.now()
        ours = Batch.objects.filter(
            pk=OuterRef("batch_id"), state=Batch.RUNNING, holder=self.holder, lease_until__gt=now
        )
        sending = Mailing.objects.filter(pk=OuterRef("mailing_id"), state=Mailing.SENDING)
        agrees = Subscription.objects.filter(
            subscriber=OuterRef("subscriber_id"),
            mailing_list=delivery_list(delivery),
            confirmed_at__isnull=False,
            subscriber__confirmed_at__isnull=False,
        )
        free = Delivery.objects.filter(pk=delivery.pk, state__in=Delivery.TO_SEND)
        claimed = free.filter(Exists(ours), Exists(sending), Exists(agrees)).update(
            state=Delivery.HANDING, handed_at=now, attempts=F("attempts") + 1
        )
        if claimed:
            delivery.handed_at, delivery.attempts = now, delivery.attempts + 1
            return True
        free.filter(~Exists(agrees), Exists(ours), Exists(sending)).update(
            state=Delivery.CANCELLED, answer=gettext("No longer on the list."), not_before=None
        )
        return False

    def may_go_on(self):
        """Return whether the batch is still this worker's and the mailing is being sent."""
        now = timezone.now()
        return self.ours().filter(lease_until__gt=now, mailing__state=Mailing.SENDING).exists()

    def hand_over(self, delivery, mail, connection):
        """Send one claimed mail; return the Outcome."""
        if timezone.now() - delivery.handed_at > self.lease:
            # This process stood still: an editor may have decided about the mail in the meantime.
            return Outcome(Kind.UNKNOWN, gettext("The worker stood still."))
        try:
            sent = connection.send_messages([mail])
        except Exception as error:
            return classify(error)
        status = getattr(mail, "anymail_status", None)
        delivery.provider_id = (getattr(status, "message_id", None) or "")[:255] if status else ""
        return Outcome(Kind.SENT if sent else Kind.UNKNOWN)

    def record(self):
        """Write down what became of the last mail, unless an editor or a report decided about it since."""
        if self.unrecorded is None:
            return
        delivery, outcome = self.unrecorded
        self.unrecorded = None
        record(delivery, outcome)

    def refuse_unsent(self, delivery, outcome):
        Delivery.objects.filter(pk=delivery.pk, state__in=Delivery.TO_SEND).update(
            # An address that was erased since is not a bad one.
            state=Delivery.REFUSED if delivery.address else Delivery.CANCELLED,
            answer=outcome.answer if delivery.address else "",
            not_before=None,
        )

    def meet(self, outcome, connection):
        """Draw the consequence of an outcome for the mails after it; return whether to leave off."""
        self.refusals = self.refusals + 1 if outcome.kind == Kind.AGAINST_US else 0
        if outcome.kind == Kind.AGAINST_US and (outcome.at_once or self.refusals >= REFUSALS_IN_A_ROW):
            words = gettext("The mail server refuses mail of ours: %(answer)s. Nobody was taken off a list for it.")
            pause(self.batch_id, words % {"answer": outcome.answer})
            return True
        self.losses = self.losses + 1 if outcome.kind == Kind.LATER and outcome.at_once else 0
        if self.losses >= LOSSES_IN_A_ROW:
            self.rest(outcome)
            return True
        if outcome.kind in (Kind.LATER, Kind.UNKNOWN, Kind.AGAINST_US) and isinstance(connection, EmailBackend):
            # The next mail gets a fresh connection.
            connection.drop()
        return False

    def rest(self, outcome):
        """Let the batch wait for a server that is not there."""
        batch = self.ours().select_related("mailing").first()
        if batch is None:
            return
        pause_time = pause_after(min(batch.attempts + 1, 5))
        self.ours().update(attempts=F("attempts") + 1, not_before=timezone.now() + pause_time)
        words = gettext("The mail server does not take mail at the moment: %(answer)s. It is tried again by itself.")
        Mailing.objects.filter(pk=batch.mailing_id).update(notice=words % {"answer": outcome.answer})

    def give_back(self):
        """Leave the batch as done, resting until its next attempt, or queued where the mailing was paused."""
        with transaction.atomic():
            batch = self.ours().select_for_update().select_related("mailing").first()
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


def delivery_list(delivery):
    """Return the list that a delivery goes through, as a query on its rendering."""
    return Rendering.objects.filter(pk=delivery.rendering_id).values("mailing_list_id")[:1]


def close(connection):
    """Say goodbye to the mail server, if it is still there."""
    try:
        connection.close()
    except Exception as error:
        logger.info("The mail server did not say goodbye: %s.", type(error).__name__)


def record(delivery, outcome):
    """Write the Outcome of a delivery that was claimed at `delivery.handed_at`."""
    now = timezone.now()
    fields = {"answer": outcome.answer, "not_before": None}
    if outcome.kind == Kind.SENT:
        fields |= {"state": Delivery.SENT, "sent_at": now, "provider_id": delivery.provider_id}
    elif outcome.kind in (Kind.LATER, Kind.AGAINST_US):
        pause_time = pause_after(delivery.attempts)
        later = {"state": Delivery.DEFERRED, "not_before": pause_time and now + pause_time}
        fields |= later if pause_time else {"state": Delivery.REFUSED}
    else:
        states = {Kind.BOUNCED: Delivery.BOUNCED, Kind.REFUSED: Delivery.REFUSED, Kind.UNKNOWN: Delivery.UNKNOWN}
        fields["state"] = states[outcome.kind]
    ours = Delivery.objects.filter(
        pk=delivery.pk, handed_at=delivery.handed_at, state__in=(Delivery.HANDING, Delivery.UNKNOWN)
    )
    if ours.update(**fields) and outcome.kind == Kind.BOUNCED:
        stop_address(delivery.address, Suppression.BOUNCED)


def pause(batch_id, notice):
    """Pause the mailing of a batch, with a sentence for the editor."""
    batches = Batch.objects.filter(pk=batch_id, mailing=OuterRef("pk"))
    Mailing.objects.filter(Exists(batches), state=Mailing.SENDING).update(state=Mailing.PAUSED, notice=notice)
    logger.warning("A mailing was paused: %s", notice)


def settle(mailing_id):
    """Call a mailing done when all its batches are."""
    open_batches = Batch.objects.filter(mailing=OuterRef("pk")).exclude(state=Batch.DONE)
    Mailing.objects.filter(~Exists(open_batches), pk=mailing_id, state=Mailing.SENDING).update(
        state=Mailing.DONE, finished_at=timezone.now(), notice=""
    )
