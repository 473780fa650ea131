"""System checks of what the models declare for content files (`content_name`, `content_fields` and their like)."""

import re

from django.apps import apps
from django.core.checks import Error
from django.core.exceptions import FieldDoesNotExist
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from pages.models import BasePage

from .schema import declared_models
from .serializers.fields import Rows
from .serializers.lookup import UnknownField, editable_fields
from .serializers.records import serializer_of

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def check_declarations():
    """Return the Errors (kus_site.E002 to E006) of all models that are, or should be, in content files."""
    seen, errors = {}, []
    for model in apps.get_models():
        if issubclass(model, BasePage) and not model.content_name:
            errors.append(
                Error(
                    f"{model._meta.label} has no type in content files, so it is neither imported nor exported.",
                    hint='Write on the class: content_name = "name", content_folder = "names" and content_fields = [].',
                    obj=model,
                    id="kus_site.E002",
                )
            )
    for model in declared_models():
        first = seen.setdefault(model.content_name, model)
        if first is not model:
            message = f"{first._meta.label} and {model._meta.label} have the same content_name “{model.content_name}”."
            errors.append(Error(message, hint="Give each its own.", obj=model, id="kus_site.E003"))
        errors += _check_model(model)
    return errors


def _check_model(model):
    label = model._meta.label
    for name in ("content_name", "content_folder"):
        if not NAME.fullmatch(getattr(model, name, "")):
            yield Error(
                f"{label} has no usable {name}.",
                hint=f'Write on the class: {name} = "name", in small letters and hyphens.',
                obj=model,
                id="kus_site.E003",
            )
    try:
        serializer = serializer_of(model)
    except FieldDoesNotExist as error:
        yield Error(
            f"content_fields of {label} or of its child rows names a field that is not there: {error}.",
            hint="Write the names of fields and child relations, or key:field where a file has another name.",
            obj=model,
            id="kus_site.E004",
        )
        return
    except UnknownField as error:
        yield Error(
            f"Content files cannot hold a field of {label}: {error}.",
            hint="Add a serializer for its class to kus_site/content/serializers/lookup.py.",
            obj=model,
            id="kus_site.E005",
        )
        return
    missing = fields_to_fill(model) - {name for item in serializer.fields for name in item.names}
    yield from _left_out(model, missing)
    yield from _left_out_of_rows(serializer.fields)


def _left_out_of_rows(fields):
    """Yield an Error for what the child rows among these field serializers leave out, and rows of theirs."""
    for item in fields:
        if isinstance(item, Rows):
            model = item.relation.related_model
            children = {relation.name for relation in get_all_child_relations(model)}
            yield from _left_out(model, {*editable_fields(model), *children} - {each.names[0] for each in item.fields})
            yield from _left_out_of_rows(item.fields)


def _left_out(model, missing):
    """Yield an Error when fields in `missing` (set of names) are not named in `content_omitted` either."""
    forgotten = sorted(missing - set(getattr(model, "content_omitted", [])))
    if forgotten:
        yield Error(
            f"Content files leave out fields of {model._meta.label}: {', '.join(forgotten)}.",
            hint="Add them to content_fields, or to content_omitted when an export need not hold them.",
            obj=model,
            id="kus_site.E006",
        )


def fields_to_fill(model):
    """Return the names of the fields and child relations of `model` that editors fill, without those of wagtail's Page."""
    inherited = {field.name for field in Page._meta.get_fields()} if issubclass(model, Page) else set()
    own = {*editable_fields(model), *(field.name for field in model._meta.many_to_many if field.editable)}
    children = {
        relation.name for relation in get_all_child_relations(model) if relation.model is model and relation.name
    }
    return (own | children) - inherited - {"page_ptr"}
