"""Reads content files: the YAML front matter as nodes that know their line, and the text after it.

Scalars stay text; what they mean is for the field they stand in. So `title: 2018` is a title, and nothing in a file can
make an object, a reference cycle or a text of gigabytes.
"""

from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from visitors.plain_text import clean_text

MAX_FILE_SIZE = 1_000_000  # bytes
MAX_DEPTH = 12
FRAME = (StreamStartEvent, StreamEndEvent, DocumentStartEvent, DocumentEndEvent)
NO_VALUE = ("", "~", "null")


class Refused(Exception):
    """A text that cannot be read; `line` counts from 1 in the file, the message is a sentence."""

    def __init__(self, line, message, name=""):
        super().__init__(str(message))
        self.line = line
        self.name = name


@dataclass
class Node:
    """A value in a file: `value` is a str, a list of Nodes, or a dict of str to Node (`key_lines` has the keys' lines).

    `line` is the line of the file on which it begins; `text_line` that of the first line of a block of text.
    """

    value: object
    line: int
    text_line: int = 0
    key_lines: dict = field(default_factory=dict)

    @property
    def is_text(self):
        return isinstance(self.value, str)

    @property
    def is_empty(self):
        """True for a key without a value, an empty text, list or mapping."""
        return not self.value


@dataclass
class Source:
    """One content file: its front matter (a mapping Node), the text after it, and the line on which that begins."""

    path: Path
    name: str
    head: Node
    body: str
    body_line: int


def read_source(path, name):
    """Return the Source of the file at `path`; `name` is how it is called to the user.

    Byte order mark and Windows line ends are no matter; control and format characters are left out. Raises Refused for what is no UTF-8, no YAML, too much.
    """
    data = path.read_bytes()
    if len(data) > MAX_FILE_SIZE:
        raise Refused(1, gettext("The file is larger than a megabyte. Divide the text over several records."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(line, gettext("This line is not in UTF-8. Save the file as UTF-8.")) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != "---":
        raise Refused(1, gettext("Begin the file with a line of three hyphens, the fields, and again three hyphens."))
    ends = [number for number, line in enumerate(lines) if number and line.rstrip() == "---"]
    if not ends:
        raise Refused(1, gettext("Close the fields with a line of three hyphens."))
    head = read_yaml("\n".join(lines[1 : ends[0]]), 2)
    if not isinstance(head.value, dict):
        raise Refused(head.line, gettext("Write the fields as “name: value”, one on each line."))
    return Source(path, name, head, clean_text("\n".join(lines[ends[0] + 1 :])), ends[0] + 2)


def read_yaml(text, first_line):
    """Return the Node of a YAML text that begins on `first_line` of its file; an empty text gives an empty mapping.

    Raises Refused with a line for what is no YAML, and for what content has no use for: anchors, aliases, tags,
    several documents, a key that stands twice.
    """
    try:
        events = list(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(first_line + (mark.line if mark else 0), first_line + text.count("\n"))
        raise Refused(
            line, gettext("This is no YAML: %(reason)s.") % {"reason": error.problem or error.context}
        ) from error
    except YAMLError as error:
        line = first_line + text[: getattr(error, "position", 0) or 0].count("\n")
        raise Refused(line, gettext("This line has a character that YAML does not allow.")) from error
    content = [event for event in events if not isinstance(event, FRAME)]
    if not content:
        return Node({}, first_line)
    walker = _Walker(content, first_line, text.split("\n"))
    node = walker.read(0)
    if walker.left:
        raise Refused(walker.line, gettext("Write one block of fields, not several."))
    return node


class _Walker:
    """Builds Nodes from a list of YAML events."""

    def __init__(self, events, first_line, lines):
        self.events = iter(events)
        self.left = len(events)
        self.first_line = first_line
        self.lines = lines
        self.line = first_line

    def next(self):
        self.left -= 1
        event = next(self.events)
        self.line = self.first_line + event.start_mark.line
        return event

    def read(self, depth, event=None):
        event = event or self.next()
        line = self.line
        if isinstance(event, AliasEvent) or event.anchor:
            raise Refused(
                line,
                gettext(
                    "Write the value out; “&” and “*” are not read. Put a text that begins with one between quotes."
                ),
            )
        if getattr(event, "tag", None):
            raise Refused(
                line,
                gettext(
                    "Leave “!” out; the field says what its value is. Put a text that begins with it between quotes."
                ),
            )
        if depth > MAX_DEPTH:
            raise Refused(line, gettext("This is nested too deeply."))
        if isinstance(event, ScalarEvent):
            return self._read_text(event, line)
        if isinstance(event, SequenceStartEvent):
            return self._read_list(depth, line)
        assert isinstance(event, MappingStartEvent)
        return self._read_mapping(depth, line)

    def _read_text(self, event, line):
        text = clean_text(event.value)
        if event.style in ("|", ">"):
            # The text of a block begins on the first line below its mark that is not empty.
            start = event.start_mark.line + 1
            while start < len(self.lines) and not self.lines[start].strip():
                start += 1
            lead = len(text) - len(text.lstrip("\n"))
            return Node(text, line, text_line=self.first_line + start - (lead if event.style == "|" else 0))
        value = "" if event.style is None and text in NO_VALUE else text
        return Node(value, line, text_line=line)

    def _read_list(self, depth, line):
        items = []
        while not isinstance(event := self.next(), CollectionEndEvent):
            items.append(self.read(depth + 1, event))
        return Node(items, line)

    def _read_mapping(self, depth, line):
        node = Node({}, line)
        while not isinstance(event := self.next(), CollectionEndEvent):
            key = self.read(depth + 1, event)
            value = self.read(depth + 1)
            if not key.is_text:
                raise Refused(key.line, gettext("A field has a name of one word."))
            if key.value in node.value:
                raise Refused(
                    key.line,
                    gettext("It stands here twice; the first is on line %(line)s.")
                    % {"line": node.key_lines[key.value]},
                    key.value,
                )
            node.value[key.value] = value
            node.key_lines[key.value] = key.line
        return node
