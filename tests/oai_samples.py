"""Requests to the repository at /oai/, and what its answers hold."""

from django.core.files.base import ContentFile
from lxml import etree

from pages.models import SiteDocument
from pages.record_index import changes

NAMESPACES = {
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "mods": "http://www.loc.gov/mods/v3",
    "xlink": "http://www.w3.org/1999/xlink",
    "didl": "urn:mpeg:mpeg21:2002:02-DIDL-NS",
    "dii": "urn:mpeg:mpeg21:2002:01-DII-NS",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "id": "http://www.openarchives.org/OAI/2.0/oai-identifier",
}


def ask(client, verb="", **arguments):
    """Return the root (lxml) of the answer to a GET; `from_` stands for from."""
    query = {name.rstrip("_"): value for name, value in arguments.items()}
    response = client.get("/oai/", ({"verb": verb} if verb else {}) | query)
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    return etree.fromstring(response.content)


def find(root, path):
    """Return what an XPath finds, with the prefixes above."""
    return root.xpath(path, namespaces=NAMESPACES)


def words(root, path):
    """Return the texts of the elements that an XPath finds."""
    return [element.text for element in find(root, path)]


def code_of(root):
    """Return the code of the error that an answer is; None for another answer."""
    found = find(root, "oai:error")
    assert len(found) <= 1
    return found[0].get("code") if found else None


def headers(root):
    """Return the headers of an answer as [(identifier, datestamp, is deleted)]."""
    return [
        (words(header, "oai:identifier")[0], words(header, "oai:datestamp")[0], header.get("status") == "deleted")
        for header in find(root, "//oai:header")
    ]


def token_of(root):
    """Return the resumptionToken of an answer; "" when there is no next page."""
    return "".join(words(root, "//oai:resumptionToken")) if any(words(root, "//oai:resumptionToken")) else ""


def identifier_of(page):
    """Return the identifier of a publication."""
    return f"oai:kus.localhost:{page.translation_key}:{page.locale.language_code}"


def describe(client, page, prefix):
    """Return the metadata (lxml) of a publication in a format."""
    changes.bring_up_to_date()
    root = ask(client, "GetRecord", identifier=identifier_of(page), metadataPrefix=prefix)
    assert code_of(root) is None
    return find(root, "//oai:metadata/*")[0]


def a_document(title="Rapport", content=b"%PDF-1.4 proef", **fields):
    """Return a saved SiteDocument, a PDF."""
    return SiteDocument.objects.create(title=title, file=ContentFile(content, "proef.pdf"), **fields)
