"""Addresses that get no mail any more: stopped by their owner, by their mail server, or by a complaint."""

from django.db import transaction

from newsletters.models import Delivery, Subscriber, Suppression
from newsletters.models.subscriber import fingerprint_of


def is_suppressed(address):
    """Return whether an address must get no newsletter until its owner signs up anew."""
    return Suppression.objects.filter(fingerprint=fingerprint_of(address)).exists()


@transaction.atomic
def stop_address(address, reason):
    """Erase the subscriber with this address, if there is one, and block the address; `reason` is one of Suppression's.

    The first reason stays: an address that complained did not later merely unsubscribe.
    """
    Suppression.objects.get_or_create(fingerprint=fingerprint_of(address), defaults={"reason": reason})
    Subscriber.objects.with_address(address).delete()
    if reason in (Suppression.ERASED, Suppression.UNSUBSCRIBED):
        # Of who left, nothing needs the address any more; a bounce is still shown to the editor for a while.
        Delivery.objects.of_address(address).forget_address()


def lift(address):
    """Let an address get mail again: its owner confirmed anew that they want it."""
    Suppression.objects.filter(fingerprint=fingerprint_of(address)).delete()
