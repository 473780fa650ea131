"""The form field and the model field of a FuzzyDate."""

from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from .dates import FuzzyDate, parse
from .points import FuzzyDateError

# Many records share a date: each is read once.
_read_stored = lru_cache(maxsize=4096)(parse)


class FuzzyDateFormField(forms.CharField):
    """A text box that takes a date as a person writes it."""

    def to_python(self, value):
        """Return a FuzzyDate, or None when empty; raises ValidationError with a sentence."""
        if isinstance(value, FuzzyDate):
            return value
        value = super().to_python(value)
        if not value:
            return None
        try:
            return parse(value)
        except FuzzyDateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value):
        """Show an editor words, not the stored form; a refused text comes back as it was typed."""
        return value.input_words() if isinstance(value, FuzzyDate) else value

    def has_changed(self, initial, data):
        """Return whether another date is meant; other words for the same date are no change."""
        if self.disabled:
            return False
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class FuzzyDateField(models.CharField):
    """Keeps a FuzzyDate as EDTF text; the value in Python is a FuzzyDate or None."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("default", None)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        if value in (None, ""):
            return None
        if isinstance(value, FuzzyDate):
            return value
        try:
            return parse(value)
        except FuzzyDateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def from_db_value(self, value, expression, connection):
        return _read_stored(value) if value else None

    def get_prep_value(self, value):
        value = self.to_python(value)
        return value.text if value else ""

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def clean(self, value, model_instance):
        value = self.to_python(value)
        if value is None and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        return value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": FuzzyDateFormField, "max_length": None, **kwargs})
