"""Signal handlers for tracking events that mail providers send by webhook; anymail verifies the signature or secret."""

import uuid

from anymail.signals import EventType, RejectReason, tracking
from django.db import transaction
from django.db.models import F
from django.dispatch import receiver

from newsletters.mailings.sending.bounces import OPEN_STATES
from newsletters.mailings.sending.smtp_responses import ENHANCED, is_address_error, redact
from newsletters.models import Delivery, Mailing, Suppression
from newsletters.models.subscriber import fingerprint_of
from newsletters.subscribers.stops import count_failure
from newsletters.subscribers.subscriptions import unsubscribed
from newsletters.subscribers.suppressions import suppress_address

PERMANENT = (RejectReason.BOUNCED, RejectReason.INVALID)


@receiver(tracking, dispatch_uid="newsletters.handle_tracking_event")
@transaction.atomic
def handle_tracking_event(sender, event, esp_name, **kwargs):
    """Update the Delivery of an anymail tracking event and suppress its address where needed.

    Ignores events about a message or recipient of which there is no Delivery.
    """
    delivery = find_delivery(event)
    if delivery is None:
        return
    rows = Delivery.objects.filter(pk=delivery.pk, state__in=OPEN_STATES)
    answer = redact(event.mta_response or event.description or "")
    if event.event_type == EventType.DELIVERED:
        rows.exclude(state=Delivery.BOUNCED).update(state=Delivery.DELIVERED)
    elif event.event_type in (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED):
        if rows.update(state=Delivery.BOUNCED, answer=answer):
            if is_gone(event, answer):
                suppress_recipient(delivery, Suppression.BOUNCED)
            elif event.event_type == EventType.BOUNCED:
                count_failure(delivery, answer)
    elif event.event_type == EventType.COMPLAINED:
        rows.update(state=Delivery.COMPLAINED, answer=answer)
        suppress_recipient(delivery, Suppression.COMPLAINED)
    elif event.event_type == EventType.UNSUBSCRIBED:
        count_unsubscribed(sender, delivery.mailing_id)
        suppress_recipient(delivery, Suppression.UNSUBSCRIBED)


@receiver(unsubscribed, dispatch_uid="newsletters.count_unsubscribed")
def count_unsubscribed(sender, mailing, **kwargs):
    """Add one to the number of unsubscribed of a mailing (primary key)."""
    Mailing.objects.filter(pk=mailing).update(unsubscribed=F("unsubscribed") + 1)


def is_gone(event, answer):
    """Return whether an event says that its address does not exist.

    The status in the redacted `answer` of the server decides; where there is none, the provider's word.
    """
    if event.event_type != EventType.BOUNCED:
        return False
    found = ENHANCED.search(answer)
    return is_address_error(answer) if found else event.reject_reason in PERMANENT


def find_delivery(event):
    """Return the Delivery of an event, by our key in its metadata or else by the provider's message id.

    None if unknown.
    """
    named = str((event.metadata or {}).get("delivery", ""))
    found = None
    try:
        found = Delivery.objects.filter(key=uuid.UUID(named)).first()
    except ValueError:
        if event.message_id:
            found = Delivery.objects.filter(provider_id=event.message_id).first()
    if found and event.recipient and fingerprint_of(event.recipient) != found.address_key:
        return None
    return found


def suppress_recipient(delivery, reason):
    """Suppress the address of a delivery, unless it was erased already."""
    if delivery.address:
        suppress_address(delivery.address, reason)
