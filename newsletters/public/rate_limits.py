"""Rate limits of the public forms; generous enough for many sign-ups from the network of one event."""

from visitors.addresses import network_of
from visitors.rate_limit import HOUR, Limit, exceeded_for_recipient

NETWORK = Limit("network", 100, HOUR)
EVERYBODY = Limit("everybody", 1_000, HOUR)


def exceeded_limit(request, address, kind, *, is_by_link=False):
    """Count a request for a letter of a kind (AddressRequest.kind, "change") to an address; return the exceeded Limit.

    is_by_link: whether a private link brought the visitor here. None when nothing is exceeded.
    """
    network = network_of(request)
    others = (NETWORK, network), (EVERYBODY, "")
    return exceeded_for_recipient(address, f"newsletter-{kind}", *others, network=None if is_by_link else network)
