"""Kinds of single values. Each has three forms: in a file (a Node), plain in Python, and in the database.

The plain form is what is compared: two records are equal when their plain values are. A Value goes between the forms:
`parse` Node to plain (problems go to the Place), `dump` plain to what yaml_text writes, `store` plain to the database,
`recall` back. The Ledger knows which id belongs to which row.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime, parse_duration
from django.utils.translation import gettext

from pages import fuzzy_date
from pages.languages import LANGUAGE_NAMES

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
MAX_ID = 120


class Value:
    """Text on one line. `empty` is the plain form of nothing; `check` (raises ValidationError) may be None."""

    empty = ""
    # Whether it stands for another record.
    refers = False

    def __init__(self, check=None):
        self.check = check

    def parse(self, node, place):
        """Return the plain form; a problem is told to `place` and gives `empty`."""
        if not node.is_text:
            place.refuse(node.line, gettext("Write one value here, not a list or fields."))
            return self.empty
        text = node.value.strip()
        if not text:
            return self.empty
        try:
            value = self.read_text(text)
            if self.check:
                self.check(self.store(value, None))
        except (ValidationError, ValueError) as error:
            messages = error.messages if isinstance(error, ValidationError) else [str(error)]
            for message in messages:
                place.refuse(node.line, message)
            return self.empty
        return value

    def read_text(self, text):
        """Return the plain form of a text that is not empty; raises ValueError with a sentence."""
        if "\n" in text:
            raise ValueError(gettext("Write this on one line, or behind >-."))
        return text

    def dump(self, value):
        return value

    def store(self, value, ledger):
        return value

    def recall(self, stored, ledger):
        return " ".join(str(stored or "").split("\n")).strip()


class Text(Value):
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

    def recall(self, stored, ledger):
        lines = str(stored or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.rstrip() for line in lines).strip()


class Choice(Value):
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

    def recall(self, stored, ledger):
        return "" if stored is None else str(stored)


class NumberedChoice(Choice):
    """One of `choices`, kept as a number."""

    empty = None

    def read_text(self, text):
        return int(super().read_text(text))

    def recall(self, stored, ledger):
        return stored


class WholeNumber(Value):
    """A number of 0 or more; `check` knows the largest."""

    empty = None

    def read_text(self, text):
        if not re.fullmatch(r"\d{1,18}", text, re.ASCII):
            raise ValueError(gettext("“%(value)s” is not a whole number.") % {"value": text})
        return int(text)

    def recall(self, stored, ledger):
        return stored


class Money(Value):
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

    def recall(self, stored, ledger):
        return None if stored is None else Decimal(stored).quantize(Decimal("0.01"))


class YesNo(Value):
    """true or false."""

    empty = None

    def read_text(self, text):
        if text not in ("true", "false"):
            raise ValueError(gettext("Write true or false."))
        return text == "true"

    def recall(self, stored, ledger):
        return bool(stored)


class Fuzzy(Value):
    """A pages.fuzzy_date date; the plain form is its EDTF text."""

    def read_text(self, text):
        # FuzzyDateError is a ValueError with a sentence.
        return fuzzy_date.parse(text).text

    def store(self, value, ledger):
        return fuzzy_date.parse(value) if value else None

    def recall(self, stored, ledger):
        return stored.text if stored else ""


class Day(Value):
    """A day of the calendar; plain a date."""

    empty = None

    def read_text(self, text):
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(
                gettext("“%(value)s” is no day; write for example 2018-04-10.") % {"value": text}
            ) from error

    def dump(self, value):
        return value.isoformat()

    def recall(self, stored, ledger):
        return date.fromisoformat(stored) if isinstance(stored, str) and stored else stored or None


class TimeOfDay(Value):
    """A time; plain a time."""

    empty = None

    def read_text(self, text):
        try:
            if not re.fullmatch(r"\d{2}:\d{2}(:\d{2})?", text, re.ASCII):
                raise ValueError
            return time.fromisoformat(text)
        except ValueError as error:
            raise ValueError(
                gettext("“%(value)s” is no time of day; write for example 14:00.") % {"value": text}
            ) from error

    def dump(self, value):
        return value.isoformat("auto" if value.second or value.microsecond else "minutes")

    def recall(self, stored, ledger):
        return stored


class Duration(Value):
    """Hours, minutes and seconds; plain a timedelta."""

    empty = None

    def read_text(self, text):
        value = parse_duration(text) if re.fullmatch(r"\d{2,}:[0-5]\d:[0-5]\d", text, re.ASCII) else None
        if value is None:
            raise ValueError(gettext("“%(value)s” is no duration; write for example 00:25:00.") % {"value": text})
        return value

    def dump(self, value):
        hours, rest = divmod(int(value.total_seconds()), 3600)
        return f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"

    def recall(self, stored, ledger):
        return None if stored is None else timedelta(seconds=int(stored.total_seconds()))


class Moment(Value):
    """A moment, written in Europe/Amsterdam; plain a datetime in UTC, where no two moments look alike."""

    empty = None

    def read_text(self, text):
        try:
            if not re.match(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", text, re.ASCII):
                raise ValueError
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise ValueError(
                gettext("“%(value)s” is no moment; write for example 2018-04-10T14:00.") % {"value": text}
            ) from error
        if timezone.is_aware(moment):
            return moment.astimezone(UTC)
        first, second = (timezone.make_aware(moment.replace(fold=fold)) for fold in (0, 1))
        if first.utcoffset() < second.utcoffset():
            raise ValueError(gettext("%(value)s does not exist: the clock goes forward then.") % {"value": text})
        if first.utcoffset() != second.utcoffset():
            raise ValueError(
                gettext("%(value)s comes twice, the clock goes back then; write %(value)s+02:00 or %(value)s+01:00.")
                % {"value": text}
            )
        return first.astimezone(UTC)

    def dump(self, value):
        local = timezone.localtime(value)
        naive = local.replace(tzinfo=None)
        precision = "auto" if naive.second or naive.microsecond else "minutes"
        ambiguous = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return local.isoformat(timespec=precision) if ambiguous else naive.isoformat(timespec=precision)

    def recall(self, stored, ledger):
        if isinstance(stored, str):
            stored = parse_datetime(stored)
        if not stored:
            return None
        return (stored if timezone.is_aware(stored) else timezone.make_aware(stored)).astimezone(UTC)


class Languages(Value):
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

    def store(self, value, ledger):
        return list(value)

    def recall(self, stored, ledger):
        return tuple(stored or ())


class Reference(Value):
    """The id of another record of one of `models` (classes); plain the id, in the database its primary key."""

    refers = True

    def __init__(self, *models):
        super().__init__()
        self.models = models

    def parse(self, node, place):
        text = super().parse(node, place)
        return check_reference(text, node.line, place, self.models) if text else ""

    def store(self, value, ledger):
        return ledger.pk_of(value) if value and ledger else None

    def recall(self, stored, ledger):
        return ledger.id_of(self.models[0], stored) if stored else ""


def check_reference(text, line, place, models):
    """Return the id `text`, or "" when there is no such record, or it is of none of the `models` (classes)."""
    kind = place.kinds.get(text)
    if kind is None:
        place.refuse(line, gettext("There is no record “%(id)s”.") % {"id": text})
        return ""
    if not issubclass(kind.model, models):
        what = ", ".join(str(model._meta.verbose_name) for model in models)
        place.refuse(
            line,
            gettext("“%(id)s” is of type %(kind)s; name one of: %(what)s.")
            % {"id": text, "kind": kind.name, "what": what},
        )
        return ""
    place.references.add(text)
    return text


def list_of(node, place):
    """Return the Nodes of a list; a value that is no list is a problem and gives an empty list."""
    if isinstance(node.value, list):
        return node.value
    if not node.is_empty:
        place.refuse(node.line, gettext("Write a list: [one, two], or lines that begin with a hyphen."))
    return []
