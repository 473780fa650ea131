"""Rate limits of the public forms; generous enough for many sign-ups from the network of one event."""

from pages.visitors import asking
from pages.visitors.addresses import key_of, network_of
from pages.visitors.throttle import DAY, HOUR, Limit, first_over

NETWORK = Limit("network", 100, HOUR)
ADDRESS = Limit("address", 4, DAY)
EVERYBODY = Limit("everybody", 1_000, HOUR)


def exceeded_limit(request, address):
    """Count a request about an address; return the Limit that it exceeds, or None."""
    return first_over((ADDRESS, key_of(address)), (NETWORK, network_of(request)), (EVERYBODY, ""))


def limit_message(limit):
    """Return the translated error message for an exceeded Limit."""
    return asking.too_often(limit == ADDRESS)
