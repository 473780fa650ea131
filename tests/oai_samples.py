"""Requests to the repository at /oai/, what its answers hold, and a publication with all that it tells."""

from datetime import timedelta

from django.core.files.base import ContentFile
from lxml import etree

from network.models import Organisation, Person
from pages.models import SiteDocument, Subject
from pages.models.subject import SubjectLink
from pages.record_index import changes
from publications.models import Contributor, PublicationFile, PublicationKind, PublicationPart, Series
from tests.sample_records import add_publication

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


def a_book():
    """Make a book with all that a harvester gets, in the catalogue of the example content."""
    anna = Person.objects.create(
        given_name="Anna", particle="van den", family_name="Berg", orcid="0000-0002-1825-0097", slug="anna"
    )
    maker = Organisation.objects.create(name="Buurt & Co", slug="buurt")
    page = add_publication(
        "Ertoe doen",
        subtitle="Een verkenning",
        date="10 april 2018",
        summary="Wat <werkt>.",
        publisher=maker,
        place="Utrecht",
        edition="2e druk",
        isbn="978-90-8850-512-6",
        doi="10.1000/182",
        series=Series.objects.create(name="Reeks", slug="reeks-proef"),
        series_number="3",
        licence="CC-BY-4.0",
        languages=["nl", "en"],
        children={
            "contributors": [
                Contributor(person=anna, affiliation="Hogeschool Utrecht"),
                Contributor(organisation=maker, role="editor"),
            ],
            "files": [
                PublicationFile(
                    document=a_document(page_count=12), title="Boek", accessible_version=a_document("Tekst")
                )
            ],
            "parts": [PublicationPart(number=1, title="Deel een", description="Begin", duration=timedelta(minutes=25))],
            "subject_links": [SubjectLink(subject=Subject.objects.create(name="Buurtwerk", slug="buurtwerk"))],
        },
    )
    page.kind = PublicationKind.objects.filter(schema_type="Book").first()
    page.save()
    return page
