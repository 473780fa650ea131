"""The limits of the newsletter's forms; they leave room for an information market in an afternoon."""

from visitors.addresses import key_of, network_of
from visitors.rate_limit import DAY, HOUR, Limit, first_exceeded

NETWORK = Limit("network", 100, HOUR)
ADDRESS = Limit("address", 4, DAY)
EVERYBODY = Limit("everybody", 1_000, HOUR)


def refused(request, address):
    """Count a request about an address; return the Limit that it goes over, or None."""
    return first_exceeded((ADDRESS, key_of(address)), (NETWORK, network_of(request)), (EVERYBODY, ""))
