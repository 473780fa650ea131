"""Finds the Value for a field of a model or a block of a StreamField, so that no choice is written down twice."""

from django.db import models
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from pages.fuzzy_date import FuzzyDateField
from pages.languages import LanguageListField

from . import values
from .streams import Body, Items
from .structs import BlockList, BlockStruct, Slot
from .texts import Formatted


def columns(model, names):
    """Return the Slots of the fields of `model` named in `names` (text; `key:field` where the key has another name)."""
    result = []
    for name in names.split():
        key, _colon, attribute = name.partition(":")
        field = model._meta.get_field(attribute or key)
        value = value_for(field)
        required = not field.blank and not field.has_default()
        default = value.recall(field.get_default(), None) if field.has_default() and not value.refers else None
        result.append(Slot(key, field.name, value, required, default))
    return result


def value_for(field):
    """Return the Value for a model field; the field itself checks what is written."""
    if isinstance(field, StreamField):
        children = field.stream_block.child_blocks
        parts = {name: value_for_block(child) for name, child in children.items()}
        return Body(parts) if isinstance(children.get("text"), blocks.RichTextBlock) else Items(parts)
    if isinstance(field, RichTextField):
        return Formatted(field.features)
    if isinstance(field, FuzzyDateField):
        return values.Fuzzy()
    if isinstance(field, LanguageListField):
        return values.Languages()
    if isinstance(field, models.ForeignKey):
        return values.Reference(field.related_model)
    if field.choices:
        choices = dict(field.flatchoices)
        return values.NumberedChoice(choices) if isinstance(field, models.IntegerField) else values.Choice(choices)
    for kind, value in (
        (models.DateTimeField, values.Moment),
        (models.DateField, values.Day),
        (models.TimeField, values.TimeOfDay),
        (models.DurationField, values.Duration),
        (models.DecimalField, values.Money),
        (models.BooleanField, values.YesNo),
        (models.IntegerField, values.WholeNumber),
    ):
        if isinstance(field, kind):
            return value(_checked_by(field))
    if isinstance(field, models.TextField):
        return values.Text(_checked_by(field), field.max_length)
    return values.Value(_checked_by(field))


def _checked_by(field):
    return lambda value: field.clean(value, None)


def _slot_for(name, block):
    if isinstance(block, blocks.BooleanBlock):
        return Slot(name, name, values.YesNo(), default=bool(block.get_default()))
    value = value_for_block(block)
    required = bool(getattr(block, "required", False)) and not isinstance(block, blocks.ListBlock)
    default = block.get_default() if isinstance(block, blocks.ChoiceBlock) else None
    return Slot(name, name, value, required and not default, default or None)


def value_for_block(block):
    """Return the Value for a block of a StreamField; the block's own form field checks what is written."""
    if isinstance(block, blocks.ListBlock):
        return BlockList(value_for_block(block.child_block))
    if isinstance(block, blocks.StructBlock):
        return BlockStruct([_slot_for(name, child) for name, child in block.child_blocks.items()])
    if isinstance(block, blocks.RichTextBlock):
        return Formatted(block.features)
    if isinstance(block, blocks.ChoiceBlock):
        return values.Choice({key: label for key, label in block.field.choices if key})
    if isinstance(block, blocks.PageChooserBlock):
        return values.Reference(Page)
    if isinstance(block, DocumentChooserBlock):
        return values.Reference(get_document_model())
    if isinstance(block, ImageChooserBlock):
        return values.Reference(get_image_model())
    if isinstance(block, SnippetChooserBlock):
        return values.Reference(block.target_model)
    if isinstance(block, blocks.DateTimeBlock):
        return values.Moment()
    if isinstance(block, blocks.DateBlock):
        return values.Day()
    check = block.field.clean if isinstance(block, blocks.FieldBlock) else None
    return values.Text(check) if isinstance(block, blocks.TextBlock) else values.Value(check)
