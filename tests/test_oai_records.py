"""What harvesters get of publications, in each format, and when it changes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from lxml import etree
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction

from network.models import Organisation, Person
from pages.models import Subject
from pages.models.subject import SubjectLink
from pages.record_index import changes
from pages.record_index.build import index_pages
from publications.models import (
    Contributor,
    OaiRecord,
    PublicationFile,
    PublicationKind,
    PublicationPage,
    PublicationPart,
    Series,
)
from publications.oai.upkeep import current_second, refresh, refresh_in_background
from tests.oai_samples import a_document, ask, code_of, describe, find, headers, identifier_of, words
from tests.sample_records import add_publication

pytestmark = pytest.mark.django_db
LONG_AGO = "2001-02-03T04:05:06Z"
HOSTILE = 'A\x00\x0b\ufffe & <b>"C" \ud7ff'


@pytest.fixture
def book(db):
    """A book with all that a harvester gets, in the catalogue of the example content."""
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


def stamp_of(page):
    record = OaiRecord.objects.get(translation_key=page.translation_key, language=page.locale.language_code)
    return f"{record.datestamp:%Y-%m-%dT%H:%M:%SZ}"


def age(page):
    OaiRecord.objects.filter(translation_key=page.translation_key).update(datestamp=LONG_AGO)


def rename_person(page):
    person = page.contributors.first().person
    person.family_name = "Bergsma"
    person.save()


def rename_subject(page):
    subject = page.subject_links.first().subject
    subject.name = "Wijkwerk"
    subject.save()


def rename_kind(page):
    page.kind.name = "Boekwerk"
    page.kind.save()


def rename_publisher(page):
    page.publisher.name = "Wijk BV"
    page.publisher.save()


def replace_file(page):
    document = page.files.first().document
    document.title, document.file_size = "Anders", 99
    document.page_count = 13
    document.save()


def rename_accessible_version(page):
    document = page.files.first().accessible_version
    document.title = "Leesbaar"
    document.save()


def write_summary(page):
    page.summary = "Anders"
    page.save_revision().publish()


def rename_series(page):
    page.series.name = "Andere reeks"
    page.series.save()


@pytest.mark.parametrize(
    "change",
    [
        rename_person,
        rename_subject,
        rename_kind,
        rename_publisher,
        rename_series,
        replace_file,
        rename_accessible_version,
        write_summary,
    ],
)
def test_the_datestamp_moves_with_all_that_a_record_shows(book, change):
    changes.bring_up_to_date()
    age(book)
    change(PublicationPage.objects.get(pk=book.pk))
    changes.bring_up_to_date()
    assert stamp_of(book) > LONG_AGO


def test_the_datestamp_stays_when_nothing_changed_for_harvesters(book):
    # The first time fills in when it was published.
    PublicationPage.objects.get(pk=book.pk).save_revision().publish()
    changes.bring_up_to_date()
    age(book)
    PublicationPage.objects.get(pk=book.pk).save_revision().publish()
    changes.bring_up_to_date()
    index_pages([book.pk])
    assert stamp_of(book) == LONG_AGO


@pytest.fixture
def committed_book(django_capture_on_commit_callbacks, request):
    """The same after the commit, with all that waited for it."""
    with django_capture_on_commit_callbacks(execute=True):
        book = request.getfixturevalue("book")
    refresh([book.pk])
    return book


def test_who_publishes_does_not_wait_for_harvesters(committed_book, django_capture_on_commit_callbacks):
    book = committed_book
    age(book)
    book.title = "Anders"
    revision = book.save_revision()
    with django_capture_on_commit_callbacks(execute=True), CaptureQueriesContext(connection) as queries:
        revision.publish()
    assert not [query for query in queries if "publications_oai" in query["sql"]]
    task = DBTaskResult.objects.filter(task_path=refresh_in_background.module_path).latest("enqueued_at")
    before = current_second()
    refresh_in_background.call(*task.args_kwargs["args"])
    record = OaiRecord.objects.get(translation_key=book.translation_key)
    assert record.facts["title"] == "Anders"
    # The moment from which harvesters can get it, not that of the publication: none is earlier than their last `from`.
    assert record.datestamp >= before


def test_what_is_unpublished_is_gone_for_harvesters_at_the_commit(committed_book, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        committed_book.unpublish()
    assert OaiRecord.objects.get(translation_key=committed_book.translation_key).is_deleted


def unpublish(page):
    page.unpublish()


def delete(page):
    page.delete()


def delete_from_above(page):
    Page.objects.get(pk=page.get_parent().pk).delete()


def hide(page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


@pytest.mark.parametrize("take_away", [unpublish, delete, delete_from_above, hide])
@pytest.mark.parametrize("prefix", ["oai_dc", "nl_didl"])
def test_what_is_taken_away_is_deleted_for_good(client, book, take_away, prefix):
    changes.bring_up_to_date()
    age(book)
    identifier = identifier_of(book)
    take_away(PublicationPage.objects.get(pk=book.pk))
    changes.bring_up_to_date()
    root = ask(client, "GetRecord", identifier=identifier, metadataPrefix=prefix)
    assert headers(root)[0][2]
    assert not find(root, "//oai:metadata")
    listed = {
        row[0]: row for row in headers(ask(client, "ListIdentifiers", metadataPrefix=prefix, set="subject:buurtwerk"))
    }
    assert listed[identifier][2]
    assert listed[identifier][1] > LONG_AGO
    assert words(root, "//oai:setSpec")


def test_a_record_that_is_published_again_is_the_same_record(client, book):
    changes.bring_up_to_date()
    book.unpublish()
    changes.bring_up_to_date()
    PublicationPage.objects.get(pk=book.pk).save_revision().publish()
    root = describe(client, book, "oai_dc")
    assert words(root, "dc:title") == ["Ertoe doen: Een verkenning"]
    assert OaiRecord.objects.filter(translation_key=book.translation_key).count() == 1


def test_a_record_that_leaves_a_set_is_deleted_there_alone(client, book):
    changes.bring_up_to_date()
    page = PublicationPage.objects.get(pk=book.pk)
    page.subject_links.set([SubjectLink(subject=Subject.objects.create(name="Anders", slug="anders"))])
    page.save_revision().publish()
    changes.bring_up_to_date()

    def listed(**arguments):
        return {row[0]: row[2] for row in headers(ask(client, "ListIdentifiers", metadataPrefix="oai_dc", **arguments))}

    key = identifier_of(book)
    assert listed(set="subject:buurtwerk")[key] is True
    assert listed(set="subject:anders")[key] is False
    assert listed()[key] is False
    record = ask(client, "ListRecords", metadataPrefix="oai_dc", set="subject:buurtwerk")
    assert "subject:anders" in words(record, "//oai:header/oai:setSpec")
    assert "subject:buurtwerk" not in words(record, "//oai:header/oai:setSpec")


def test_each_language_is_a_record_of_its_own(client, book):
    changes.bring_up_to_date()
    english = Locale.objects.get(language_code="en")
    key = identifier_of(book).removesuffix("nl") + "en"
    assert code_of(ask(client, "GetRecord", identifier=key, metadataPrefix="oai_dc")) == "idDoesNotExist"
    translation = book.copy_for_translation(english, copy_parents=True)
    translation.title = "Mattering"
    translation.save_revision().publish()
    assert words(describe(client, PublicationPage.objects.get(pk=translation.pk), "oai_dc"), "dc:title")[0].startswith(
        "Mattering"
    )


def test_drafts_are_never_given(client, book):
    book.unpublish()
    draft = book.copy(update_attrs={"slug": "kopie", "title": "Kopie", "live": False}, keep_live=False)
    changes.bring_up_to_date()
    assert not OaiRecord.objects.filter(translation_key=draft.translation_key).exists()


def test_refreshing_takes_a_fixed_number_of_queries(django_assert_max_num_queries):
    pages = [add_publication(f"Nummer {number}").pk for number in range(12)]
    changes.bring_up_to_date()
    OaiRecord.objects.all().delete()
    with django_assert_max_num_queries(45):
        refresh(pages)
    assert OaiRecord.objects.count() == 12
