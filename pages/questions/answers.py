"""Answers to questions in words."""

from django import forms
from django.utils.translation import gettext

from pages.questions.fields import DayField, MonthField, NumberField, TextField


def in_words(field, value):
    """Return the stored value of a form field as text or a list of texts."""
    if isinstance(field, forms.BooleanField):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, MonthField | DayField | NumberField):
        value = field.prepare_value(value)
    if isinstance(value, list):
        return [str(part) for part in value]
    return "" if value is None else str(value)


def describe_own_answer(question, value, files=None):
    """Return the answer to an OwnQuestion as text or a list of texts; `files` are the names of files with it."""
    if question.field_type == "file":
        return files or []
    if question.field_type == "checkbox":
        return "" if value is None else gettext("yes") if value else gettext("no")
    if question.field_type == "date":
        return in_words(DayField(), value)
    return in_words(NumberField() if question.field_type == "number" else TextField(), value)
