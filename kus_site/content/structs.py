"""Values made of named parts: the columns of a model, the rows of a relation, the parts of a StreamField block."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from pages.fuzzy_date import FuzzyDateField
from pages.languages import LanguageListField

from . import values


class Slot:
    """One named part: `key` in the file, `name` in the model or block, its Value, and its default in plain form."""

    def __init__(self, key, name, value, required=False, default=None):
        self.key = key
        self.name = name
        self.value = value
        self.required = required
        self.default = value.empty if default is None else default


class Struct:
    """A mapping with a fixed set of slots; plain a dict of every slot's key to its plain form."""

    empty = None
    refers = False

    def __init__(self, slots):
        self.slots = {slot.key: slot for slot in slots}
        self.refers = any(slot.value.refers for slot in slots)

    def parse(self, node, place):
        """Return the dict; unknown and missing keys are problems."""
        result = {key: slot.default for key, slot in self.slots.items()}
        if not isinstance(node.value, dict):
            place.refuse(node.line, gettext("Write fields here: %(fields)s.") % {"fields": ", ".join(self.slots)})
            return result
        for key, part in node.value.items():
            slot = self.slots.get(key)
            inside = place.inside(f".{key}")
            if slot is None:
                known = ", ".join(self.slots)
                inside.refuse(
                    node.key_lines[key],
                    gettext("This field is not known here. Known are: %(fields)s.") % {"fields": known},
                )
            elif part.is_empty:
                # An empty value is the same as none, so the default stays; a required one is told below.
                continue
            else:
                result[key] = slot.value.parse(part, inside)
        for key, slot in self.slots.items():
            if slot.required and (key not in node.value or node.value[key].is_empty):
                place.inside(f".{key}").refuse(node.line, gettext("Fill this in."))
        return result

    def dump(self, value):
        """Return the dict for a file, without what is empty or has its default."""
        return {key: slot.value.dump(value[key]) for key, slot in self.slots.items() if value[key] != slot.default}


class ListOf:
    """A list of values of one kind; plain a tuple, as all lists are."""

    empty = ()

    def __init__(self, value):
        self.value = value
        self.refers = value.refers

    def parse(self, node, place):
        parts = enumerate(values.list_of(node, place), start=1)
        return tuple(self.value.parse(part, place.inside(f"[{number}]")) for number, part in parts)

    def dump(self, value):
        return [self.value.dump(part) for part in value]


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
    from .streams import Body, Items
    from .texts import Formatted

    if isinstance(field, StreamField):
        block = field.stream_block
        return Body(block) if isinstance(block.child_blocks.get("text"), blocks.RichTextBlock) else Items(block)
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


class BlockStruct(Struct):
    """The parts of a StructBlock; `to_raw` and `from_raw` go to what a StreamField keeps."""

    def __init__(self, block):
        super().__init__([_slot_for(name, child) for name, child in block.child_blocks.items()])

    def to_raw(self, value, ledger, seed):
        return {slot.name: raw(slot.value, value[key], ledger, f"{seed}/{key}") for key, slot in self.slots.items()}

    def from_raw(self, stored, ledger):
        stored = stored or {}
        return {key: plain(slot.value, stored.get(slot.name), ledger) for key, slot in self.slots.items()}


class BlockList(ListOf):
    """A ListBlock of StructBlocks."""

    def to_raw(self, value, ledger, seed):
        from .streams import block_id

        return [
            {
                "type": "item",
                "value": self.value.to_raw(part, ledger, f"{seed}/{place}"),
                "id": block_id(f"{seed}/{place}", part),
            }
            for place, part in enumerate(value)
        ]

    def from_raw(self, stored, ledger):
        parts = [part["value"] if isinstance(part, dict) and "value" in part else part for part in stored or []]
        return tuple(self.value.from_raw(part, ledger) for part in parts)


def raw(value, plain_form, ledger, seed):
    """Return what a StreamField keeps of the plain form of a part."""
    if hasattr(value, "to_raw"):
        return value.to_raw(plain_form, ledger, seed)
    stored = value.store(plain_form, ledger)
    return stored.isoformat() if hasattr(stored, "isoformat") else stored


def plain(value, stored, ledger):
    """Return the plain form of what a StreamField keeps of a part."""
    return value.from_raw(stored, ledger) if hasattr(value, "from_raw") else value.recall(stored, ledger)


def _slot_for(name, block):
    value = value_for_block(block)
    required = bool(getattr(block, "required", False)) and not isinstance(block, blocks.ListBlock)
    default = block.get_default() if isinstance(block, blocks.ChoiceBlock) else None
    return Slot(name, name, value, required and not default, default or None)


def value_for_block(block):
    """Return the Value for a block of a StreamField; the block's own form field checks what is written."""
    from .texts import Formatted

    if isinstance(block, blocks.ListBlock):
        return BlockList(value_for_block(block.child_block))
    if isinstance(block, blocks.StructBlock):
        return BlockStruct(block)
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
    if isinstance(block, blocks.DateTimeBlock):
        return values.Moment()
    if isinstance(block, blocks.DateBlock):
        return values.Day()
    check = block.field.clean if isinstance(block, blocks.FieldBlock) else None
    return values.Text(check) if isinstance(block, blocks.TextBlock) else values.Value(check)


def messages_of(error):
    """Return the sentences of a ValidationError."""
    return error.messages if isinstance(error, ValidationError) else [str(error)]
