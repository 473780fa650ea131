"""Checks whether external links of an issue still work; runs in a background task.

Each URL gets a HEAD request and, after an error status, a GET (RFC 9110, sections 9.3.1 and 9.3.2). Protected against
server-side request forgery (CWE-918): only hosts with public IP addresses are requested, and the connection goes to the
IP address that was checked, so that a second DNS answer cannot redirect it.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urljoin, urlsplit

from django.utils import timezone

from newsletters.models import LinkCheck, NewsletterIssuePage
from visitors.task_queue import task

TIMEOUT = 5  # seconds for each socket operation
TOTAL_TIMEOUT = 20  # seconds for one URL with all its redirects
MAX_CONCURRENT = 8
MAX_ADDRESS_LENGTH = LinkCheck._meta.get_field("address").max_length  # characters; longer ones are not checked
MAX_REDIRECTS = 5
GONE = (404, 410)
REDIRECTS = (301, 302, 303, 307, 308)
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Some hosts reject clients without a browser-like User-Agent.
USER_AGENT = "Mozilla/5.0 (compatible; kUS link check)"
REASONS = LinkCheck.Reason


class RequestRefused(Exception):
    """The checker does not request this URL (any further); `reason` is a LinkCheck.Reason."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def is_public(address):
    """Return whether an IP address (text) is global unicast: not private, loopback, link-local or multicast."""
    parsed = ipaddress.ip_address(address)
    # An IPv6 address may embed an IPv4 address: mapped (RFC 4291), 6to4 (RFC 3056) or NAT64 (RFC 6052).
    embedded = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    if embedded is None and parsed in NAT64:
        embedded = ipaddress.ip_address(int(parsed) & 0xFFFFFFFF)
    parsed = embedded or parsed
    return parsed.is_global and not parsed.is_multicast


def check_address(address, is_allowed=is_public):
    """Request an http(s) URL; return (LinkCheck.Result, note): note is a LinkCheck.Reason or such as "HTTP 404".

    `is_allowed` says for each IP address (text) of the host whether it may be requested. Never raises: network errors
    become LinkCheck.Result.UNREACHABLE.
    """
    deadline = time.monotonic() + TOTAL_TIMEOUT
    try:
        status = _follow(address, "HEAD", is_allowed, deadline)
        if status >= 400:
            status = _follow(address, "GET", is_allowed, deadline)
    except (OSError, http.client.HTTPException, ValueError, RequestRefused) as problem:
        return LinkCheck.Result.UNREACHABLE, _reason_of(problem)
    if status in GONE:
        return LinkCheck.Result.GONE, f"HTTP {status}"
    return (LinkCheck.Result.ANSWERS if status < 400 else LinkCheck.Result.UNREACHABLE), f"HTTP {status}"


def _reason_of(problem):
    if isinstance(problem, RequestRefused):
        return problem.reason
    # The order matters: most of these are subclasses of OSError, one of ValueError.
    kinds = [
        (socket.gaierror, REASONS.NO_HOST),
        (ssl.SSLError, REASONS.CERTIFICATE),
        (TimeoutError, REASONS.TOO_SLOW),
        (OSError, REASONS.NO_CONNECTION),
        (ValueError, REASONS.NO_ADDRESS),
    ]
    return next((reason for kind, reason in kinds if isinstance(problem, kind)), REASONS.NO_CONNECTION)


def _follow(address, method, is_allowed, deadline):
    """Return the HTTP status (int) of a URL after following redirects."""
    for _step in range(MAX_REDIRECTS + 1):
        status, target = _request(address, method, is_allowed, deadline)
        if status not in REDIRECTS or not target:
            return status
        address = urljoin(address, target)
    raise RequestRefused(REASONS.REDIRECTS)


def _request(address, method, is_allowed, deadline):
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise RequestRefused(REASONS.NO_ADDRESS)
    left = deadline - time.monotonic()
    if left <= 0:
        raise RequestRefused(REASONS.TOO_SLOW)
    host = parts.hostname.encode("idna").decode()
    connection = _connect(parts.scheme, host, parts.port or PORTS[parts.scheme], is_allowed, min(TIMEOUT, left))
    try:
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else ""
        connection.request(method, target + query, headers={"User-Agent": USER_AGENT, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


def _connect(scheme, host, port, is_allowed, timeout):
    """Return an open HTTPConnection to the first IP address of the host.

    Raises RequestRefused when any address is not public.
    """
    found = {row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not all(is_allowed(address.split("%")[0]) for address in found):
        raise RequestRefused(REASONS.NOT_PUBLIC)
    sock = socket.create_connection((sorted(found, key=lambda text: ":" in text)[0], port), timeout)
    if scheme == "https":
        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    connection.sock = sock
    # Otherwise http.client adds the port to the Host header.
    connection.default_port = PORTS[scheme]
    return connection


def check_addresses(addresses, is_allowed=is_public):
    """Check the URLs whose LinkCheck is missing or stale, some in parallel, and store the results."""
    addresses = {address for address in addresses if len(address) <= MAX_ADDRESS_LENGTH}
    fresh = {check.address for check in LinkCheck.objects.filter(address__in=addresses) if not check.is_stale}
    wanted = sorted(addresses - fresh)
    with ThreadPoolExecutor(MAX_CONCURRENT) as pool:
        answers = pool.map(lambda address: check_address(address, is_allowed), wanted)
        for address, (result, note) in zip(wanted, answers, strict=True):
            LinkCheck.objects.update_or_create(
                address=address, defaults={"result": result, "note": note, "checked_at": timezone.now()}
            )


@task(backend="queue")
def check_issue_links(issue_number):
    """Check the external links of the latest revision of an issue (primary key); does nothing when it was deleted."""
    from newsletters.compose.stored_items import external_addresses

    issue = NewsletterIssuePage.objects.filter(pk=issue_number).first()
    if issue:
        check_addresses(external_addresses(issue.get_latest_revision_as_object()))
