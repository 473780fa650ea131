"""Values made of named parts: the columns of a row, the parts of a StreamField block."""

import json
import uuid

from django.utils.translation import gettext

from .base import list_of

# The ids of blocks are made from this; another would give all blocks of a site new ids.
FIXED = uuid.UUID("6f1d3c52-2f0c-4a55-9a3e-0f6b8f0f7a11")


class Slot:
    """One named part: `key` in the file, `name` in the model or block, its Serializer, and its default in plain form."""

    def __init__(self, key, name, value, required=False, default=None):
        self.key = key
        self.name = name
        self.value = value
        self.required = required
        self.default = value.empty if default is None else default


class StructSerializer:
    """A mapping with a fixed set of slots; plain a dict of every slot's key to its plain form."""

    empty = None
    refers = False
    identifies = False

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
                # An empty value is the same as none, so the default stays; a required one is reported below.
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


class ListSerializer:
    """A list of values of one kind; plain a tuple, as all lists are."""

    empty = ()
    identifies = False

    def __init__(self, value):
        self.value = value
        self.refers = value.refers

    def parse(self, node, place):
        parts = enumerate(list_of(node, place), start=1)
        return tuple(self.value.parse(part, place.inside(f"[{number}]")) for number, part in parts)

    def dump(self, value):
        return [self.value.dump(part) for part in value]


class StructBlockSerializer(StructSerializer):
    """The parts of a StructBlock; `to_stream` and `from_stream` go to what a StreamField keeps."""

    def to_stream(self, value, id_map, seed):
        return {slot.name: raw(slot.value, value[key], id_map, f"{seed}/{key}") for key, slot in self.slots.items()}

    def from_stream(self, stored, id_map):
        stored = stored or {}
        return {key: plain(slot.value, stored.get(slot.name), id_map) for key, slot in self.slots.items()}


class ListBlockSerializer(ListSerializer):
    """A ListBlock of StructBlocks."""

    def to_stream(self, value, id_map, seed):
        return [
            {
                "type": "item",
                "value": self.value.to_stream(part, id_map, f"{seed}/{place}"),
                "id": block_id(f"{seed}/{place}", part),
            }
            for place, part in enumerate(value)
        ]

    def from_stream(self, stored, id_map):
        parts = [part["value"] if isinstance(part, dict) and "value" in part else part for part in stored or []]
        return tuple(self.value.from_stream(part, id_map) for part in parts)


def raw(value, plain_form, id_map, seed):
    """Return what a StreamField keeps of the plain form of a part."""
    if hasattr(value, "to_stream"):
        return value.to_stream(plain_form, id_map, seed)
    stored = value.to_db(plain_form, id_map)
    return stored.isoformat() if hasattr(stored, "isoformat") else stored


def plain(value, stored, id_map):
    """Return the plain form of what a StreamField keeps of a part."""
    return value.from_stream(stored, id_map) if hasattr(value, "from_stream") else value.from_db(stored, id_map)


def block_id(seed, value):
    """Return the id (uuid text) of a block: always the same for the same record, place and content."""
    return str(uuid.uuid5(FIXED, f"{seed}: {json.dumps(value, default=str, sort_keys=True)}"))
