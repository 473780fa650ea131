"""The limits of the pages of owners; they leave room for a town hall behind one address."""

from visitors.addresses import key_of, network_of
from visitors.rate_limit import DAY, HOUR, Limit, first_exceeded

LINK_NETWORK = Limit("owner-link-network", 100, HOUR)
LINK_ADDRESS = Limit("owner-link-address", 4, DAY)
LINK_EVERYBODY = Limit("owner-link-everybody", 1_000, HOUR)
# Mails that one project may cause in a day: to colleagues, and with new links.
PROJECT = Limit("owner-project", 5, DAY)


def refused_link(request, address):
    """Count a request for the links of an address; return the Limit that it goes over, or None."""
    return first_exceeded((LINK_ADDRESS, key_of(address)), (LINK_NETWORK, network_of(request)), (LINK_EVERYBODY, ""))


def refused_mail(project):
    """Count a mail that somebody asks for on the private page of a project; return the Limit gone over, or None."""
    return first_exceeded((PROJECT, str(project.pk)))
