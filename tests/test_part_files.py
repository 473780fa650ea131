"""A part of a publication has its own files, in order, wherever the publication goes."""

import importlib
import json
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.test.utils.form_data import querydict_from_html

from kus_site.content.exporter import export_folder
from kus_site.content.importer import import_folder
from pages.models import SiteDocument
from pages.record_index.changes import bring_up_to_date
from pages.search.attachments import documents_of, pages_with
from publications.models import OaiRecord, PartFile, PublicationPage, PublicationPart
from tests.content_samples import alone
from tests.sample_records import add_publication, text_of, visit

pytestmark = pytest.mark.django_db


def a_document(title, name="stuk.pdf"):
    document = SiteDocument.objects.create(title=title, file=ContentFile(b"%PDF-1.4\n%%EOF\n", name), file_size=15)
    SiteDocument.objects.filter(pk=document.pk).update(is_example=False)
    return SiteDocument.objects.get(pk=document.pk)


@pytest.fixture
def documents(home):
    return [a_document(title) for title in ("Rapport", "Bijlagen", "Rapport als tekst")]


@pytest.fixture
def page(documents):
    """A publication with a part with two files, the first with an accessible version, and a part with one file."""
    report, appendices, accessible = documents
    both = [
        PartFile(document=report, title="Deelrapport", accessible_version=accessible, sort_order=0),
        PartFile(document=appendices, sort_order=1),
    ]
    parts = [
        PublicationPart(title="Deel een", number=1, files=both),
        PublicationPart(title="Deel twee", number=2, files=[PartFile(document=appendices)]),
    ]
    return add_publication("Met delen", children={"parts": parts})


def files_of(page):
    page = PublicationPage.objects.get(pk=page.pk)
    return [
        [(file.document.title, file.title, file.accessible_version_id) for file in part.files.all()]
        for part in page.parts.all()
    ]


def test_readers_find_the_files_of_a_part_in_order_with_their_accessible_versions(client, page, documents):
    first, second = visit(client, page).select(".part")
    links = [(link["href"], text_of(link)) for link in first.select(".part-links a")]
    report, appendices, accessible = documents
    assert [address for address, _words in links][:2] == [report.url, accessible.url]
    assert links[0][1].startswith("Download Deelrapport (pdf")
    assert links[1][1].startswith("Toegankelijke versie van Deelrapport (pdf")
    assert (links[2][0], links[2][1].startswith("Download Bijlagen (pdf")) == (appendices.url, True)
    # An only file is the part.
    assert text_of(second.select_one(".part-links a")).startswith("Download Deel twee (pdf")


def test_programs_find_the_files_of_a_part(client, page, documents):
    soup = visit(client, page)
    nodes = json.loads(soup.select_one("script[type='application/ld+json']").string)["@graph"]
    parts = next(node["hasPart"] for node in nodes if node.get("hasPart"))
    names = [[media["name"] for media in part["associatedMedia"]] for part in parts]
    assert names == [["Deelrapport", "Bijlagen"], ["Deel twee"]]
    record = client.get(f"/api/v1/publications/{page.translation_key}/").json()
    assert [[file["title"] for file in part["files"]] for part in record["parts"]] == [
        ["Deelrapport", "Bijlagen"],
        ["Bijlagen"],
    ]
    assert record["parts"][0]["url"].endswith(documents[0].url)


def test_harvesters_get_the_files_of_a_part_and_who_may_open_them(page, documents):
    bring_up_to_date()
    record = OaiRecord.objects.get(translation_key=page.translation_key, language="nl")
    first, _second = record.facts["parts"]
    assert [file["title"] for file in first["files"]] == ["Deelrapport", "Rapport als tekst", "Bijlagen"]
    assert [file["is_alternative"] for file in first["files"]] == [False, True, False]
    assert all(file["is_open"] for file in first["files"])
    closed = Collection.get_first_root_node().add_child(name="Besloten")
    SiteDocument.objects.filter(pk=documents[1].pk).update(collection=closed)
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    bring_up_to_date()
    first, _second = OaiRecord.objects.get(pk=record.pk).facts["parts"]
    assert [file["is_open"] for file in first["files"]] == [True, True, False]


def test_search_reads_the_files_of_a_part(page, documents):
    assert {document.pk for document in documents} <= documents_of(page.pk)
    assert page.pk in pages_with(documents[0].pk)


def test_an_export_and_import_keeps_the_files_of_a_part(page, tmp_path):
    before = files_of(page)
    export_folder(tmp_path / "uit")
    (exported,) = [each for each in (tmp_path / "uit/publications").glob("*.md") if "Deelrapport" in each.read_text()]
    assert "accessible_version: " in exported.read_text()
    folder = alone(exported, tmp_path / "terug")
    page.parts.set([])
    page.save_revision().publish()
    outcome = import_folder(folder)
    assert outcome.changed == 1
    assert files_of(page) == before
    assert import_folder(folder).changed == 0
    # A file that changes place stays the same row.
    rows = dict(PartFile.objects.filter(part__publication=page).values_list("pk", "document__title"))
    file = folder / exported.name
    lines = file.read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if "title: Deelrapport" in line) - 1
    moved = [*lines[:start], *lines[start + 3 : start + 4], *lines[start : start + 3], *lines[start + 4 :]]
    file.write_text("\n".join(moved) + "\n")
    assert import_folder(folder).changed == 1
    assert [title for title, _own, _accessible in files_of(page)[0]] == ["Bijlagen", "Rapport"]
    assert dict(PartFile.objects.filter(part__publication=page).values_list("pk", "document__title")) == rows


def test_editors_order_the_files_within_a_part(client, administrator, page, documents):
    client.force_login(administrator)
    address = f"/admin/pages/{page.pk}/edit/"
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("form#page-edit-form")
    assert form.select_one("input[name=parts-0-files-TOTAL_FORMS]")["value"] == "2"
    data = querydict_from_html(str(form), form_id="page-edit-form").dict() | {"body-count": "0"}
    data |= {"parts-0-files-0-ORDER": "2", "parts-0-files-1-ORDER": "1", "action-publish": "1"}
    data |= {"parts-1-files-0-title": "Het tweede deel"}
    response = client.post(address, data)
    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".error-message")
    first, second = files_of(page)
    assert [title for title, _own, _accessible in first] == ["Bijlagen", "Rapport"]
    assert [own for _title, own, _accessible in second] == ["Het tweede deel"]


def test_a_copy_and_a_translation_have_files_of_their_own(page):
    copy = page.copy(update_attrs={"slug": "kopie", "title": "Kopie"})
    assert files_of(copy) == files_of(page)
    assert PartFile.objects.filter(part__publication=page).count() == 3


def test_the_upgrade_moves_the_file_of_a_part_into_its_files(page, documents):
    """Also in what revisions keep, for editors go on from those."""
    report, _appendices, accessible = documents
    page.save_revision()
    part = page.parts.all()[0]
    PartFile.objects.all().delete()
    revision = page.latest_revision
    old = {"pk": part.pk, "title": part.title, "document": report.pk, "accessible_version": accessible.pk}
    revision.content["parts"] = [old, {"pk": None, "title": "Nieuw", "document": None, "accessible_version": None}]
    revision.save()
    rows = [(part.pk, report.pk, accessible.pk)]
    before = SimpleNamespace(
        objects=SimpleNamespace(exclude=lambda **_empty: SimpleNamespace(values_list=lambda *_names: rows))
    )
    models = {"PublicationPart": before}
    state = SimpleNamespace(get_model=lambda app, name: models.get(name) or apps.get_model(app, name))
    importlib.import_module("publications.migrations.0008_files_of_parts").move_files(state, None)
    assert files_of(page)[0] == [("Rapport", "", accessible.pk)]
    revision.refresh_from_db()
    moved = revision.as_object()
    assert [[file.document for file in each.files.all()] for each in moved.parts.all()] == [[report], []]


def test_a_long_list_of_parts_costs_no_more_queries(client, page, documents):
    def count():
        with CaptureQueriesContext(connection) as queries:
            visit(client, PublicationPage.objects.get(pk=page.pk).url + "?x=1")
        return len(queries)

    count()
    few = count()
    page.parts.set(
        [
            PublicationPart(title=f"Deel {number}", sort_order=number, files=[PartFile(document=documents[0])])
            for number in range(12)
        ]
    )
    page.save_revision().publish()
    count()
    assert count() <= few


def test_a_publication_whose_parts_have_files_can_be_downloaded(client, page):
    add_publication("Zonder bestand")
    bring_up_to_date()
    found = client.get("/publicaties/?openen=download&q=").content.decode()
    assert "Met delen" in found
