"""Files with a submission: told by their content, never lost, never a page of the site's own origin."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from inventory.form import files
from inventory.models import SubmissionFile
from tests.file_samples import (
    EXCEL,
    HTML,
    JPG,
    MACRO_WORD,
    OLD_OFFICE,
    PDF,
    PNG,
    SVG,
    archive,
    office,
    open_document,
    upload,
)
from tests.inventory_flow import a_draft, data_of, soup_of
from tests.inventory_samples import default_answers
from tests.redirects import follow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep the files of these tests apart."""
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "verslag.pdf"),
        (PNG, "verslag.png"),
        (JPG, "verslag.jpg"),
        (office(), "verslag.docx"),
        (office(EXCEL), "verslag.xlsx"),
        (open_document(), "verslag.odt"),
        (open_document("presentation"), "verslag.odp"),
    ],
)
def test_a_document_is_kept_with_the_extension_of_what_it_is(content, name):
    draft, _address = a_draft()
    kept = files.save_file(draft, "files", upload("verslag.exe", content))
    assert kept.name == name
    assert kept.file.read() == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        HTML,
        SVG,
        b"#!/bin/sh\nrm -rf /",
        b"gewone tekst",
        OLD_OFFICE,
        b"MZ" + bytes(200),
        archive(readme="een zip"),
        office(MACRO_WORD),
        archive(types="<Types/>", **{"word__vbaProject.bin": "x"}),
        office(**{"word__vbaProject.bin": "x"}),
        open_document(Basic__Standard="x"),
        open_document("formula"),
        b"PK\x03\x04 half een zip",
        b"%PDF-1.7 << /S /JavaScript /JS (app.alert(1)) >>",
        b"\n\n<html>%PDF-1.7",
    ],
)
def test_what_is_no_document_or_runs_something_is_refused_whatever_it_is_called(content):
    draft, _address = a_draft()
    with pytest.raises(ValidationError) as refusal:
        files.save_file(draft, "files", upload("verslag.pdf", content))
    assert "verslag.pdf" in refusal.value.messages[0]
    assert not SubmissionFile.objects.exists()


def test_a_file_of_more_than_ten_megabytes_is_refused():
    draft, _address = a_draft()
    files.save_file(draft, "files", upload("net-goed.pdf", PDF.ljust(files.LARGEST, b" ")))
    with pytest.raises(ValidationError):
        files.save_file(draft, "files", upload("te-groot.pdf", PDF.ljust(files.LARGEST + 1, b" ")))


def test_no_more_than_five_fit_and_the_same_one_is_not_kept_twice():
    draft, _address = a_draft()
    for number in [0, *range(5)]:
        files.save_file(draft, "files", upload(f"verslag-{number}.pdf", PDF))
    assert draft.files.count() == 5
    with pytest.raises(ValidationError):
        files.save_file(draft, "files", upload("nog-een.pdf", PDF))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Temp\\verslag.pdf", "verslag.pdf"),
        ("foto\u202egpj.exe", "fotogpj.pdf"),
        ('a"b<c>\r\nSet-Cookie: x.pdf', "a-b-c-Set-Cookie- x.pdf"),
        (".pdf", "pdf.pdf"),
        ("\u0000\u0007", "bestand.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_name_holds_nothing_but_a_name(name, clean):
    assert files.clean_name(name, "application/pdf") == clean


def send_step(client, address, uploads, **changes):
    """Send the step with files as a browser does, with uploaded files."""
    shown = data_of(client.get(f"{address}leren/"))
    return client.post(f"{address}leren/", shown | changes | {"files": uploads})


def test_files_stay_when_the_form_is_refused(client):
    draft, address = a_draft()
    sent = send_step(client, address, [upload("goed.pdf", PDF), upload("kwaad.pdf", HTML)], results="Getypt.")
    response = follow(client, sent)
    page = soup_of(response)
    assert "kwaad.pdf" in page.select_one(".error-summary").text
    assert page.select_one("textarea[name=results]").text.strip() == "Getypt."
    assert [file.name for file in draft.files.all()] == ["goed.pdf"]
    assert "goed.pdf" in page.select_one("main form").text
    assert send_step(client, address, []).status_code == 302
    assert draft.files.count() == 1


def test_a_ticked_file_is_taken_away_with_its_bytes(client, django_capture_on_commit_callbacks):
    draft, address = a_draft()
    send_step(client, address, [upload("een.pdf", PDF), upload("twee.png", PNG)])
    one, _two = draft.files.all()
    place = one.file.name
    assert default_storage.exists(place)
    with django_capture_on_commit_callbacks(execute=True):
        send_step(client, address, [], weg=[str(one.pk), "999999", "x", "9" * 30])
    assert [file.name for file in draft.files.all()] == ["twee.png"]
    assert not default_storage.exists(place)


def test_a_file_of_another_submission_cannot_be_taken_away_or_read(client):
    draft, address = a_draft()
    _other, other_address = a_draft(draft.round)
    kept = files.save_file(draft, "files", upload("een.pdf", PDF))
    client.post(f"{other_address}leren/", default_answers("leren") | {"weg": [str(kept.pk)]})
    assert draft.files.count() == 1
    assert client.get(f"{other_address}bestand/{kept.pk}/").status_code == 404
    assert client.get(f"{address}bestand/{kept.pk}/").status_code == 200


def test_a_file_is_given_as_a_download_that_can_do_nothing(client):
    draft, address = a_draft()
    kept = files.save_file(draft, "files", upload("verslag “x”.pdf", PDF))
    response = client.get(f"{address}bestand/{kept.pk}/")
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert "verslag" not in kept.file.name
    assert kept.file.name.startswith("inzendingen/")
    assert client.get(f"/media/{kept.file.name}", follow=True).status_code == 404


def test_erasing_a_draft_erases_its_files(client, django_capture_on_commit_callbacks):
    draft, address = a_draft()
    place = files.save_file(draft, "files", upload("een.pdf", PDF)).file.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{address}intrekken/")
    assert not SubmissionFile.objects.exists()
    assert not default_storage.exists(place)
    assert client.get(address).status_code == 410
