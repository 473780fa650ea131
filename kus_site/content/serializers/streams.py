"""StreamFields as values: a body is Markdown with fenced blocks, the items of a newsletter are a list."""

import re

from django.utils.translation import gettext

from .. import markdown, source, yaml_text
from .base import list_of
from .composites import ListBlockSerializer, block_id, plain, raw
from .formatted_text import join


class Stream:
    """What both kinds share; `parts` has the Serializer of each block by name. Plain: a tuple of (name, plain form)."""

    empty = ()
    refers = True

    def __init__(self, parts):
        self.values = parts

    def to_db(self, value, id_map, seed=""):
        """Return the raw data of the stream; `seed` (record and field) makes the ids of the blocks lasting."""
        return [
            {
                "type": name,
                "value": raw(self.values[name], part, id_map, f"{seed}/{place}"),
                "id": block_id(f"{seed}/{place}/{name}", part),
            }
            for place, (name, part) in enumerate(value)
        ]

    def from_db(self, stored, id_map):
        parts = stored.get_prep_value() if stored else []
        result = [
            (part["type"], plain(self.values[part["type"]], part["value"], id_map))
            for part in parts
            if part["type"] in self.values
        ]
        return self.tidy(result)

    def tidy(self, parts):
        return tuple(parts)


class Body(Stream):
    """A body text: Markdown, and other blocks as fences with the name of the block and its parts in YAML."""

    def parse(self, node, place):
        if not node.is_text:
            place.refuse(node.line, gettext("Write a text in Markdown here, behind |-."))
            return ()
        result, texts = [], []
        for group in [*markdown.parse(node.value), None]:
            if group and not (group[0].type == "fence" and group[0].level == 0):
                texts.append(group)
                continue
            if texts:
                result.append(("text", self._text.read(texts, node.text_line, place)))
                texts = []
            if group and (part := self._parse_fence(group[0], node.text_line, place)):
                result.append(part)
        return self.tidy(result)

    @property
    def _text(self):
        return self.values["text"]

    def _parse_fence(self, token, first_line, place):
        line = first_line + token.map[0]
        name = token.info.strip()
        known = [key for key in self.values if key != "text"]
        if name not in known:
            place.refuse(
                line,
                gettext("“%(name)s” is no block. Known are: %(known)s.") % {"name": name, "known": ", ".join(known)},
            )
            return None
        try:
            node = source.read_yaml(token.content, line + 1)
        except source.Refused as problem:
            place.inside(f".{name}").refuse(problem.line, problem)
            return None
        value = self.values[name]
        if isinstance(value, ListBlockSerializer) and node.is_empty:
            return None
        return name, value.parse(node, place.inside(f".{name}"))

    def tidy(self, parts):
        """Join neighbouring texts and drop empty ones: a file cannot tell them apart."""
        result = []
        for name, part in parts:
            if name == "text" and result and result[-1][0] == "text":
                result[-1] = (name, join(result[-1][1], part))
            elif part not in ("", ()):
                result.append((name, part))
        return tuple(result)

    def dump(self, value):
        """Return the Markdown, without line end at the end."""
        return "\n\n".join(part if name == "text" else self._dump_fence(name, part) for name, part in value)

    def _dump_fence(self, name, part):
        content = self.values[name].dump(part)
        text = yaml_text.write_list(content) if isinstance(content, list) else yaml_text.write_mapping(content)
        longest = max((len(found) for found in re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"{fence}{name}\n{text}{fence}"


class Items(Stream):
    """A list of blocks, each a mapping whose `block` says what it is."""

    def parse(self, node, place):
        result = []
        for number, part in enumerate(list_of(node, place), start=1):
            inside = place.inside(f"[{number}]")
            if not isinstance(part.value, dict) or "block" not in part.value:
                inside.refuse(
                    part.line,
                    gettext("Begin the item with “block: ” and one of %(known)s.") % {"known": ", ".join(self.values)},
                )
                continue
            named = part.value["block"]
            name = named.value if named.is_text else ""
            if name not in self.values:
                message = gettext("“%(name)s” is no block. Known are: %(known)s.")
                inside.inside(".block").refuse(named.line, message % {"name": name, "known": ", ".join(self.values)})
                continue
            fields = {key: value for key, value in part.value.items() if key != "block"}
            result.append((name, self.values[name].parse(source.Node(fields, part.line, 0, part.key_lines), inside)))
        return tuple(result)

    def dump(self, value):
        return [{"block": name, **self.values[name].dump(part)} for name, part in value]
