"""MPEG-21 DIDL with MODS, as HBO Kennisbank and its kind harvest it (DIDL 3.0 of the Dutch profile).

One Item holds a work: its persistent identifier and where that leads, then an Item each for the description in MODS,
for every file with who may open it, and for the page that people read.
"""

from publications.oai.formats import mods
from publications.oai.formats.types import all_files
from publications.oai.identifiers import oai_identifier, persistent_identifier
from publications.oai.xml import Element, declare, written_as

NAMESPACE = "urn:mpeg:mpeg21:2002:02-DIDL-NS"
DII = "urn:mpeg:mpeg21:2002:01-DII-NS"
SCHEMAS = "http://standards.iso.org/ittf/PubliclyAvailableStandards/MPEG-21_schema_files"
SCHEMA = f"{SCHEMAS}/did/didl.xsd"
DCTERMS = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SEMANTICS = "info:eu-repo/semantics/"
ACCESS = "http://purl.org/eprint/accessRights/"


def describe(record):
    """Return didl:DIDL of an OaiRecord."""
    facts, moment = record.facts, f"{record.datestamp:%Y-%m-%dT%H:%M:%SZ}"
    address = facts["item"].get("URL", "")
    modified = Element("dcterms:modified", moment)
    return declare(
        Element(
            "didl:DIDL",
            Element(
                "didl:Item",
                _descriptor(Element("dii:Identifier", persistent_identifier(record))),
                _descriptor(modified),
                _component("text/html", address),
                Element(
                    "didl:Item",
                    _kind("descriptiveMetadata"),
                    _descriptor(Element("dii:Identifier", oai_identifier(record))),
                    _descriptor(modified),
                    Element(
                        "didl:Component", Element("didl:Resource", mods.describe(record), mimeType="application/xml")
                    ),
                ),
                *(_file(file, facts) for file in all_files(facts)),
                Element("didl:Item", _kind("humanStartPage"), _component("text/html", address)),
            ),
        ),
        f"{NAMESPACE} {SCHEMA} {DII} {SCHEMAS}/dii/dii.xsd",
        didl=NAMESPACE,
        dii=DII,
        dcterms=DCTERMS,
        rdf=RDF,
    )


def _file(file, facts):
    access = "OpenAccess" if file["is_open"] else "RestrictedAccess"
    return Element(
        "didl:Item",
        _kind("objectFile"),
        _kind("publishedVersion"),
        _descriptor(Element("dcterms:accessRights", f"{ACCESS}{access}")),
        *(_descriptor(element) for element in written_as("dcterms:available", [facts["available"]])),
        *(_descriptor(element) for element in written_as("dcterms:title", [file["title"]])),
        *(
            _descriptor(element)
            for element in written_as("dcterms:extent", [f"{file['bytes']} bytes" if file["bytes"] else ""])
        ),
        _component(file["media_type"], file["url"]),
    )


def _kind(name):
    return _descriptor(Element("rdf:type", rdf__resource=f"{SEMANTICS}{name}"))


def _descriptor(element):
    return Element("didl:Descriptor", Element("didl:Statement", element, mimeType="application/xml"))


def _component(media_type, address):
    return Element("didl:Component", Element("didl:Resource", mimeType=media_type, ref=address))
