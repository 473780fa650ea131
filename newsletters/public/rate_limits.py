"""Rate limits of the public forms; generous enough for many sign-ups from the network of one event."""

from visitors import lost_link
from visitors.addresses import key_of, network_of
from visitors.rate_limit import DAY, HOUR, Limit, first_exceeded

NETWORK = Limit("network", 100, HOUR)
ADDRESS = Limit("address", 4, DAY)
EVERYBODY = Limit("everybody", 1_000, HOUR)


def exceeded_limit(request, address):
    """Count a request about an address; return the Limit that it exceeds, or None."""
    return first_exceeded((ADDRESS, key_of(address)), (NETWORK, network_of(request)), (EVERYBODY, ""))


def limit_message(limit):
    """Return the translated error message for an exceeded Limit."""
    return lost_link.too_often(limit == ADDRESS)
