"""Form fields of the admin for days, moments, times of day and durations, as people write them.

They are the fields of every model form in the admin (register_fields) and of the blocks here. What cannot be read stays
in the field, with a sentence that says what to write.
"""

import re
from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from pages.fuzzy_date import LONGEST, FuzzyDateError, read_point, tidy

# “14:00”, “14.00 uur”, “9u30”, “14 uur”
TIME = re.compile(r"(\d{1,2})(?:(?:[:.]|u|h)(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(?:u|uur|h)?", re.ASCII)
# A time at the end of a text, after a day; a number alone is none, for it can be the year.
TIME_AT_END = re.compile(
    r"(.*?)(?:,| om| at|t)? ?(?<!\d)(\d{1,2}(?:[:.u]\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?uur| ?u)?|(?: uur| ?u)))", re.ASCII
)
OFFSET = re.compile(r"\d(?:Z|[+-]\d{2}:\d{2})\s*$", re.ASCII)
WEEKDAY = re.compile(
    r"^(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|di|wo|do|vr|za|zo|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\.?,? +"
)
SHORT_YEAR = re.compile(r"(\d{1,2}[-/.]\d{1,2}[-/.])(\d{2})", re.ASCII)
# A day without a year is at most so long ago: an editor writes of what comes far more than of what has been.
LONGEST_AGO = timedelta(days=92)
# “1:25” is 1 h 25 min; seconds come third.
CLOCK_DURATION = re.compile(r"(\d{1,3}):([0-5]?\d)(?::([0-5]?\d)(?:\.0+)?)?", re.ASCII)
WORDED_DURATION = re.compile(
    r"(?:(\d{1,3}) ?(?:uur|uren|u|hours?|hrs?|h)\.?)?"
    r"(?: ?(?:en|and|,)? ?(\d{1,4})(?!\d) ?(?:minuten|minuut|minutes?|min|m|')?\.?)?"
    r"(?: ?(?:en|and|,)? ?(\d{1,4}) ?(?:seconden|seconds?|sec|s)\.?)?",
    re.ASCII,
)


def read_day(text):
    """Return the day (date) that a text means: “10-12-2026”, “10 december”, “2026-12-10”; None when it means none.

    Without a year it is the first such day from three months ago on. Raises FuzzyDateError for a day that does not
    exist.
    """
    words = WEEKDAY.sub("", tidy(text))
    if match := SHORT_YEAR.fullmatch(words):
        words = f"{match[1]}20{match[2]}"
    point = read_point(words)
    if point is None and re.search(r"\d", words):
        point = _read_without_year(words)
    return point.earliest if point and point.day and point.hour is None else None


def _read_without_year(words):
    """Return the Point of a day and a month, None when the words are something else."""
    earliest = timezone.localdate() - LONGEST_AGO
    problem = None
    # The 29th of February may be years away.
    for year in range(earliest.year, earliest.year + 9):
        for separator in (" ", "-", "/"):
            try:
                point = read_point(f"{words}{separator}{year}")
            except FuzzyDateError as error:
                problem = problem or error
                continue
            if point and point.day and point.earliest >= earliest:
                return point
    if problem:
        raise problem
    return None


def read_time(text):
    """Return the time of day (time) that a text means: “14:00”, “9.30 uur”, “14 uur”; None when it means none."""
    match = TIME.fullmatch(tidy(text))
    if not match:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups())
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def read_moment(text):
    """Return the moment that a text means: a day, with or without a time, or ISO 8601; None when it means none.

    It is a naive datetime, and an aware one when the text has an offset from UTC. Without a time it is the beginning of
    the day. Raises FuzzyDateError for a day that does not exist.
    """
    if OFFSET.search(text):
        return parse_datetime(text.strip())
    words = tidy(text)
    if (match := TIME_AT_END.fullmatch(words)) and match[1]:
        day, moment = read_day(match[1]), read_time(match[2])
        if day and moment:
            return datetime.combine(day, moment)
    day = read_day(words)
    return datetime.combine(day, time.min) if day else None


def read_duration(text):
    """Return the timedelta that a text means: “1:25” (1 h 25 min), “1:25:30”, “85 min”, “25”; None for none."""
    words = tidy(text)
    match = CLOCK_DURATION.fullmatch(words) or (words and WORDED_DURATION.fullmatch(words))
    if not match:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


class _WrittenField:
    """A field whose text is read by `read`, a function from text to a value or None."""

    read = None

    def to_python(self, value):
        """Return the value, None when empty; raises ValidationError with a sentence."""
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            found = type(self).read(value) if len(value) <= LONGEST else None
        except FuzzyDateError as error:
            raise ValidationError(str(error), code="invalid") from error
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(found)


class DayField(_WrittenField, forms.DateField):
    """A day; cleans to a date."""

    read = staticmethod(read_day)
    widget = AdminDateInput
    default_error_messages = {"invalid": _("This is no day we understand. Write for example 10-12-2026.")}


class MomentField(_WrittenField, forms.DateTimeField):
    """A moment in the time zone of the site; cleans to an aware datetime."""

    read = staticmethod(read_moment)
    widget = AdminDateTimeInput
    default_error_messages = {"invalid": _("This is no moment we understand. Write for example 10-12-2026 14:00.")}


class TimeOfDayField(_WrittenField, forms.TimeField):
    """A time of day; cleans to a time."""

    read = staticmethod(read_time)
    widget = AdminTimeInput
    default_error_messages = {"invalid": _("This is no time we understand. Write for example 14:00.")}


class LengthField(_WrittenField, forms.DurationField):
    """How long something takes; cleans to a timedelta."""

    read = staticmethod(read_duration)
    default_error_messages = {"invalid": _("This is no duration we understand. Write for example 1:25 or 25 min.")}

    def prepare_value(self, value):
        """Return hours, minutes and, where there are any, seconds: “1:25”, “1:25:30”; other values unchanged."""
        if not isinstance(value, timedelta):
            return value
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")


FIELDS = {
    models.DateField: DayField,
    models.DateTimeField: MomentField,
    models.TimeField: TimeOfDayField,
    models.DurationField: LengthField,
}


def register_fields():
    """Make these the form fields of all model forms in the admin."""
    for column, field in FIELDS.items():
        register_form_field_override(column, override={"form_class": field, "widget": field.widget})


class DayBlock(blocks.DateBlock):
    """A block for a day; to migrations it is Wagtail's, for it is stored like that."""

    canonical_module_path = "wagtail.blocks.DateBlock"

    @cached_property
    def field(self):
        return DayField(widget=AdminDateInput(format=self.format), **self.field_options)


class MomentBlock(blocks.DateTimeBlock):
    """A block for a moment; to migrations it is Wagtail's, for it is stored like that."""

    canonical_module_path = "wagtail.blocks.DateTimeBlock"

    @cached_property
    def field(self):
        return MomentField(widget=AdminDateTimeInput(format=self.format), **self.field_options)
