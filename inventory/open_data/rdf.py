"""Descriptions in RDF 1.1, written as JSON-LD 1.1 and as Turtle from the same nodes.

A node is a dict: `@id` its address, `@type` a short name such as `dcat:Dataset`, then short names of properties with
lists of Iri, Text or nodes without `@id` of their own (blank nodes).
"""

import json
import re
from dataclasses import dataclass
from urllib.parse import quote

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Turtle 6.5, rules STRING_LITERAL_QUOTE and ECHAR.
ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
ESCAPES = re.compile("[" + re.escape("".join(ESCAPED)) + "]")


@dataclass(frozen=True)
class Iri:
    """A whole address."""

    value: str

    def __post_init__(self):
        # Turtle 6.5, rule IRIREF: these may not stand in it.
        object.__setattr__(self, "value", quote(self.value, safe=":/?#[]@!$&'()*+,;=%~"))


@dataclass(frozen=True)
class Text:
    """A text with a language (BCP 47) or a datatype (a short name such as `xsd:dateTime`), or with neither."""

    value: str
    language: str = ""
    datatype: str = ""


def to_json_ld(nodes):
    """Return the nodes as one JSON-LD document (text)."""
    document = {"@context": PREFIXES, "@graph": [_json_value(node) for node in nodes]}
    return json.dumps(document, ensure_ascii=False, indent=1)


def _json_value(value):
    if isinstance(value, Iri):
        return {"@id": value.value}
    if isinstance(value, Text):
        extra = {"@language": value.language} if value.language else {}
        extra |= {"@type": value.datatype} if value.datatype else {}
        return {"@value": value.value, **extra}
    if isinstance(value, dict):
        named = {key: value[key] for key in ("@id", "@type") if key in value}
        return named | {key: [_json_value(part) for part in parts] for key, parts in value.items() if key[0] != "@"}
    raise TypeError(type(value).__name__)


def to_turtle(nodes):
    """Return the nodes as Turtle (text)."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for node in nodes:
        lines.append(f"\n<{Iri(node['@id']).value}> {_turtle_properties(node, 1)} .")
    return "\n".join(lines) + "\n"


def _turtle_properties(node, depth):
    indent = "  " * depth
    properties = [f"a {node['@type']}"]
    for name, parts in node.items():
        if name[0] != "@":
            properties.append(f"{name} " + " , ".join(_turtle_value(part, depth) for part in parts))
    return f" ;\n{indent}".join(properties)


def _turtle_value(value, depth):
    if isinstance(value, Iri):
        return f"<{value.value}>"
    if isinstance(value, Text):
        text = ESCAPES.sub(lambda match: ESCAPED[match[0]], value.value)
        mark = f"@{value.language}" if value.language else f"^^{value.datatype}" if value.datatype else ""
        return f'"{text}"{mark}'
    return f"[ {_turtle_properties(value, depth + 1)} ]"
