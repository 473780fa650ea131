"""Email addresses: the one check of them, a form field for them; and the network that a request came from."""

import ipaddress
import unicodedata

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254  # characters; RFC 5321 4.5.3.1.3, as errata 1690 reads it
LONGEST_LOCAL_PART = 64  # octets; RFC 5321 4.5.3.1.1
LONGEST_INPUT = 400  # characters; longer than any address, so that clean_address can say that it is too long
NETWORK_BITS = {4: 24, 6: 48}

_check_form = EmailValidator(_("This is no email address. Write it as name@example.nl."), allowlist=[])


def key_of(address):
    """Return the key by which spellings of one address compare equal: NFC, casefolded, stripped."""
    return unicodedata.normalize("NFC", address.strip()).casefold()


def clean_address(text):
    """Return an address (RFC 5321, 4.1.2) stripped, with its domain in lower case; raises ValidationError.

    Refused are control characters (a line break ends a header), quoted local parts with spaces, more than 254
    characters, and a local part outside ASCII (RFC 6531), which our mail server cannot deliver; such a domain is valid.
    Serves as a validator of form and model fields too.
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


class AddressField(forms.CharField):
    """Form field for an email address; its value is what clean_address returns."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"})

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "label": _("Email address"),
                "max_length": LONGEST_INPUT,
                "strip": False,
                "error_messages": {"required": _("Fill in your email address.")},
                **kwargs,
            }
        )

    def clean(self, value):
        """Return the checked address (text); raises ValidationError."""
        return clean_address(super().clean(value))


def network_of(request):
    """Return the client's network in CIDR notation (text): the /24 of an IPv4 address, the /48 of IPv6, or "unknown".

    Behind settings.TRUSTED_PROXIES proxies it is taken from X-Forwarded-For, counted from the end by that number;
    entries before it come from the client and are ignored.
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
