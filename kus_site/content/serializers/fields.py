"""The serializers of the fields of a record: each ties a key of the front matter to where its value is kept.

`parse` and `dump` go between the file and the plain form, `read` and `write` between the plain form and a record.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey
from django.utils.text import slugify
from django.utils.translation import gettext
from modelcluster.fields import ParentalManyToManyField

from pages.child_rows import match_rows, pair_by

from . import lookup
from .base import Reference
from .composites import ListSerializer, Slot, StructSerializer
from .streams import Stream


class Field:
    """A key and its Serializer.

    `required`: must be filled in. `default`: plain form when it is left out. `names`: the model fields it fills.
    `is_required_reference`: a reference without which the row cannot exist. `early`: can be written when the row is made, before
    the records of other references are there. `beside`: kept outside the record's own row and revision.
    `after_save`: can be written only to a record that has a row.
    """

    required = False
    is_required_reference = False
    early = False
    beside = False
    after_save = False

    def __init__(self, key, value, names=()):
        self.key = key
        self.value = value
        self.default = value.empty
        self.names = names

    def parse(self, node, place):
        return self.value.parse(node, place)

    def dump(self, plain):
        return self.value.dump(plain)

    def default_for(self, plain_values):
        """Return the plain form when it is left out; `plain_values` has the other fields by key."""
        return self.default

    def same(self, wanted, present):
        """Whether what the file wants is what the database has."""
        return wanted == present

    def check_parts(self, record):
        """Yield (number of the part from 0 or None, sentence) for what is wrong with the parts of a written record."""
        return ()


class Column(Field):
    """A model field, for which lookup.slot has made a Slot."""

    def __init__(self, model, slot):
        super().__init__(slot.key, slot.value, (slot.name,))
        self.required = slot.required
        self.default = slot.default
        self.column = model._meta.get_field(slot.name)
        self.is_required_reference = isinstance(self.column, ForeignKey) and not self.column.null
        self.early = self.is_required_reference or not slot.value.refers

    def read(self, record, id_map):
        return self.value.from_db(self.column.value_from_object(record), id_map)

    def write(self, record, plain, id_map, seed):
        if isinstance(self.value, Stream):
            raw = self.value.to_db(plain, id_map, f"{seed}/{self.key}")
            setattr(record, self.column.name, json.dumps(raw, cls=DjangoJSONEncoder))
        else:
            setattr(record, self.column.attname, self.value.to_db(plain, id_map))

    def check_parts(self, record):
        if not isinstance(self.value, Stream):
            return
        stream = getattr(record, self.column.name)
        for number, child in enumerate(stream):
            try:
                child.block.clean(child.value)
            except Exception as error:
                if not hasattr(error, "messages"):
                    raise
                yield number, _block_message(error)


def _block_message(error):
    """Return one sentence for a ValidationError of a block, with the names of its parts."""
    parts = getattr(error, "block_errors", None)
    if not parts:
        return " ".join(str(message) for message in error.messages)
    named = parts.items() if isinstance(parts, dict) else enumerate(parts)
    return " ".join(f"{name}: {_block_message(inner)}" for name, inner in named if inner)


class Slug(Column):
    """The part of the address; left out, it is made from the title or name."""

    def __init__(self, model, source_key):
        super().__init__(model, lookup.slot(model, "slug"))
        self.required = False
        self.source_key = source_key

    def default_for(self, plain_values):
        return slugify(plain_values.get(self.source_key) or "")[: self.column.max_length].strip("-")


class Rows(Field):
    """A child relation of rows with several columns, which may have rows of their own."""

    def __init__(self, model, key, accessor):
        self.accessor = accessor
        self.relation = model._meta.get_field(accessor)
        row = self.relation.related_model
        self.fields = [_field_of_row(row, name) for name in lookup.row_names(row)]
        slots = [Slot(item.key, item.names[0], item.value, item.required, item.default) for item in self.fields]
        super().__init__(key, ListSerializer(StructSerializer(slots)), (accessor,))
        # The key of what identifies a row wherever it is; "" for rows that are told apart by their values.
        self.identifier = next((item.key for item in self.fields if item.value.identifies), "")

    def read(self, record, id_map):
        rows = getattr(record, self.accessor).all()
        return tuple({item.key: item.read(row, id_map) for item in self.fields} for row in rows)

    def write(self, record, plain, id_map, seed):
        """Write the rows of the file over those that the record has; a row whose values changed stays the same row.

        A row that the record has keeps its identifier, whatever the file says: others know it by that.
        """
        present = self.read(record, id_map)
        known = pair_by(([row.get(self.identifier) for row in present], [row.get(self.identifier) for row in plain]))
        matches = match_rows(self._values(present), self._values(plain), known)
        rows = _kept_rows(record, self.accessor, matches)
        for place, (row, values, index) in enumerate(zip(rows, plain, matches, strict=True)):
            for item in self.fields:
                if item.key != self.identifier or (index is None and values[item.key]):
                    item.write(row, values[item.key], id_map, f"{seed}/{self.key}/{place}")
        setattr(record, self.accessor, rows)

    def same(self, wanted, present):
        """Whether the rows are equal, and none that the file identifies is another one of the record."""
        identifiers = [row.get(self.identifier) for row in present]
        return self._values(wanted) == self._values(present) and all(
            row.get(self.identifier) in (None, identifier) or row[self.identifier] not in identifiers
            for row, identifier in zip(wanted, identifiers, strict=True)
        )

    def _values(self, rows):
        """Return the plain rows as tuples, without what identifies them."""
        return [tuple(value for key, value in row.items() if key != self.identifier) for row in rows]

    def check_parts(self, record):
        names = {name for item in self.fields for name in item.names}
        for number, row in enumerate(getattr(record, self.accessor).all()):
            try:
                row.clean_fields(exclude={column.name for column in row._meta.fields} - names)
                row.clean()
            except Exception as error:
                if not hasattr(error, "messages"):
                    raise
                yield number, " ".join(error.messages)
            for item in self.fields:
                for _place, message in item.check_parts(row):
                    yield number, message


def _field_of_row(model, name):
    """Return the field serializer of a child row for one name of its `content_fields`, `key:field` where they differ."""
    key, _colon, accessor = name.partition(":")
    if model._meta.get_field(accessor or key).one_to_many:
        return Rows(model, key, accessor or key)
    return Column(model, lookup.slot(model, name))


class Counters(Field):
    """Numbers that only rise, by what they count, in rows beside the record; plain a tuple of dicts, zeros left out.

    The model of the rows names its two columns in `content_counter`: the identifier and the number.
    """

    beside = True
    after_save = True

    def __init__(self, model, key, accessor):
        self.accessor = accessor
        row_model = model._meta.get_field(accessor).related_model
        self.counted, self.number = row_model.content_counter
        super().__init__(key, ListSerializer(StructSerializer([lookup.slot(row_model, name) for name in lookup.row_names(row_model)])), (accessor,))

    def read(self, record, id_map):
        columns = (self.counted, self.number)
        rows = getattr(record, self.accessor).exclude(**{self.number: 0}).order_by("pk").values(*columns)
        return tuple(dict(row) for row in rows)

    def same(self, wanted, present):
        return not self._higher(wanted, present)

    def _higher(self, wanted, present):
        numbers = {row[self.counted]: row[self.number] for row in present}
        return [row for row in wanted if (row[self.number] or 0) > numbers.get(row[self.counted], 0)]

    def write(self, record, plain, id_map, seed):
        for row in self._higher(plain, self.read(record, id_map)):
            number = {self.number: row[self.number]}
            getattr(record, self.accessor).update_or_create(**{self.counted: row[self.counted]}, defaults=number)


def _kept_rows(record, accessor, matches):
    """Return a row for each of `matches` (see match_rows): the one that the record has, or a new one; in that order."""
    relation = getattr(record, accessor)
    present = list(relation.all())
    rows = [relation.model() if index is None else present[index] for index in matches]
    for place, row in enumerate(rows):
        row.sort_order = place
    return rows


class RowReferences(Field):
    """A child relation of rows that hold one reference each; plain a tuple of ids in order."""

    def __init__(self, model, key, accessor):
        self.row_model = model._meta.get_field(accessor).related_model
        self.column = self.row_model._meta.get_field(self.row_model.content_reference)
        super().__init__(key, ListSerializer(lookup.serializer_for(self.column)), (accessor,))
        self.accessor = accessor

    def parse(self, node, place):
        return _without_duplicates(super().parse(node, place), node, place)

    def read(self, record, id_map):
        rows = getattr(record, self.accessor).all()
        found = [id_map.id_of(self.column.related_model, getattr(row, self.column.attname)) for row in rows]
        return tuple(dict.fromkeys(name for name in found if name))

    def write(self, record, plain, id_map, seed):
        wanted = [id_map.pk_of(name) for name in plain]
        present = [getattr(row, self.column.attname) for row in getattr(record, self.accessor).all()]
        matches = [present.index(pk) if pk in present else None for pk in wanted]
        rows = _kept_rows(record, self.accessor, matches)
        for row, pk in zip(rows, wanted, strict=True):
            setattr(row, self.column.attname, pk)
        setattr(record, self.accessor, rows)


class ManyRelatedField(Field):
    """A many-to-many relation; plain a sorted tuple of ids, because the database keeps no order."""

    def __init__(self, model, key):
        self.relation = model._meta.get_field(key)
        super().__init__(key, ListSerializer(Reference(self.relation.related_model)), (key,))
        self.after_save = not isinstance(self.relation, ParentalManyToManyField)

    def parse(self, node, place):
        return tuple(sorted(_without_duplicates(super().parse(node, place), node, place)))

    def read(self, record, id_map):
        if record.pk is None:
            return ()
        found = [id_map.id_of(self.relation.related_model, row.pk) for row in getattr(record, self.key).all()]
        return tuple(sorted(name for name in found if name))

    def write(self, record, plain, id_map, seed):
        rows = self.relation.related_model._default_manager.filter(pk__in=[id_map.pk_of(name) for name in plain])
        getattr(record, self.key).set(list(rows))


def _without_duplicates(found, node, place):
    for number, name in enumerate(found):
        if name and name in found[:number]:
            place.refuse(node.value[number].line, gettext("“%(id)s” stands here twice.") % {"id": name})
    return tuple(name for name in dict.fromkeys(found) if name)
