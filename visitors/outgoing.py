"""Connections to servers of others, at addresses that people or records hold.

Protected against server-side request forgery (CWE-918): only hosts with public IP addresses are asked, and the
connection goes to the IP address that was checked, so that a second DNS answer cannot lead it elsewhere.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import quote, urlsplit

PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
NOT_PUBLIC, NO_ADDRESS = "not-public", "no-address"
NAT64 = ipaddress.ip_network("64:ff9b::/96")
IPV4_COMPATIBLE = ipaddress.ip_network("::/96")


class RequestRefused(Exception):
    """No request is made to this URL; `reason` is NOT_PUBLIC, NO_ADDRESS, or a word of the caller's own."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def is_public(address):
    """Return whether an IP address (text) is global unicast: not private, loopback, link-local or multicast."""
    parsed = ipaddress.ip_address(address)
    # An IPv6 address may embed an IPv4 address: mapped or compatible (RFC 4291), 6to4 (RFC 3056) or NAT64 (RFC 6052).
    embedded = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    if embedded is None and parsed.version == 6 and (parsed in NAT64 or parsed in IPV4_COMPATIBLE):
        embedded = ipaddress.ip_address(int(parsed) & 0xFFFFFFFF)
    parsed = embedded or parsed
    return parsed.is_global and not parsed.is_multicast


def open_connection(address, timeout, is_allowed=is_public):
    """Return (http.client.HTTPConnection, request target) of an http(s) URL, connected to a checked IP address.

    timeout: seconds for each operation on the socket. `is_allowed` says for each IP address (text) of the host whether
    it may be asked. Raises RequestRefused, and OSError or ValueError for what cannot be reached or read.
    """
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise RequestRefused(NO_ADDRESS)
    host = parts.hostname.encode("idna").decode()
    port = parts.port or PORTS[parts.scheme]
    sock = _connect(host, port, timeout, is_allowed)
    if parts.scheme == "https":
        try:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    connection.sock = sock
    # Otherwise http.client adds the port to the Host header.
    connection.default_port = PORTS[parts.scheme]
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else ""
    return connection, target + query


def _connect(host, port, timeout, is_allowed):
    """Return a socket connected to the first IP address of a host, all of whose addresses are allowed."""
    found = {row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not all(is_allowed(address.split("%")[0]) for address in found):
        raise RequestRefused(NOT_PUBLIC)
    return socket.create_connection((sorted(found, key=lambda text: ":" in text)[0], port), timeout)
