"""The StreamField of this project: its blocks stay out of migrations."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail import fields


class StreamField(fields.StreamField):
    """A StreamField that migrations know as the JSON column it is.

    Wagtail writes the definition of every block into the migrations of every app with such a field, so that a new
    block changes them all. Here a block is code only. A data migration sees and saves the raw JSON: a list of
    {"type": block name, "value": ..., "id": UUID}. See docs/decisions/stream-fields.md.
    """

    def deconstruct(self):
        """Return the (name, path, args, kwargs) of a JSONField with the same column."""
        name, _path, _args, kwargs = models.Field.deconstruct(self)
        kwargs |= {"default": list, "encoder": DjangoJSONEncoder}
        return name, "django.db.models.JSONField", [], kwargs

    def clone(self):
        """Return what deconstruct() describes: the field of a historical model."""
        _name, _path, _args, kwargs = self.deconstruct()
        return models.JSONField(**kwargs)
