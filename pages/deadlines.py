"""Deadlines: a day without a time means the end of that day, when they are typed, imported and shown.

The end of a day is kept as 23:59:59 in Amsterdam. Midnight, as the first moment after a day, is shown as that day too.
"""

from datetime import datetime, time, timedelta

from django.db import models
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateTimeInput

from pages import date_fields
from pages.fuzzy_date import FuzzyDateError

LAST_SECOND = time(23, 59, 59)


def end_of_day(day):
    """Return the last second (aware datetime, Europe/Amsterdam) of a date."""
    return timezone.make_aware(datetime.combine(day, LAST_SECOND))


def is_end_of_day(moment):
    """Return whether an aware datetime is what end_of_day() gives."""
    return timezone.localtime(moment).time() == LAST_SECOND


def last_whole_day(moment):
    """Return the date up to the end of which a deadline (aware datetime) runs, or None when it ends within a day."""
    last = timezone.localtime(moment)
    if last.time() == time.min:
        return last.date() - timedelta(days=1)
    return last.date() if last.time().replace(second=0, microsecond=0) == time(23, 59) else None


def last_day(moment):
    """Return the last date on which a deadline (aware datetime) has not passed yet."""
    return last_whole_day(moment) or timezone.localdate(moment)


def until_words(moment):
    """Return “up to and including 8 December 2026”, or “until” with the time for a deadline within a day."""
    if day := last_whole_day(moment):
        return gettext("up to and including %(day)s") % {"day": formats.date_format(day, "DATE_FORMAT")}
    return gettext("until %(moment)s") % {"moment": _moment_words(moment)}


def closed_words(moment):
    """Return “closed after 8 December 2026”, or “closed on” with the time for a deadline within a day."""
    if day := last_whole_day(moment):
        return gettext("closed after %(day)s") % {"day": formats.date_format(day, "DATE_FORMAT")}
    return gettext("closed on %(moment)s") % {"moment": _moment_words(moment)}


def deadline_words(moment):
    """Return the last day of a deadline, or its day and time when it ends within a day."""
    day = last_whole_day(moment)
    return formats.date_format(day, "DATE_FORMAT") if day else _moment_words(moment)


def _moment_words(moment):
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def read_day(text):
    """Return the date that a text means, or None when it says something else, or a time besides."""
    try:
        return date_fields.read_day(text)
    except FuzzyDateError:
        return None


class DeadlineInput(AdminDateTimeInput):
    """Wagtail's field with a calendar, which leaves a day without a time as it was typed."""

    def get_config(self):
        return {**super().get_config(), "validateOnBlur": False}


class DeadlineFormField(date_fields.MomentField):
    """A moment; a day alone is its end, and is shown again as that day."""

    def to_python(self, value):
        day = read_day(value) if isinstance(value, str) else None
        return end_of_day(day) if day else super().to_python(value)

    def prepare_value(self, value):
        if isinstance(value, datetime) and timezone.is_aware(value) and is_end_of_day(value):
            return timezone.localdate(value).isoformat()
        return super().prepare_value(value)


class DeadlineField(models.DateTimeField):
    """A moment after which something is over; editors may type a day alone."""

    def deconstruct(self):
        """In the database it is a DateTimeField."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs

    def formfield(self, **kwargs):
        hint = gettext("A day alone means up to the end of that day.")
        help_text = " ".join(str(part) for part in (self.help_text, hint) if part)
        return super().formfield(**{"help_text": help_text, **kwargs, "form_class": DeadlineFormField})


register_form_field_override(DeadlineField, override={"widget": DeadlineInput})


class DeadlineBlock(date_fields.MomentBlock):
    """The same in a StreamField."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("A day alone means up to the end of that day."))
        super().__init__(**kwargs)

    @cached_property
    def field(self):
        return DeadlineFormField(**{"widget": DeadlineInput(format=self.format), **self.field_options})
