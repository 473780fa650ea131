"""One worker sends one batch. The order of the steps is what keeps the promise: docs/decisions/sending.md."""

import logging

from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext

from newsletters.models import Batch, Delivery, Mailing, Rendering, Subscription, Suppression
from newsletters.suppressions import stop_address
from visitors.task_queue import pause_after

from .leases import Lease, NotOurs
from .message import MailForm, read_sender
from .outcomes import Kind, Outcome, classify
from .pace import Slots, allowed_rate
from .smtp import EmailBackend

logger = logging.getLogger(__name__)

# So many refusals of the sender in a row, and the mailing waits for an editor.
REFUSALS_IN_A_ROW = 5
# So many lost connections in a row, and the batch waits for the server.
LOSSES_IN_A_ROW = 3

# Plain SQL, since it runs for each mail and Django takes longer to write it than the database to do it. The conditions
# on the row itself stand in the outermost WHERE: PostgreSQL looks at those again, and not at subqueries, when another
# transaction changed the row meanwhile.
CLAIM = """
    UPDATE newsletters_delivery SET state = 'handing', handed_at = %(now)s, attempts = attempts + 1
    WHERE id = %(delivery)s AND state IN ('waiting', 'deferred')
    AND EXISTS (
        SELECT 1 FROM newsletters_batch batch JOIN newsletters_mailing mailing ON mailing.id = batch.mailing_id
        WHERE batch.id = newsletters_delivery.batch_id AND batch.state = 'running' AND batch.holder = %(holder)s
        AND batch.lease_until > %(now)s AND mailing.state = 'sending'
    )
    AND EXISTS (
        SELECT 1 FROM newsletters_subscription subscription
        JOIN newsletters_subscriber subscriber ON subscriber.id = subscription.subscriber_id
        JOIN newsletters_rendering rendering ON rendering.mailing_list_id = subscription.mailing_list_id
        WHERE subscriber.id = newsletters_delivery.subscriber_id AND rendering.id = newsletters_delivery.rendering_id
        AND subscription.confirmed_at IS NOT NULL AND subscriber.confirmed_at IS NOT NULL
    )
"""


def due(moment):
    """Return the Q of deliveries that are to be handed over at a moment."""
    return Q(state__in=Delivery.TO_SEND) & (Q(not_before=None) | Q(not_before__lte=moment))


class BatchRun:
    """Takes a batch, hands its mails over one by one, and gives it back."""

    def __init__(self, batch_id):
        self.batch_id = batch_id
        self.lease = Lease(batch_id)
        # What became of the mail before, recorded together with the claim of the next: (delivery, outcome).
        self.unrecorded = None
        self.refusals = 0
        self.losses = 0

    def run(self):
        """Send the batch; does nothing when another worker has it or the mailing is not being sent."""
        if not self.lease.take():
            return
        batch = Batch.objects.select_related("mailing").get(pk=self.batch_id)
        mail_connection = get_connection()
        try:
            self.send_all(batch, mail_connection)
        except NotOurs:
            pass
        finally:
            close(mail_connection)
        self.record()
        self.lease.give_back()

    def send_all(self, batch, mail_connection):
        sender, slots = read_sender(), Slots(allowed_rate())
        forms = {}
        for delivery in batch.deliveries.filter(due(timezone.now())).order_by("pk"):
            if delivery.rendering_id not in forms:
                rendering = Rendering.objects.select_related("mailing_list").get(pk=delivery.rendering_id)
                forms[delivery.rendering_id] = self.form_of(rendering, sender)
            try:
                mail_connection.open()
            except Exception as error:
                self.losses = LOSSES_IN_A_ROW
                self.meet(classify(error), mail_connection)
                return
            try:
                mail = forms[delivery.rendering_id].fill_in(delivery, mail_connection)
            except ValueError as error:
                self.refuse_unsent(delivery, classify(error))
                continue
            slots.wait()
            self.lease.renew()
            if self.claim(delivery):
                outcome = self.hand_over(delivery, mail, mail_connection)
                self.unrecorded = (delivery, outcome)
                if self.meet(outcome, mail_connection):
                    return
            elif not self.lease.may_go_on():
                return

    def form_of(self, rendering, sender):
        try:
            return MailForm(rendering, sender)
        except ValidationError:
            pause(self.batch_id, gettext("The subject or the sender's name holds a line break. Mend it and resume."))
            raise NotOurs from None

    @transaction.atomic
    def claim(self, delivery):
        """Record the mail before and make this one `handing`, in one commit; return whether it is ours to send."""
        self.record()
        now = timezone.now()
        with connection.cursor() as cursor:
            moment = connection.ops.adapt_datetimefield_value(now)
            cursor.execute(CLAIM, {"now": moment, "delivery": delivery.pk, "holder": self.lease.holder})
            if cursor.rowcount:
                delivery.handed_at, delivery.attempts = now, delivery.attempts + 1
                return True
        if self.lease.may_go_on():
            Delivery.objects.filter(~on_list(), pk=delivery.pk, state__in=Delivery.TO_SEND).update(
                state=Delivery.CANCELLED, answer=gettext("No longer on the list."), not_before=None
            )
        return False

    def hand_over(self, delivery, mail, mail_connection):
        """Send one claimed mail; return the Outcome."""
        if timezone.now() - delivery.handed_at > self.lease.length:
            # This process stood still: an editor may have decided about the mail in the meantime.
            return Outcome(Kind.UNKNOWN, gettext("The worker stood still."))
        try:
            sent = mail_connection.send_messages([mail])
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

    def meet(self, outcome, mail_connection):
        """Draw the consequence of an outcome for the mails after it; return whether to leave off."""
        self.refusals = self.refusals + 1 if outcome.kind == Kind.AGAINST_US else 0
        if outcome.kind == Kind.AGAINST_US and (outcome.at_once or self.refusals >= REFUSALS_IN_A_ROW):
            words = gettext("The mail server refuses mail of ours: %(answer)s. Nobody was taken off a list for it.")
            pause(self.batch_id, words % {"answer": outcome.answer})
            return True
        self.losses = self.losses + 1 if outcome.kind == Kind.LATER and outcome.at_once else 0
        if self.losses >= LOSSES_IN_A_ROW:
            words = gettext(
                "The mail server does not take mail at the moment: %(answer)s. It is tried again by itself."
            )
            self.lease.rest(words % {"answer": outcome.answer})
            return True
        if outcome.kind in (Kind.LATER, Kind.UNKNOWN, Kind.AGAINST_US) and isinstance(mail_connection, EmailBackend):
            # The next mail gets a fresh connection.
            mail_connection.drop()
        return False


def on_list():
    """Return the condition on a delivery that its subscriber is still on the list that it goes through."""
    chosen = Rendering.objects.filter(pk=OuterRef(OuterRef("rendering_id"))).values("mailing_list_id")
    found = Subscription.objects.deliverable()
    return Exists(found.filter(subscriber=OuterRef("subscriber_id"), mailing_list__in=chosen))


def close(mail_connection):
    """Say goodbye to the mail server, if it is still there."""
    try:
        mail_connection.close()
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
