"""The identifiers of publications, as people paste them and checked: ISBN, ISSN and DOI."""

import re
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _

DOI_ADDRESS = re.compile(r"^(?:doi:? ?|(?:https?://)?(?:dx\.|www\.)?doi\.org/)+", re.IGNORECASE)
HYPHENS = re.compile(r"[\u2010-\u2015\u2212]")


def canonical_doi(text):
    """Return the DOI of what people paste: “https://doi.org/10.1000/182” and “doi: 10.1000/182” are 10.1000/182."""
    words = " ".join(text.split())
    name = DOI_ADDRESS.sub("", words)
    # An address may have its signs percent-encoded.
    return unquote(name) if name != words and "://" in words else name


def canonical_isbn(text):
    """Return an ISBN without the word in front of it, with plain hyphens and one space at most."""
    plain = re.sub(r"^(?:urn:)?isbn(?:-1[03])?:?", "", HYPHENS.sub("-", text).strip(), flags=re.IGNORECASE)
    return " ".join(plain.split())


def isbn_key(text):
    """Return the 13 digits of an ISBN-10 or ISBN-13, for comparison; an empty text for anything else."""
    digits = re.sub(r"[\s-]", "", canonical_isbn(text)).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        digits = f"978{digits[:9]}"
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        return f"{digits}{-total % 10}"
    return digits if re.fullmatch(r"97[89]\d{10}", digits, re.ASCII) else ""


def is_issn(text):
    """Return whether a text is an ISSN."""
    try:
        validate_issn(text)
    except ValidationError:
        return False
    return True


def validate_isbn(value):
    """Refuse an ISBN-10 or ISBN-13 (ISO 2108:2017) whose check digit is wrong; hyphens and spaces are free."""
    digits = re.sub(r"[\s-]", "", value).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
        valid = total % 11 == 0
    elif re.fullmatch(r"97[89]\d{10}", digits):
        valid = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0
    else:
        raise ValidationError(_("Write the 10 or 13 digits of the ISBN."))
    if not valid:
        raise ValidationError(_("This ISBN has a typing error: its last digit does not fit the others."))


def validate_issn(value):
    """Refuse what is not an ISSN (ISO 3297:2022) as it is printed, 1234-5679, or has a wrong check digit."""
    if not re.fullmatch(r"\d{4}-\d{3}[\dX]", value, re.ASCII):
        raise ValidationError(_("Write the ISSN as four digits, a hyphen and four digits, such as 1234-5679."))
    digits = value.replace("-", "")
    total = sum((8 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
    if total % 11:
        raise ValidationError(_("This ISSN has a typing error: its last digit does not fit the others."))


def validate_doi(value):
    """Refuse what is not a DOI name (ISO 26324): 10., a registrant, a slash and a suffix, without https://doi.org/."""
    if not re.fullmatch(r"10\.\d{4,9}/\S+", value):
        raise ValidationError(_("Write the DOI from 10. on, such as 10.1000/182."))


class IdentifierInput(TextInput):
    """A text field that takes an identifier as people paste it; `canonical` (text to text) makes one of it."""

    def __init__(self, canonical, attrs=None):
        super().__init__(attrs)
        self.canonical = canonical

    def value_from_datadict(self, data, files, name):
        """Return the identifier that was meant; what is none stays as it was typed."""
        value = super().value_from_datadict(data, files, name)
        return self.canonical(value) if value else value
