"""The identifiers of publications, checked: ISBN, ISSN and DOI."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


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
