"""oai_dc: unqualified Dublin Core, which every repository offers (OAI-PMH 2.0, 5.1)."""

from publications.oai.formats.types import all_files, dcmi_type, semantics_type, w3c_dates
from publications.oai.xml import Element, declare, written_as

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
DC = "http://purl.org/dc/elements/1.1/"


def describe(record):
    """Return oai_dc:dc of an OaiRecord."""
    return container(*list_elements(record.facts))


def container(*elements):
    """Return oai_dc:dc around elements of Dublin Core."""
    return declare(Element("oai_dc:dc", *elements), f"{NAMESPACE} {SCHEMA}", oai_dc=NAMESPACE, dc=DC)


def list_elements(facts):
    """Return the elements of Dublin Core 1.1 of a publication."""
    item, language = facts["item"], facts["language"]
    names = [(name["role"], name_of(name)) for name in facts["names"]]
    makers = [name_of(name) for name in item.get(facts["maker_variable"], [])]
    files = all_files(facts)
    licence, access = facts["licence"], [file["is_open"] for file in files]
    return [
        *written_as("dc:title", [item["title"]], xml__lang=language),
        *written_as("dc:creator", makers),
        *written_as("dc:subject", [*facts["subjects"], *facts["themes"]], xml__lang=language),
        *written_as("dc:description", [item.get("abstract")], xml__lang=language),
        *written_as("dc:publisher", [item.get("publisher")]),
        *written_as("dc:contributor", dict.fromkeys(name for _role, name in names if name not in makers)),
        *written_as("dc:date", ["/".join(w3c_dates(item))]),
        *written_as("dc:type", [semantics_type(facts), dcmi_type(facts)]),
        *written_as("dc:type", [facts["kind"]], xml__lang=language),
        *written_as("dc:format", dict.fromkeys(file["media_type"] for file in files)),
        *written_as("dc:identifier", list_identifiers(facts)),
        *written_as("dc:source", [describe_container(item)]),
        *written_as("dc:language", facts["languages"]),
        *written_as("dc:relation", [item.get("collection-title"), *(part["title"] for part in facts["parts"])]),
        *written_as("dc:rights", [licence.get("address") or licence.get("name")]),
        *written_as(
            "dc:rights", [f"info:eu-repo/semantics/{'open' if all(access) else 'restricted'}Access"] * bool(access)
        ),
    ]


def list_identifiers(facts):
    """Return the addresses and numbers of a publication; the address of its page first, as harvesters show that one."""
    item = facts["item"]
    doi, isbn = item.get("DOI"), item.get("ISBN", "")
    return [
        item.get("URL"),
        f"https://doi.org/{doi}" if doi else "",
        f"urn:isbn:{isbn.replace(' ', '-')}" if isbn else "",
        *(file["url"] for file in all_files(facts) if file["is_open"]),
    ]


def describe_container(item):
    """Return in which journal or book a work appeared, and where in it: “Journal, 12 (3), 45-60”; empty for none."""
    issue = f"{item.get('volume', '')} ({item['issue']})".strip() if item.get("issue") else item.get("volume")
    words = [item.get("container-title"), issue, item.get("page")]
    return ", ".join(word for word in words if word) if words[0] else ""


def name_of(name):
    """Return a CSL name as catalogues sort it: “Berg, Anna van den”; an organisation as it is."""
    first = " ".join(part for part in (name.get("given"), name.get("non-dropping-particle")) if part)
    return name.get("literal") or ", ".join(part for part in (name.get("family"), first) if part)
