"""Metadata of the open data: DCAT 3 (profile DCAT-AP-NL 3.0) in RDF 1.1, schema.org, and CSVW for the columns.

RDF is written as JSON-LD 1.1 and as Turtle from the same nodes. A node is a dict: `@id` its address, `@type` a short
name such as `dcat:Dataset`, then short names of properties with lists of Iri, Text or nodes without `@id` of their own
(blank nodes).
"""

import json
import re
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.open_data.fields import DAY, FLAG, LINK, LIST_SEPARATOR, STRUCTURED, list_fields
from pages.structured_data import absolute, root_address, site_facts

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME = "CC BY 4.0"
LANGUAGES = ("nl", "en")
EU = "http://publications.europa.eu/resource/authority"
TITLE = _("Projects in the social domain")
ABOUT = _(
    "Running, starting and finished projects that municipalities and organisations reported to the platform: what they "
    "do, for whom, where, on which theme, and whether their people confirmed it."
)
KEYWORDS = [_("projects"), _("social domain"), _("municipalities"), _("innovation")]
# Name, media type (IANA), file type (EU), what it is.
FILES = [
    ("projecten.csv", "text/csv", "CSV", _("Table for a spreadsheet or a program, a line per project")),
    ("projecten.json", "application/json", "JSON", _("The same as JSON, texts unchanged")),
]
DATATYPES = {LINK: "anyURI", DAY: "date", STRUCTURED: "json", FLAG: {"base": "boolean", "format": "true|false"}}
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


def address_of_data(request, name=""):
    """Return the whole address of the page about the open data, or of a file of it, the same in every language."""
    with translation.override("nl"):
        return absolute(request, reverse("inventory-open-data")) + name


def describe_catalogue(request, changed):
    """Return the nodes (open_data.rdf) of the catalogue, the dataset and its files; `changed` is an aware datetime."""
    page = address_of_data(request)
    facts = site_facts(request)
    home = f"{root_address(request)}/"
    modified = [Text(changed.isoformat(timespec="seconds"), datatype="xsd:dateTime")]
    publisher = {
        "@id": f"{home}#organisatie",
        "@type": "foaf:Organization",
        "foaf:name": [Text(facts["name"], "nl")],
        "foaf:homepage": [Iri(home)],
    }
    contact = {"@type": "vcard:Organization", "vcard:fn": [Text(facts["name"], "nl")], "vcard:hasURL": [Iri(home)]}
    if facts["email"]:
        contact["vcard:hasEmail"] = [Iri(f"mailto:{facts['email']}")]
    shared = {
        "dct:publisher": [Iri(publisher["@id"])],
        "dcat:contactPoint": [contact],
        "dct:language": [Iri(f"{EU}/language/NLD")],
        "dct:license": [Iri(LICENCE)],
        "dct:modified": modified,
    }
    dataset = {
        "@id": f"{page}#projecten",
        "@type": "dcat:Dataset",
        "dct:identifier": [Text(f"{page}#projecten")],
        "dct:title": in_both(TITLE),
        "dct:description": in_both(ABOUT),
        **shared,
        "dct:creator": [Iri(publisher["@id"])],
        "dct:accessRights": [Iri(f"{EU}/access-right/PUBLIC")],
        "dct:accrualPeriodicity": [Iri(f"{EU}/frequency/CONT")],
        "dct:spatial": [Iri(f"{EU}/country/NLD")],
        "dcat:theme": [Iri(f"{EU}/data-theme/SOCI")],
        "dcat:keyword": [text for keyword in KEYWORDS for text in in_both(keyword)],
        "dcat:landingPage": [Iri(page)],
        "dcat:distribution": [Iri(f"{page}#{kind.lower()}") for _name, _media, kind, _about in FILES],
    }
    catalogue = {
        "@id": f"{page}#catalogus",
        "@type": "dcat:Catalog",
        "dct:title": in_both(_("Open data of %(platform)s"), platform=facts["name"]),
        "dct:description": in_both(_("The data sets that the platform publishes for everybody to use.")),
        **shared,
        "foaf:homepage": [Iri(page)],
        "dcat:themeTaxonomy": [Iri(f"{EU}/data-theme")],
        "dcat:dataset": [Iri(dataset["@id"])],
    }
    return [catalogue, dataset, *[describe_file(request, row, modified) for row in FILES], publisher]


def describe_file(request, row, modified):
    """Return the node of one of FILES."""
    name, media_type, kind, about = row
    page = address_of_data(request)
    node = {
        "@id": f"{page}#{kind.lower()}",
        "@type": "dcat:Distribution",
        "dct:title": [Text(name)],
        "dct:description": in_both(about),
        "dcat:accessURL": [Iri(page)],
        "dcat:downloadURL": [Iri(page + name)],
        "dcat:mediaType": [Iri(f"https://www.iana.org/assignments/media-types/{media_type}")],
        "dct:format": [Iri(f"{EU}/file-type/{kind}")],
        "dct:license": [Iri(LICENCE)],
        "dct:language": [Iri(f"{EU}/language/NLD")],
        "dct:modified": modified,
        "dcatap:availability": [Iri(f"{EU}/planned-availability/AVAILABLE")],
        "foaf:page": [Iri(page)],
    }
    if kind == "CSV":
        node["dct:conformsTo"] = [Iri("https://www.w3.org/TR/tabular-data-model/")]
    return node


def in_both(text, **values):
    """Return a lazy text as a Text in Dutch and one in English; `values` fill its places."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(Text(str(text) % values if values else str(text), language))
    return found


def describe_for_search_engines(request, context, address):
    """Return what JSON-LD says of the page of the open data: a schema.org Dataset, in the active language."""
    return {
        "@id": f"{address_of_data(request)}#projecten",
        "name": gettext(TITLE),
        "description": gettext(ABOUT),
        "url": address_of_data(request),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "dateModified": context["changed"].isoformat(timespec="seconds"),
        "creator": {"@type": "Organization", "name": site_facts(request)["name"]},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": address_of_data(request, name)}
            for name, media, _kind, _about in FILES
        ],
    }


def describe_columns(request):
    """Return the description of the CSV file in CSVW (W3C, Metadata Vocabulary for Tabular Data) as JSON text."""
    columns = []
    for field in list_fields():
        column = {
            "name": field.name,
            "titles": field.name,
            "dc:description": [{"@value": text.value, "@language": text.language} for text in in_both(field.meaning)],
            "datatype": DATATYPES.get(field.kind, "string"),
        }
        columns.append(column | ({"separator": LIST_SEPARATOR} if field.is_list else {}))
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "url": address_of_data(request, "projecten.csv"),
        "dc:title": [{"@value": text.value, "@language": text.language} for text in in_both(TITLE)],
        "dc:license": {"@id": LICENCE},
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": columns, "primaryKey": "id", "aboutUrl": f"{address_of_data(request)}#{{id}}"},
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


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
