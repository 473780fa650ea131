"""Which email addresses we can write to, and of which network a request came."""

import ipaddress
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254  # characters; RFC 5321 4.5.3.1.3, as errata 1690 reads it
LONGEST_LOCAL_PART = 64  # octets; RFC 5321 4.5.3.1.1
NETWORK_BITS = {4: 24, 6: 48}

_check_form = EmailValidator(_("This is no email address. Write it as name@example.nl."), allowlist=[])


def key_of(address):
    """Return the form in which two spellings of one address are equal: NFC, without case, without outer spaces."""
    return unicodedata.normalize("NFC", address.strip()).casefold()


def clean_address(text):
    """Return an address (RFC 5321 4.1.2) without outer spaces, its domain in lower case; raises ValidationError.

    Refused are control characters (line breaks end a header), quoted local parts with spaces, more than 254 characters,
    and letters outside ASCII before the @ (RFC 6531), which our mail server cannot deliver. Such a domain is allowed.
    """
    address = text.strip(" \t\u00a0\u200b\ufeff")
    if len(address) > LONGEST_ADDRESS:
        raise ValidationError(_("This address is longer than an email address can be (254 characters)."))
    if any(ord(letter) < 33 or ord(letter) == 127 for letter in address):
        raise ValidationError(_("An email address has no spaces or line breaks."))
    local, _at, domain = address.rpartition("@")
    if local and not local.isascii():
        raise ValidationError(_("We cannot send mail to an address with accents or special letters before the @."))
    if len(local) > LONGEST_LOCAL_PART:
        raise ValidationError(_("The part before the @ is longer than 64 characters."))
    _check_form(address)
    return f"{local}@{domain.lower()}"


def network_of(request):
    """Return the network (text) of whoever asks: /24 of IPv4, /48 of IPv6; so never one person.

    Behind settings.TRUSTED_PROXIES proxies it is the address that the first of them saw; nobody else's word in
    X-Forwarded-For is believed.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(seen) >= settings.TRUSTED_PROXIES:
            address = seen[-settings.TRUSTED_PROXIES]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ipaddress.ip_network((parsed, NETWORK_BITS[parsed.version]), strict=False))
