"""Serializers of dates, times and durations."""

import re
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime, parse_duration
from django.utils.translation import gettext

from kus_site.content import relative_dates
from pages import deadlines, fuzzy_date

from .base import Serializer


class Fuzzy(Serializer):
    """A pages.fuzzy_date date; the plain form is its EDTF text."""

    def resolve(self, text, today):
        return relative_dates.resolve_fuzzy(text, today)

    def read_text(self, text):
        # FuzzyDateError is a ValueError with a sentence.
        return fuzzy_date.parse(text).text

    def to_db(self, value, id_map):
        return fuzzy_date.parse(value) if value else None

    def from_db(self, stored, id_map):
        return stored.text if stored else ""


class Day(Serializer):
    """A day of the calendar; plain a date."""

    empty = None

    def resolve(self, text, today):
        return relative_dates.resolve_days(text, today)

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

    def from_db(self, stored, id_map):
        return date.fromisoformat(stored) if isinstance(stored, str) and stored else stored or None


class TimeOfDay(Serializer):
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

    def from_db(self, stored, id_map):
        return stored


class Duration(Serializer):
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

    def from_db(self, stored, id_map):
        return None if stored is None else timedelta(seconds=int(stored.total_seconds()))


class Moment(Serializer):
    """A moment, written in Europe/Amsterdam; plain a datetime in UTC, where no two moments look alike."""

    empty = None

    def resolve(self, text, today):
        return relative_dates.resolve_days(text, today)

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

    def from_db(self, stored, id_map):
        if isinstance(stored, str):
            stored = parse_datetime(stored)
        if not stored:
            return None
        return (stored if timezone.is_aware(stored) else timezone.make_aware(stored)).astimezone(UTC)


class Deadline(Moment):
    """A moment, or a day, which means its end and is written as that day again."""

    def read_text(self, text):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return deadlines.end_of_day(Day().read_text(text)).astimezone(UTC)
        return super().read_text(text)

    def dump(self, value):
        return timezone.localdate(value).isoformat() if deadlines.is_end_of_day(value) else super().dump(value)
