"""Checks whether external links of an issue still work; runs in a background task.

Each URL gets a HEAD request and, after an error status, a GET (RFC 9110, sections 9.3.1 and 9.3.2), at public
addresses only (visitors/outgoing.py).
"""

import http.client
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urljoin

from django.utils import timezone

from newsletters.models import LinkCheck, NewsletterIssuePage
from visitors.outgoing import REDIRECTS, RequestRefused, is_public, open_connection
from visitors.task_queue import task

TIMEOUT = 5  # seconds for each socket operation
TOTAL_TIMEOUT = 20  # seconds for one URL with all its redirects
MAX_CONCURRENT = 8
MAX_ADDRESS_LENGTH = LinkCheck._meta.get_field("address").max_length  # characters; longer ones are not checked
MAX_REDIRECTS = 5
GONE = (404, 410)
# Some hosts reject clients without a browser-like User-Agent.
USER_AGENT = "Mozilla/5.0 (compatible; kUS link check)"
REASONS = LinkCheck.Reason


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
    left = deadline - time.monotonic()
    if left <= 0:
        raise RequestRefused(REASONS.TOO_SLOW)
    connection, target = open_connection(address, min(TIMEOUT, left), is_allowed)
    try:
        connection.request(method, target, headers={"User-Agent": USER_AGENT, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


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
