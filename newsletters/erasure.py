"""Erasing a person (GDPR article 17) from the newsletter: one place, so that nothing is left behind elsewhere."""

from django.db import transaction

from newsletters.models import AddressChange, AddressRequest, Subscriber, SubscriberImport, Suppression
from newsletters.suppressions import stop_address
from visitors.addresses import key_of


@transaction.atomic
def erase_address(address):
    """Erase all that the newsletter keeps of an address; return whether there was a subscriber.

    Only a keyed fingerprint stays, so that no later import writes to the address again.
    """
    key = key_of(address)
    existed = Subscriber.objects.with_address(address).exists()
    for model in (AddressRequest, AddressChange):
        for row in model.objects.filter(address__iexact=address.strip()):
            row.delete()
    for upload in SubscriberImport.objects.all():
        lines = upload.report.get("problems", [])
        kept = [line for line in lines if key_of(line["address"]) != key]
        if len(kept) != len(lines) or key in upload.content.casefold():
            upload.report["problems"] = kept
            upload.content = ""
            upload.save()
    stop_address(address, Suppression.ERASED)
    return existed
