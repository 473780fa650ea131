"""Sends one batch. The order of the steps guarantees at-most-once delivery: docs/decisions/sending.md."""

import logging

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext

from newsletters.mailings.sending.batch_lock import BatchLock, LockLost
from newsletters.mailings.sending.message import MessageTemplate, read_sender
from newsletters.mailings.sending.rate_limit import RateLimiter, messages_per_second
from newsletters.mailings.sending.smtp_backend import EmailBackend
from newsletters.mailings.sending.smtp_responses import Response, ResponseKind, classify
from newsletters.models import Alert, Batch, Delivery, Mailing, Rendering, Subscription, Suppression
from newsletters.subscribers.stops import count_failure
from newsletters.subscribers.suppressions import suppress_address
from visitors.mail_queue import direct_connection
from visitors.task_queue import retry_delay

logger = logging.getLogger(__name__)

# Consecutive rejections of the sender after which the mailing is paused for an editor.
MAX_REJECTIONS = 5
# Consecutive connection failures after which the batch is postponed.
MAX_CONNECTION_FAILURES = 3

# Plain SQL, because it runs for each message and compiling the ORM query takes longer than executing it. The conditions
# on the row itself are in the outermost WHERE: PostgreSQL re-evaluates those, and not subqueries, after waiting for
# another transaction that changed the row.
CLAIM = """
    UPDATE newsletters_delivery SET state = 'claimed', claimed_at = %(now)s, attempts = attempts + 1
    WHERE id = %(delivery)s AND state IN ('waiting', 'deferred')
    AND EXISTS (
        SELECT 1 FROM newsletters_batch batch JOIN newsletters_mailing mailing ON mailing.id = batch.mailing_id
        WHERE batch.id = newsletters_delivery.batch_id AND batch.state = 'running' AND batch.holder = %(holder)s
        AND batch.lease_until > %(now)s AND mailing.state = 'sending'
    )
    AND (EXISTS (
        SELECT 1 FROM newsletters_subscription subscription
        JOIN newsletters_subscriber subscriber ON subscriber.id = subscription.subscriber_id
        JOIN newsletters_rendering rendering ON rendering.mailing_list_id = subscription.mailing_list_id
        WHERE subscriber.id = newsletters_delivery.subscriber_id AND rendering.id = newsletters_delivery.rendering_id
        AND subscription.confirmed_at IS NOT NULL AND subscriber.confirmed_at IS NOT NULL
        AND subscriber.stopped_at IS NULL
    ) OR EXISTS (
        SELECT 1 FROM newsletters_alert alert
        JOIN newsletters_subscriber subscriber ON subscriber.id = alert.subscriber_id
        JOIN newsletters_mailing mailing ON mailing.id = newsletters_delivery.mailing_id
        WHERE subscriber.id = newsletters_delivery.subscriber_id AND mailing.kind = 'alerts'
        AND alert.confirmed_at IS NOT NULL AND subscriber.confirmed_at IS NOT NULL
        AND subscriber.stopped_at IS NULL
    ))
"""


def is_due(moment):
    """Return the Q of deliveries that are due at `moment` (aware datetime)."""
    return Q(state__in=Delivery.TO_SEND) & (Q(not_before=None) | Q(not_before__lte=moment))


class BatchRun:
    """Sends one batch (primary key) in this process: acquires its lock, sends message by message, releases the lock."""

    def __init__(self, batch_id):
        self.batch_id = batch_id
        self.lock = BatchLock(batch_id)
        # The last (delivery, response); stored in the same commit that claims the next delivery.
        self.unrecorded = None
        self.rejections = 0
        self.connection_failures = 0

    def run(self):
        """Send the batch; does nothing when another worker holds the lock or the mailing is not being sent."""
        if not self.lock.acquire():
            return
        batch = Batch.objects.select_related("mailing").get(pk=self.batch_id)
        mail_connection = direct_connection()
        try:
            self.send_all(batch, mail_connection)
        except LockLost:
            pass
        finally:
            close_connection(mail_connection)
        self.record()
        self.lock.release()

    def send_all(self, batch, mail_connection):
        """Send the due deliveries of a Batch at the rate limit; raises LockLost."""
        sender, limiter = read_sender(), RateLimiter(messages_per_second())
        templates = {}
        for delivery in batch.deliveries.filter(is_due(timezone.now())).order_by("pk"):
            if delivery.rendering_id not in templates:
                rendering = Rendering.objects.select_related("mailing", "mailing_list").get(pk=delivery.rendering_id)
                templates[delivery.rendering_id] = self.template_for(rendering, sender)
            try:
                mail_connection.open()
            except Exception as error:
                self.connection_failures = MAX_CONNECTION_FAILURES
                self.handle_response(classify(error), mail_connection)
                return
            try:
                mail = templates[delivery.rendering_id].for_delivery(delivery, mail_connection)
            except ValueError as error:
                self.refuse_unsent(delivery, classify(error))
                continue
            limiter.wait()
            self.lock.renew()
            if self.claim(delivery):
                response = self.send(delivery, mail, mail_connection)
                self.unrecorded = (delivery, response)
                if self.handle_response(response, mail_connection):
                    return
            elif not self.lock.is_held():
                return

    def template_for(self, rendering, sender):
        """Return the MessageTemplate of a Rendering.

        A line break in a header pauses the mailing and raises LockLost.
        """
        try:
            return MessageTemplate(rendering, sender)
        except ValidationError:
            pause_mailing(
                self.batch_id, gettext("The subject or the sender's name holds a line break. Mend it and resume.")
            )
            raise LockLost from None

    @transaction.atomic
    def claim(self, delivery):
        """Record the previous response and make this delivery CLAIMED, in one commit; return whether it was claimed.

        A delivery whose subscriber left the list, or follows nothing any more, is cancelled instead.
        """
        self.record()
        now = timezone.now()
        with connection.cursor() as cursor:
            moment = connection.ops.adapt_datetimefield_value(now)
            cursor.execute(CLAIM, {"now": moment, "delivery": delivery.pk, "holder": self.lock.holder})
            if cursor.rowcount:
                delivery.claimed_at, delivery.attempts = now, delivery.attempts + 1
                return True
        if self.lock.is_held():
            Delivery.objects.filter(~is_subscribed(), pk=delivery.pk, state__in=Delivery.TO_SEND).update(
                state=Delivery.CANCELLED, answer=gettext("No longer on the list."), not_before=None
            )
        return False

    def send(self, delivery, mail, mail_connection):
        """Send one claimed message; return the Response. Never raises."""
        if timezone.now() - delivery.claimed_at > self.lock.length:
            # The process was suspended and the lease expired: an editor may have decided about the delivery since.
            return Response(ResponseKind.UNKNOWN, gettext("The worker stood still."))
        try:
            sent = mail_connection.send_messages([mail])
        except Exception as error:
            return classify(error)
        status = getattr(mail, "anymail_status", None)
        delivery.provider_id = (getattr(status, "message_id", None) or "")[:255] if status else ""
        return Response(ResponseKind.SENT if sent else ResponseKind.UNKNOWN)

    def record(self):
        """Store the last response, unless an editor or a report changed the delivery since."""
        if self.unrecorded is None:
            return
        delivery, response = self.unrecorded
        self.unrecorded = None
        record_response(delivery, response)

    def refuse_unsent(self, delivery, response):
        """Mark a delivery of which no message can be made: REFUSED, or CANCELLED when its address was erased."""
        Delivery.objects.filter(pk=delivery.pk, state__in=Delivery.TO_SEND).update(
            state=Delivery.REFUSED if delivery.address else Delivery.CANCELLED,
            answer=response.answer if delivery.address else "",
            not_before=None,
        )

    def handle_response(self, response, mail_connection):
        """Pause the mailing or postpone the batch if the Response asks for it; return whether to stop sending."""
        kind = response.kind
        self.rejections = self.rejections + 1 if kind == ResponseKind.SENDER_REJECTED else 0
        is_over_limit = response.affects_all or self.rejections >= MAX_REJECTIONS
        if kind == ResponseKind.SENDER_REJECTED and is_over_limit:
            words = gettext("The mail server refuses mail of ours: %(answer)s. Nobody was taken off a list for it.")
            pause_mailing(self.batch_id, words % {"answer": response.answer})
            return True
        is_lost = kind == ResponseKind.TEMPORARY and response.affects_all
        self.connection_failures = self.connection_failures + 1 if is_lost else 0
        if self.connection_failures >= MAX_CONNECTION_FAILURES:
            words = gettext(
                "The mail server does not take mail at the moment: %(answer)s. It is tried again by itself."
            )
            self.lock.back_off(words % {"answer": response.answer})
            return True
        failures = (ResponseKind.TEMPORARY, ResponseKind.UNKNOWN, ResponseKind.SENDER_REJECTED)
        if kind in failures and isinstance(mail_connection, EmailBackend):
            # The next message gets a new connection.
            mail_connection.abort()
        return False


def is_subscribed():
    """Return the Q that the subscriber of a delivery is still on the list of its rendering, or follows anything."""
    chosen = Rendering.objects.filter(pk=OuterRef(OuterRef("rendering_id"))).values("mailing_list_id")
    on_list = Subscription.objects.deliverable().filter(subscriber=OuterRef("subscriber_id"), mailing_list__in=chosen)
    followed = Alert.objects.deliverable().filter(subscriber=OuterRef("subscriber_id"))
    of_alerts = Mailing.objects.filter(pk=OuterRef("mailing_id"), kind=Mailing.ALERTS)
    return Q(Exists(on_list)) | (Q(Exists(followed)) & Q(Exists(of_alerts)))


def close_connection(mail_connection):
    """Close the connection (SMTP QUIT); errors are only logged."""
    try:
        mail_connection.close()
    except Exception as error:
        logger.info("Closing the connection to the mail server failed: %s.", type(error).__name__)


def record_response(delivery, response):
    """Store the Response of a delivery that was claimed at `delivery.claimed_at`.

    Does nothing when the delivery was changed since. A bounce suppresses the address, another failure of the recipient
    counts (newsletters.subscribers.stops).
    """
    now = timezone.now()
    fields = {"answer": response.answer, "not_before": None}
    if response.kind == ResponseKind.SENT:
        fields |= {"state": Delivery.SENT, "sent_at": now, "provider_id": delivery.provider_id}
    elif response.kind in (ResponseKind.TEMPORARY, ResponseKind.SENDER_REJECTED):
        delay = retry_delay(delivery.attempts)
        fields |= {"state": Delivery.DEFERRED, "not_before": now + delay} if delay else {"state": Delivery.REFUSED}
    else:
        states = {
            ResponseKind.BOUNCED: Delivery.BOUNCED,
            ResponseKind.REFUSED: Delivery.REFUSED,
            ResponseKind.UNKNOWN: Delivery.UNKNOWN,
        }
        fields["state"] = states[response.kind]
    unchanged = Delivery.objects.filter(
        pk=delivery.pk, claimed_at=delivery.claimed_at, state__in=(Delivery.CLAIMED, Delivery.UNKNOWN)
    )
    if not unchanged.update(**fields):
        return
    if response.kind == ResponseKind.BOUNCED:
        suppress_address(delivery.address, Suppression.BOUNCED)
    elif fields["state"] == Delivery.REFUSED and not is_about_us(response):
        count_failure(delivery, response.answer)


def is_about_us(response):
    """Return whether a Response is about us or our mail server, rather than about the recipient."""
    return response.affects_all or response.kind == ResponseKind.SENDER_REJECTED


def pause_mailing(batch_id, notice):
    """Pause the mailing of a batch (primary key), with a `notice` (text) for the editor."""
    batches = Batch.objects.filter(pk=batch_id, mailing=OuterRef("pk"))
    Mailing.objects.filter(Exists(batches), state=Mailing.SENDING).update(state=Mailing.PAUSED, notice=notice)
    logger.warning("A mailing was paused: %s", notice)
