"""Serializers of text, choices, numbers and language codes."""

import re
import uuid
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext

from pages.languages import LANGUAGE_NAMES

from .base import Serializer, list_of


class Text(Serializer):
    """Plain text of several lines; `max_length` in characters or None."""

    def __init__(self, check=None, max_length=None):
        super().__init__(check)
        self.max_length = max_length

    def read_text(self, text):
        if self.max_length and len(text) > self.max_length:
            raise ValueError(
                gettext("This is %(length)s characters long; shorten it to %(max)s.")
                % {"length": len(text), "max": self.max_length}
            )
        return "\n".join(line.rstrip() for line in text.split("\n"))

    def from_db(self, stored, id_map):
        lines = str(stored or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.rstrip() for line in lines).strip()


class Choice(Serializer):
    """One of `choices`, a dict of value to label."""

    def __init__(self, choices):
        super().__init__()
        self.choices = [str(choice) for choice in choices if str(choice)]

    def read_text(self, text):
        if text not in self.choices:
            raise ValueError(
                gettext("“%(value)s” is not one of %(choices)s.") % {"value": text, "choices": ", ".join(self.choices)}
            )
        return text

    def from_db(self, stored, id_map):
        return "" if stored is None else str(stored)


class NumberedChoice(Choice):
    """One of `choices`, kept as a number."""

    empty = None

    def read_text(self, text):
        return int(super().read_text(text))

    def from_db(self, stored, id_map):
        return stored


class WholeNumber(Serializer):
    """A number of 0 or more; `check` knows the largest."""

    empty = None

    def read_text(self, text):
        if not re.fullmatch(r"\d{1,18}", text, re.ASCII):
            raise ValueError(gettext("“%(value)s” is not a whole number.") % {"value": text})
        return int(text)

    def from_db(self, stored, id_map):
        return stored


class Money(Serializer):
    """An amount with two decimals."""

    empty = None

    def read_text(self, text):
        try:
            if not re.fullmatch(r"\d+(\.\d{1,2})?", text, re.ASCII):
                raise InvalidOperation
            return Decimal(text).quantize(Decimal("0.01"))
        except InvalidOperation as error:
            raise ValueError(gettext("“%(value)s” is no amount; write for example 24.50.") % {"value": text}) from error

    def dump(self, value):
        return str(value)

    def from_db(self, stored, id_map):
        return None if stored is None else Decimal(stored).quantize(Decimal("0.01"))


class Coordinate(Serializer):
    """Degrees with a sign and at most `decimals` decimals; plain a Decimal without closing zeros."""

    empty = None

    def __init__(self, check=None, decimals=5):
        super().__init__(check)
        self.decimals = decimals

    def read_text(self, text):
        if not re.fullmatch(rf"-?\d{{1,3}}(\.\d{{1,{self.decimals}}})?", text, re.ASCII):
            raise ValueError(
                gettext("“%(value)s” is no number of degrees; write for example 52.09083.") % {"value": text}
            )
        return Decimal(text).normalize()

    def dump(self, value):
        return f"{value:f}"

    def from_db(self, stored, id_map):
        return None if stored is None else Decimal(stored).normalize()


class Identifier(Serializer):
    """A UUID (RFC 9562) that tells a row apart wherever it is; a row without one in a file keeps or gets its own."""

    empty = None
    identifies = True

    def read_text(self, text):
        try:
            # Python takes braces and missing hyphens too.
            if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text, re.ASCII):
                raise ValueError
            return uuid.UUID(text)
        except ValueError as error:
            message = gettext("“%(value)s” is no UUID; leave it out, and the record gets one.") % {"value": text}
            raise ValueError(message) from error

    def dump(self, value):
        return str(value)

    def from_db(self, stored, id_map):
        return uuid.UUID(str(stored)) if stored else None


class YesNo(Serializer):
    """true or false."""

    empty = None

    def read_text(self, text):
        if text not in ("true", "false"):
            raise ValueError(gettext("Write true or false."))
        return text == "true"

    def from_db(self, stored, id_map):
        return bool(stored)


class Languages(Serializer):
    """A list of language codes."""

    empty = ()

    def parse(self, node, place):
        result = []
        for part in list_of(node, place):
            code = Choice(LANGUAGE_NAMES).parse(part, place)
            if code in result:
                place.refuse(part.line, gettext("“%(value)s” stands here twice.") % {"value": code})
            elif code:
                result.append(code)
        return tuple(result)

    def dump(self, value):
        return list(value)

    def to_db(self, value, id_map):
        return list(value)

    def from_db(self, stored, id_map):
        return tuple(stored or ())
