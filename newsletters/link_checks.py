"""Asks other hosts whether the addresses in an issue still answer: in a background task, never while somebody waits.

An address is asked by HEAD and, where a host does not answer that well, by GET (RFC 9110, sections 9.3.1 and 9.3.2).
Only hosts with public addresses are asked, and the connection goes to the very address that was looked at, so an
issue cannot make the server knock at its own network (CWE-918).
"""

import http.client
import ipaddress
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urljoin, urlsplit

from django.utils import timezone
from django_tasks import task

from newsletters.models import LinkCheck, NewsletterIssuePage

TIMEOUT = 5  # seconds for each step of a connection
LONGEST = 20  # seconds for one address with all its redirects
AT_ONCE = 8
LONGEST_ADDRESS = LinkCheck._meta.get_field("address").max_length  # characters; a longer one stays unchecked
MOST_REDIRECTS = 5
GONE = (404, 410)
REDIRECTS = (301, 302, 303, 307, 308)
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Hosts turn away what does not say who it is.
AGENT = "Mozilla/5.0 (compatible; kUS link check)"


REASONS = LinkCheck.Reason


class Refused(Exception):
    """An address that is not asked (any further); `reason` is a LinkCheck.Reason."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def is_public(address):
    """Return whether an IP address (text) belongs to the public internet, and not to this network or machine."""
    parsed = ipaddress.ip_address(address)
    # An IPv6 address may hide one of IPv4 (RFC 4291, 3056, 6052), private or not.
    embedded = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    if embedded is None and parsed in NAT64:
        embedded = ipaddress.ip_address(int(parsed) & 0xFFFFFFFF)
    parsed = embedded or parsed
    return parsed.is_global and not parsed.is_multicast


def ask(address, is_allowed=is_public):
    """Return (LinkCheck.Result, note) for an http or https address; `is_allowed` judges each IP address (text).

    Whatever goes wrong is an answer too: this raises nothing.
    """
    deadline = time.monotonic() + LONGEST
    try:
        status = _follow(address, "HEAD", is_allowed, deadline)
        if status >= 400:
            status = _follow(address, "GET", is_allowed, deadline)
    except (OSError, http.client.HTTPException, ValueError, Refused) as problem:
        return LinkCheck.Result.UNREACHABLE, _reason_of(problem)
    if status in GONE:
        return LinkCheck.Result.GONE, f"HTTP {status}"
    return (LinkCheck.Result.ANSWERS if status < 400 else LinkCheck.Result.UNREACHABLE), f"HTTP {status}"


def _reason_of(problem):
    if isinstance(problem, Refused):
        return problem.reason
    # The order matters: most of these are kinds of OSError, and one of ValueError.
    kinds = [
        (socket.gaierror, REASONS.NO_HOST),
        (ssl.SSLError, REASONS.CERTIFICATE),
        (TimeoutError, REASONS.TOO_SLOW),
        (OSError, REASONS.NO_CONNECTION),
        (ValueError, REASONS.NO_ADDRESS),
    ]
    return next((reason for kind, reason in kinds if isinstance(problem, kind)), REASONS.NO_CONNECTION)


def _follow(address, method, is_allowed, deadline):
    """Return the status (int) that the address answers after its redirects."""
    for _step in range(MOST_REDIRECTS + 1):
        status, target = _request(address, method, is_allowed, deadline)
        if status not in REDIRECTS or not target:
            return status
        address = urljoin(address, target)
    raise Refused(REASONS.REDIRECTS)


def _request(address, method, is_allowed, deadline):
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Refused(REASONS.NO_ADDRESS)
    left = deadline - time.monotonic()
    if left <= 0:
        raise Refused(REASONS.TOO_SLOW)
    host = parts.hostname.encode("idna").decode()
    connection = _connect(parts.scheme, host, parts.port or PORTS[parts.scheme], is_allowed, min(TIMEOUT, left))
    try:
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else ""
        connection.request(method, target + query, headers={"User-Agent": AGENT, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


def _connect(scheme, host, port, is_allowed, timeout):
    """Return an open HTTPConnection to the first address of the host; raise Refused when any of them is private."""
    found = {row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not all(is_allowed(address.split("%")[0]) for address in found):
        raise Refused(REASONS.NOT_PUBLIC)
    sock = socket.create_connection((sorted(found, key=lambda text: ":" in text)[0], port), timeout)
    if scheme == "https":
        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    connection.sock = sock
    # With another port than that of http the name of the host goes along with it.
    connection.default_port = PORTS[scheme]
    return connection


def check_addresses(addresses, is_allowed=is_public):
    """Ask the addresses that were not asked lately, some at once, and keep what they answer."""
    addresses = {address for address in addresses if len(address) <= LONGEST_ADDRESS}
    fresh = {check.address for check in LinkCheck.objects.filter(address__in=addresses) if not check.is_stale}
    wanted = sorted(addresses - fresh)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(lambda address: ask(address, is_allowed), wanted)
        for address, (result, note) in zip(wanted, answers, strict=True):
            LinkCheck.objects.update_or_create(
                address=address, defaults={"result": result, "note": note, "checked_at": timezone.now()}
            )


@task(queue_name="default", backend="queue")
def check_links_of(issue_number):
    """Check the addresses on other hosts in an issue (primary key) as it was last saved; one that is gone is let be."""
    from newsletters.issue_parts import external_addresses

    issue = NewsletterIssuePage.objects.filter(pk=issue_number).first()
    if issue:
        check_addresses(external_addresses(issue.get_latest_revision_as_object()))
