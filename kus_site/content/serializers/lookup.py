"""The Serializer for a model field or a StreamField block, by its class, so that no choice is written down twice."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.coreutils import resolve_model_string
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from pages.deadlines import DeadlineBlock, DeadlineField
from pages.fuzzy_date import FuzzyDateField
from pages.languages import LanguageListField

from . import dates, scalars
from .base import Reference, Serializer
from .composites import ListBlockSerializer, Slot, StructBlockSerializer
from .formatted_text import Formatted
from .streams import Body, Items


class UnknownField(Exception):
    """There is no serializer for the class of a model field; the message names the field."""


def slot(model, name):
    """Return the Slot of a field of `model`: `name` is that of the field, or `key:field` where a file has another."""
    key, _colon, attribute = name.partition(":")
    field = model._meta.get_field(attribute or key)
    value = serializer_for(field)
    required = not field.blank and not field.has_default()
    has_fixed_default = field.has_default() and not value.refers and not value.identifies
    default = value.from_db(field.get_default(), None) if has_fixed_default else None
    return Slot(key, field.name, value, required, default)


def row_slots(model):
    """Return the Slots of a child row: those that the class names in `content_fields`, else of all that editors fill."""
    names = getattr(model, "content_fields", None) or getattr(model, "content_counter", None) or editable_fields(model)
    return [slot(model, name) for name in names]


def editable_fields(model):
    """Return the names of the columns of `model` that editors fill, without the parent and the place of a child row."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.editable
        and not isinstance(field, (models.AutoField, ParentalKey))
        and field.name != "sort_order"
    ]


def reference_models(field):
    """Return the classes that a ForeignKey may refer to: those that its page chooser offers, else the related one."""
    panels = [*getattr(field.model, "content_panels", []), *getattr(field.model, "panels", [])]
    while panels:
        panel = panels.pop()
        panels += getattr(panel, "children", [])
        if getattr(panel, "field_name", "") == field.name and getattr(panel, "page_type", None):
            types = panel.page_type if isinstance(panel.page_type, (list, tuple)) else [panel.page_type]
            return [resolve_model_string(page_type) for page_type in types]
    return [field.related_model]


def serializer_for(field):
    """Return the Serializer for a model field, which itself checks what is written; raises UnknownField."""
    if isinstance(field, StreamField):
        children = field.stream_block.child_blocks
        parts = {name: serializer_for_block(child) for name, child in children.items()}
        return Body(parts) if isinstance(children.get("text"), blocks.RichTextBlock) else Items(parts)
    if isinstance(field, RichTextField):
        return Formatted(field.features)
    if isinstance(field, FuzzyDateField):
        return dates.Fuzzy()
    if isinstance(field, LanguageListField):
        return scalars.Languages()
    if isinstance(field, models.ForeignKey):
        return Reference(*reference_models(field))
    if field.choices:
        choices = dict(field.flatchoices)
        return scalars.NumberedChoice(choices) if isinstance(field, models.IntegerField) else scalars.Choice(choices)
    if isinstance(field, models.DecimalField) and field.decimal_places != 2:
        return scalars.Coordinate(_checked_by(field), field.decimal_places)
    for field_type, serializer in (
        (DeadlineField, dates.Deadline),
        (models.DateTimeField, dates.Moment),
        (models.DateField, dates.Day),
        (models.TimeField, dates.TimeOfDay),
        (models.DurationField, dates.Duration),
        (models.DecimalField, scalars.Money),
        (models.BooleanField, scalars.YesNo),
        (models.IntegerField, scalars.WholeNumber),
        (models.UUIDField, scalars.Identifier),
    ):
        if isinstance(field, field_type):
            return serializer(_checked_by(field))
    if isinstance(field, models.TextField):
        return scalars.Text(_checked_by(field), field.max_length)
    if isinstance(field, models.CharField):
        return Serializer(_checked_by(field))
    raise UnknownField(f"{field.name} is a {type(field).__name__}")


def _checked_by(field):
    return lambda value: field.clean(value, None)


def _slot_for(name, block):
    if isinstance(block, blocks.BooleanBlock):
        return Slot(name, name, scalars.YesNo(), default=bool(block.get_default()))
    value = serializer_for_block(block)
    required = bool(getattr(block, "required", False)) and not isinstance(block, blocks.ListBlock)
    default = block.get_default() if isinstance(block, blocks.ChoiceBlock) else None
    return Slot(name, name, value, required and not default, default or None)


def serializer_for_block(block):
    """Return the Serializer for a block of a StreamField; the block's own form field checks what is written."""
    if isinstance(block, blocks.ListBlock):
        return ListBlockSerializer(serializer_for_block(block.child_block))
    if isinstance(block, blocks.StructBlock):
        return StructBlockSerializer([_slot_for(name, child) for name, child in block.child_blocks.items()])
    if isinstance(block, blocks.RichTextBlock):
        return Formatted(block.features)
    if isinstance(block, blocks.ChoiceBlock):
        return scalars.Choice({key: label for key, label in block.field.choices if key})
    if isinstance(block, blocks.PageChooserBlock):
        return Reference(Page)
    if isinstance(block, DocumentChooserBlock):
        return Reference(get_document_model())
    if isinstance(block, ImageChooserBlock):
        return Reference(get_image_model())
    if isinstance(block, SnippetChooserBlock):
        return Reference(block.target_model)
    if isinstance(block, DeadlineBlock):
        return dates.Deadline()
    if isinstance(block, blocks.DateTimeBlock):
        return dates.Moment()
    if isinstance(block, blocks.DateBlock):
        return dates.Day()
    check = block.field.clean if isinstance(block, blocks.FieldBlock) else None
    return scalars.Text(check) if isinstance(block, blocks.TextBlock) else Serializer(check)
