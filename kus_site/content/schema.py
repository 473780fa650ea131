"""Every type of the content format, found among the models of all apps by their `content_name`."""

from functools import cache

from django.apps import apps

from .serializers.records import serializer_of


@cache
def serializers():
    """Return the RecordSerializers of all types, by name."""
    found = [serializer_of(model) for model in declared_models()]
    return tuple(sorted(found, key=lambda serializer: serializer.name))


@cache
def by_name():
    """Return {name of the type: RecordSerializer}."""
    return {serializer.name: serializer for serializer in serializers()}


def declared_models():
    """Return the model classes that declare a `content_name`, in the order of the apps."""
    return [model for model in apps.get_models() if getattr(model, "content_name", "")]
