"""What a mail provider reports by webhook; anymail has checked who says it."""

import uuid

from anymail.signals import EventType, RejectReason, tracking
from django.db import transaction
from django.db.models import F
from django.dispatch import receiver

from newsletters.models import Delivery, Mailing, Suppression
from newsletters.models.subscriber import fingerprint_of
from newsletters.sending.bounces import ON_ITS_WAY
from newsletters.sending.outcomes import tidy
from newsletters.signals import unsubscribed
from newsletters.suppressions import stop_address

PERMANENT = (RejectReason.BOUNCED, RejectReason.INVALID)


@receiver(tracking, dispatch_uid="newsletters.sending.note_event")
@transaction.atomic
def note_event(sender, event, esp_name, **kwargs):
    """Write an anymail tracking event down at its delivery; one about another mail or address changes nothing."""
    delivery = find_delivery(event)
    if delivery is None:
        return
    rows = Delivery.objects.filter(pk=delivery.pk, state__in=ON_ITS_WAY)
    answer = tidy(event.mta_response or event.description or "")
    if event.event_type == EventType.DELIVERED:
        rows.exclude(state=Delivery.BOUNCED).update(state=Delivery.DELIVERED)
    elif event.event_type in (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED):
        permanent = event.event_type == EventType.BOUNCED and event.reject_reason in PERMANENT
        rows.update(state=Delivery.BOUNCED, answer=answer)
        if permanent:
            stop(delivery, Suppression.BOUNCED)
    elif event.event_type == EventType.COMPLAINED:
        rows.update(state=Delivery.COMPLAINED, answer=answer)
        stop(delivery, Suppression.COMPLAINED)
    elif event.event_type == EventType.UNSUBSCRIBED:
        count_unsubscribed(sender, delivery.mailing_id)
        stop(delivery, Suppression.UNSUBSCRIBED)


@receiver(unsubscribed, dispatch_uid="newsletters.sending.count_unsubscribed")
def count_unsubscribed(sender, mailing, **kwargs):
    """Count somebody who unsubscribed by a link in a mail of a mailing (primary key)."""
    Mailing.objects.filter(pk=mailing).update(unsubscribed=F("unsubscribed") + 1)


def find_delivery(event):
    """Return the Delivery that an event is about, by our key in its metadata or by the provider's id; None if none."""
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


def stop(delivery, reason):
    """Stop the address of a delivery, where it is still known."""
    if delivery.address:
        stop_address(delivery.address, reason)
