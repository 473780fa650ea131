"""The suppression list: addresses that get no mail after unsubscribing, a bounce, a complaint or erasure."""

from django.db import transaction

from newsletters.models import (
    AddressChange,
    AddressRequest,
    Delivery,
    Mailing,
    Rendering,
    Subscriber,
    SubscriberImport,
    Suppression,
)
from newsletters.models.subscriber import fingerprint_of
from visitors.addresses import key_of


def is_suppressed(address):
    """Return whether an address is on the suppression list."""
    return Suppression.objects.filter(fingerprint=fingerprint_of(address)).exists()


@transaction.atomic
def suppress_address(address, reason):
    """Suppress an address, and delete its subscriber if any; `reason` is one of the reasons of Suppression.

    Idempotent; the first reason stays.
    """
    Suppression.objects.get_or_create(fingerprint=fingerprint_of(address), defaults={"reason": reason})
    Subscriber.objects.with_address(address).delete()
    if reason in (Suppression.ERASED, Suppression.UNSUBSCRIBED):
        # For bounces and complaints, editors still see the address until it expires.
        mails = Delivery.objects.for_address(address)
        # What alerts say is what somebody looks for.
        Rendering.objects.filter(mailing__kind=Mailing.ALERTS, pk__in=mails.values("rendering")).update(
            subject="", html="", text=""
        )
        mails.erase_addresses()


def unsuppress_address(address):
    """Remove an address from the suppression list, after its owner confirmed a new sign-up. Idempotent."""
    Suppression.objects.filter(fingerprint=fingerprint_of(address)).delete()


@transaction.atomic
def erase_address(address):
    """Erase all personal data of an address (GDPR, article 17); return whether there was a subscriber.

    Only its fingerprint stays on the suppression list, so that no import adds the address again.
    """
    key = key_of(address)
    existed = Subscriber.objects.with_address(address).exists()
    for model in (AddressRequest, AddressChange):
        for row in model.objects.filter(address__iexact=address.strip()):
            row.delete()
    for upload in SubscriberImport.objects.all():
        lines = upload.report.get("problems", [])
        # An invalid cell may hold the address among other words.
        kept = [line for line in lines if key not in key_of(line["address"])]
        if len(kept) != len(lines) or key in upload.content.casefold():
            upload.report["problems"] = kept
            upload.content = ""
            upload.save()
    suppress_address(address, Suppression.ERASED)
    return existed
