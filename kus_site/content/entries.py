"""Reads a folder of content into entries: for each file a type, an id and plain values, and all problems."""

from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext

from . import schema
from .problems import Place, Problem
from .source import Node, Refused, read_source
from .serializers.base import ID, MAX_ID
from .serializers.scalars import YesNo


@dataclass
class Entry:
    """One record as its file describes it. `values` has the plain form of every field by key."""

    id: str
    serializer: object
    source: object
    values: dict = field(default_factory=dict)
    references: set = field(default_factory=set)
    # Invented, to show the site at work.
    is_example: bool = False
    # A problem in its own file; it is then not written, only known to others.
    broken: bool = False
    record: object = None

    def line_of(self, key, part=None):
        """Return the line of the field `key`, or of its part number `part` (from 0)."""
        node = self.source.head.value.get(key)
        if node is None:
            return self.source.body_line if key == self.serializer.text else 1
        if part is not None and isinstance(node.value, list) and part < len(node.value):
            return node.value[part].line
        return self.source.head.key_lines[key]

    def problem(self, key, message, part=None):
        """Return a Problem in this entry's file."""
        name = key if part is None else f"{key}[{part + 1}]"
        return Problem(self.source.name, self.line_of(key, part), name, str(message))


def read_entries(folder, present, advance):
    """Return (entries, problems) of all *.md files below `folder`.

    folder: Path or text. present: {id: RecordSerializer} of records that the database has already; they may be referred to.
    advance: called after every file, with nothing. Raises nothing for bad content: that is in the problems.
    """
    problems = []
    folder = Path(folder)
    paths = sorted(path for path in folder.rglob("*.md") if path.is_file())
    if not paths:
        problems.append(
            Problem(
                str(folder), 1, "", gettext("There are no files ending in .md here; give the folder with the content.")
            )
        )
    entries = {}
    for path in paths:
        if entry := _read_head(path, problems, entries, present):
            entries[entry.id] = entry
    serializers = present | {entry.id: entry.serializer for entry in entries.values()}
    # Once, so that an import around midnight counts all relative dates from one day.
    today = timezone.localdate()
    for entry in entries.values():
        _read_fields(entry, problems, serializers, today)
        advance()
    return list(entries.values()), problems


def _read_head(path, problems, entries, present):
    name = str(path)
    try:
        source = read_source(path, name)
    except Refused as refused:
        problems.append(Problem(name, refused.line, refused.name, str(refused)))
        return None
    serializer = _read_type(source, problems)
    identity = _read_id(source, problems)
    if identity in entries:
        other = entries[identity].source
        message = gettext("The id “%(id)s” is used in %(file)s too; choose another.") % {
            "id": identity,
            "file": other.name,
        }
        problems.append(Problem(name, source.head.key_lines["id"], "id", message))
        return None
    if not serializer or not identity:
        return None
    if identity in present and present[identity] is not serializer:
        message = gettext("The site has a %(kind)s with this id; choose another id.") % {"kind": present[identity].name}
        problems.append(Problem(name, source.head.key_lines["id"], "id", message))
        return None
    return Entry(identity, serializer, source)


def _read_type(source, problems):
    node = source.head.value.get("type")
    known = ", ".join(schema.by_name())
    if node is None or node.is_empty:
        problems.append(
            Problem(source.name, 1, "type", gettext("Say what the record is: one of %(known)s.") % {"known": known})
        )
        return None
    serializer = schema.by_name().get(node.value) if node.is_text else None
    if serializer is None:
        message = gettext("“%(type)s” is no type. Known are: %(known)s.") % {
            "type": node.value if node.is_text else "",
            "known": known,
        }
        problems.append(Problem(source.name, node.line, "type", message))
    return serializer


def _read_id(source, problems):
    node = source.head.value.get("id")
    if node is None or node.is_empty:
        problems.append(Problem(source.name, 1, "id", gettext("Give the record an id that no other has.")))
        return ""
    if not node.is_text or not ID.match(node.value) or len(node.value) > MAX_ID:
        message = gettext(
            "An id has lower-case letters, digits and single hyphens, at most 120, such as publicatie-ertoe-doen."
        )
        problems.append(Problem(source.name, node.line, "id", message))
        return ""
    return node.value


def _read_fields(entry, problems, serializers, today):
    found = []
    head = dict(entry.source.head.value)
    lines = entry.source.head.key_lines
    for key in ("type", "id"):
        head.pop(key)
    example = head.pop("example", None)
    folder = entry.source.path.parent

    def place(key):
        spot = Place(entry.source.name, key, found, serializers, folder, today)
        spot.references = entry.references
        return spot

    if example is not None:
        entry.is_example = bool(YesNo().parse(example, place("example")))
    for key in head:
        if key == entry.serializer.text:
            place(key).refuse(
                lines[key], gettext("Write this text below the fields, after the second line of hyphens.")
            )
        elif key not in entry.serializer.by_key:
            known = ", ".join(item.key for item in entry.serializer.fields if item.key != entry.serializer.text)
            message = gettext("The type %(type)s has no such field. It has: %(known)s.") % {
                "type": entry.serializer.name,
                "known": known,
            }
            place(key).refuse(lines[key], message)
    if entry.source.body.strip():
        if entry.serializer.text:
            head[entry.serializer.text] = Node(entry.source.body, entry.source.body_line, entry.source.body_line)
        else:
            message = gettext("The type %(type)s has no text below its fields.") % {"type": entry.serializer.name}
            place("").refuse(entry.source.body_line, message)
    for item in entry.serializer.fields:
        node = head.get(item.key)
        if node is not None and not node.is_empty:
            entry.values[item.key] = item.parse(node, place(item.key))
        elif item.required:
            place(item.key).refuse(lines.get(item.key, 1), gettext("Fill this in."))
    for item in entry.serializer.fields:
        entry.values.setdefault(item.key, item.default_for(entry.values))
    entry.broken = bool(found)
    problems += found
