"""What harvesters get of publications, in each format."""

import pytest
from django.test import override_settings
from lxml import etree
from wagtail.models import Collection, CollectionViewRestriction

from pages.record_index import changes
from publications.models import (
    OaiRecord,
    PublicationPage,
)
from tests.oai_samples import a_book, ask, describe, find, identifier_of, words
from tests.sample_records import add_publication

pytestmark = pytest.mark.django_db
HOSTILE = 'A\x00\x0b\ufffe & <b>"C" \ud7ff'


@pytest.fixture
def book(db):
    """A book with all that a harvester gets."""
    return a_book()


def test_dublin_core_has_what_every_harvester_reads(client, book):
    root = describe(client, book, "oai_dc")
    assert root.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
    assert words(root, "dc:title") == ["Ertoe doen: Een verkenning"]
    assert words(root, "dc:creator") == ["Berg, Anna van den"]
    assert words(root, "dc:contributor") == ["Buurt & Co"]
    assert words(root, "dc:subject") == ["Buurtwerk"]
    assert words(root, "dc:description") == ["Wat <werkt>."]
    assert words(root, "dc:date") == ["2018-04-10"]
    assert words(root, "dc:type")[:2] == ["info:eu-repo/semantics/book", "Text"]
    identifiers = words(root, "dc:identifier")
    assert identifiers[0].startswith("http")
    assert identifiers[0].endswith(book.url)
    assert identifiers[1:3] == ["https://doi.org/10.1000/182", "urn:isbn:978-90-8850-512-6"]
    assert identifiers[3].endswith(".pdf")
    assert words(root, "dc:language") == ["nl", "en"]
    assert words(root, "dc:rights") == [
        "https://creativecommons.org/licenses/by/4.0/",
        "info:eu-repo/semantics/openAccess",
    ]
    # Each of the elements is one of Dublin Core 1.1, which is all that the schema of oai_dc allows.
    allowed = "title creator subject description publisher contributor date type format identifier source language"
    assert {child.tag.rpartition("}")[2] for child in root} <= {*allowed.split(), "relation", "coverage", "rights"}


def test_mods_names_people_with_their_roles_and_where_it_appeared(client, book):
    root = describe(client, book, "mods")
    assert root.get("version") == "3.7"
    assert words(root, "mods:titleInfo/mods:title") == ["Ertoe doen"]
    assert words(root, "mods:titleInfo/mods:subTitle") == ["Een verkenning"]
    person, maker = find(root, "mods:name")
    assert words(person, "mods:namePart[@type='family']") == ["van den Berg"]
    assert words(person, "mods:namePart[@type='given']") == ["Anna"]
    assert words(person, "mods:role/mods:roleTerm[@authority='marcrelator']") == ["aut"]
    assert words(person, "mods:nameIdentifier[@type='orcid']") == ["https://orcid.org/0000-0002-1825-0097"]
    assert words(person, "mods:affiliation") == ["Hogeschool Utrecht"]
    assert (maker.get("type"), words(maker, "mods:role/mods:roleTerm")) == ("corporate", ["edt"])
    assert words(root, "mods:genre")[0] == "info:eu-repo/semantics/book"
    assert words(root, "mods:originInfo/mods:dateIssued[@encoding='w3cdtf']") == ["2018-04-10"]
    assert words(root, "mods:originInfo/mods:place/mods:placeTerm") == ["Utrecht"]
    assert words(root, "mods:physicalDescription/mods:extent") == ["12 p."]
    assert words(root, "mods:identifier[@type='isbn']") == ["9789088505126"]
    assert words(root, "mods:relatedItem[@type='series']//mods:title") == ["Reeks"]
    assert words(root, "mods:relatedItem[@type='series']//mods:number") == ["3"]
    assert words(root, "mods:relatedItem[@type='constituent']//mods:title") == ["Deel een"]
    assert words(root, "mods:relatedItem[@type='constituent']//mods:extent") == ["25 min."]
    condition = find(root, "mods:accessCondition[@type='use and reproduction']")[0]
    assert condition.get("{http://www.w3.org/1999/xlink}href") == "https://creativecommons.org/licenses/by/4.0/"
    article = add_publication(
        "Stuk", container_title="Tijdschrift", volume="12", issue="3", pages="45–60", issn="1234-5679"
    )
    host = find(describe(client, article, "mods"), "mods:relatedItem[@type='host']")[0]
    assert words(host, "mods:titleInfo/mods:title") == ["Tijdschrift"]
    assert words(host, "mods:part/mods:detail/mods:number") == ["12", "3"]
    assert words(host, "mods:part/mods:extent/*") == ["45", "60"]
    assert words(host, "mods:identifier[@type='issn']") == ["1234-5679"]


def test_didl_holds_description_files_and_start_page_as_dutch_harvesters_ask(client, book):
    root = describe(client, book, "nl_didl")
    top = find(root, "didl:Item")[0]
    statement = "didl:Descriptor/didl:Statement[@mimeType='application/xml']"
    assert words(top, f"{statement}/dii:Identifier") == ["https://doi.org/10.1000/182"]
    assert len(words(top, f"{statement}/dcterms:modified")) == 1
    assert find(top, "didl:Component/didl:Resource")[0].get("ref").endswith(book.url)
    kind = f"didl:Item[{statement}/rdf:type/@rdf:resource='info:eu-repo/semantics/%s']"
    description = find(top, kind % "descriptiveMetadata")
    assert len(description) == 1
    assert words(description[0], "didl:Component/didl:Resource/mods:mods/mods:titleInfo/mods:title") == ["Ertoe doen"]
    files = find(top, kind % "objectFile")
    assert [words(file, f"{statement}/dcterms:title")[0] for file in files] == ["Boek", "Tekst"]
    for file in files:
        assert words(file, f"{statement}/dcterms:accessRights") == ["http://purl.org/eprint/accessRights/OpenAccess"]
        resource = find(file, "didl:Component/didl:Resource")[0]
        assert resource.get("mimeType") == "application/pdf"
        assert client.get(resource.get("ref").partition("8000")[2] or resource.get("ref")).status_code == 200
    start = find(top, f"{kind % 'humanStartPage'}/didl:Component/didl:Resource")
    assert [(each.get("mimeType"), each.get("ref").endswith(book.url)) for each in start] == [("text/html", True)]
    # What a schema of DIDL asks: descriptors stand before components, components before the items within.
    order = ["Descriptor", "Component", "Item"]
    for item in find(root, "//didl:Item"):
        names = [child.tag.rpartition("}")[2] for child in item]
        assert names == sorted(names, key=order.index)


def test_a_work_has_the_national_identifier_of_an_organisation_that_gives_them(client, book):
    with override_settings(OAI_NBN_PREFIX="urn:nbn:nl:ui:99-"):
        root = describe(client, book, "nl_didl")
    assert words(root, "didl:Item/didl:Descriptor//dii:Identifier")[0] == f"urn:nbn:nl:ui:99-{book.translation_key}-nl"


def test_a_file_behind_a_login_is_named_as_restricted(client, book):
    closed = Collection.get_first_root_node().add_child(name="Besloten")
    document = book.files.first().document
    document.collection = closed
    document.save()
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    root = describe(client, book, "nl_didl")
    assert words(root, "//dcterms:accessRights")[0] == "http://purl.org/eprint/accessRights/RestrictedAccess"
    assert "info:eu-repo/semantics/restrictedAccess" in words(describe(client, book, "oai_dc"), "dc:rights")


@pytest.mark.parametrize("prefix", ["oai_dc", "mods", "nl_didl"])
def test_characters_that_xml_forbids_never_come_out(client, prefix):
    page = add_publication("Gewoon", summary="Gewoon", subtitle="Gewoon")
    changes.bring_up_to_date()
    record = OaiRecord.objects.get(translation_key=page.translation_key)
    facts = record.facts
    # As an older version may have stored it; a NUL no database takes.
    facts["item"]["title"] = facts["title"] = HOSTILE.replace("\x00", "")
    OaiRecord.objects.filter(pk=record.pk).update(facts=facts)
    response = client.get("/oai/", {"verb": "GetRecord", "identifier": identifier_of(page), "metadataPrefix": prefix})
    root = etree.fromstring(response.content)
    assert 'A & <b>"C"' in "".join(find(root, "//oai:metadata")[0].itertext())


@pytest.mark.parametrize("prefix", ["oai_dc", "mods", "nl_didl"])
def test_all_of_the_example_content_is_well_formed_in_every_format(client, prefix):
    root = ask(client, "ListRecords", metadataPrefix=prefix)
    live = PublicationPage.objects.published().count()
    assert len(find(root, "//oai:record/oai:metadata/*")) == live > 10
    assert not find(root, "//oai:metadata//*[not(node()) and not(@*)]")
