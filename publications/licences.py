"""Licences of publications, by their SPDX identifiers (packaging.licenses has the list).

Creative Commons made licences for countries that are not on that list, such as CC-BY-SA-3.0-NL: they are read here.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

ALL_RIGHTS = "all-rights"
# Offered while an editor types; any other can be written too.
COMMON_LICENCES = ["CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-NC-ND-4.0", "CC-BY-ND-4.0"]
COMMON_LICENCES += ["CC0-1.0", "CC-BY-3.0-NL", "CC-BY-SA-3.0-NL", "CC-BY-NC-ND-3.0-NL", ALL_RIGHTS]
# Version 4.0 is the same in all countries.
CREATIVE_COMMONS = re.compile(
    r"CC-(?P<terms>BY(?:-NC)?(?:-ND|-SA)?)-(?:(?P<world>4\.0)|(?P<version>[123]\.[05]|2\.1)(?:-(?P<country>[A-Z]{2}|IGO))?)"
)
PUBLIC_DOMAIN = {
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-PDM-1.0": ("Public Domain Mark 1.0", "https://creativecommons.org/publicdomain/mark/1.0/"),
}
ADDRESS = re.compile(
    r"https?://creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)/?(?:([a-z]{2,3})/?)?(?:(?:deed|legalcode).*)?"
)
WORDS_FOR_ALL_RIGHTS = ("all rights reserved", "alle rechten voorbehouden")


def canonical_licence(text):
    """Return the identifier that `text` means: “cc by-sa 3.0 nl” and the address of that licence are CC-BY-SA-3.0-NL.

    Raises ValueError for what is no licence.
    """
    words = " ".join(text.split())
    if words.lower() in (ALL_RIGHTS, *WORDS_FOR_ALL_RIGHTS):
        return ALL_RIGHTS
    for identifier, (_name, address) in PUBLIC_DOMAIN.items():
        if words.startswith((address, address.replace("https", "http"))):
            return identifier
    if match := ADDRESS.fullmatch(words):
        words = "-".join(["CC", *(part for part in match.groups() if part)])
    identifier = re.sub(r"[ -]+", "-", words)
    if CREATIVE_COMMONS.fullmatch(identifier.upper()):
        return identifier.upper()
    if not re.fullmatch(r"[\w.+-]+", identifier, re.ASCII):
        raise ValueError(text)
    try:
        return canonicalize_license_expression(identifier)
    except InvalidLicenseExpression as error:
        raise ValueError(text) from error


def validate_licence(value):
    """Refuse what is not an identifier as canonical_licence() returns it."""
    try:
        canonical = canonical_licence(value)
    except ValueError as error:
        raise ValidationError(
            _("This licence is not known. Write its short name with the version, such as CC-BY-4.0 or CC-BY-SA-3.0-NL.")
        ) from error
    if canonical != value:
        raise ValidationError(_("Write the licence as %(licence)s."), params={"licence": canonical})


def licence_name(identifier):
    """Return a licence as people write it, such as “CC BY-SA 3.0 NL”, in the active language; empty for none."""
    if identifier == ALL_RIGHTS:
        return gettext("All rights reserved")
    if identifier in PUBLIC_DOMAIN:
        return PUBLIC_DOMAIN[identifier][0]
    if match := CREATIVE_COMMONS.fullmatch(identifier):
        version = match["world"] or match["version"]
        return " ".join(part for part in ("CC", match["terms"], version, match["country"]) if part)
    return identifier


def licence_address(identifier):
    """Return where a licence can be read; empty for none and for all rights reserved."""
    if identifier in ("", ALL_RIGHTS):
        return ""
    if identifier in PUBLIC_DOMAIN:
        return PUBLIC_DOMAIN[identifier][1]
    if match := CREATIVE_COMMONS.fullmatch(identifier):
        parts = [match["terms"], match["world"] or match["version"], match["country"]]
        return f"https://creativecommons.org/licenses/{'/'.join(part.lower() for part in parts if part)}/"
    return f"https://spdx.org/licenses/{identifier}.html"


def licence_meaning(identifier):
    """Return what a reader may do, in a plain sentence; empty for a licence that is read only at its address."""
    if identifier == ALL_RIGHTS:
        return gettext("You may read it and quote from it. Ask the makers before you copy, change or share it.")
    if identifier in PUBLIC_DOMAIN:
        return gettext(
            "You may copy, change and share it freely. You need not name the makers, but it is kind to do so."
        )
    match = CREATIVE_COMMONS.fullmatch(identifier)
    if not match:
        return ""
    terms = match["terms"].split("-")
    sentences = [
        gettext("You may copy and share it, if you name the makers.")
        if "ND" in terms
        else gettext("You may copy, change and share it, if you name the makers.")
    ]
    if "NC" in terms:
        sentences.append(gettext("Not to earn money with it."))
    if "ND" in terms:
        sentences.append(gettext("Share it only as it is, without changes."))
    if "SA" in terms:
        sentences.append(gettext("What you make of it, you share under the same licence."))
    return " ".join(sentences)


class LicenceInput(forms.TextInput):
    """A text field that offers the common licences, and takes what people write for one: “cc by 4.0”."""

    def render(self, name, value, attrs=None, renderer=None):
        """Return the HTML of the field and of what it offers."""
        offered = f"{(attrs or {}).get('id', name)}-licences"
        options = ((identifier, licence_name(identifier)) for identifier in COMMON_LICENCES)
        return super().render(name, value, (attrs or {}) | {"list": offered}, renderer) + format_html(
            '<datalist id="{}">{}</datalist>',
            offered,
            format_html_join("", '<option value="{}">{}</option>', options),
        )

    def value_from_datadict(self, data, files, name):
        """Return the identifier that was meant; what is no licence stays as it was typed."""
        value = super().value_from_datadict(data, files, name)
        try:
            return canonical_licence(value) if value else value
        except ValueError:
            return value
