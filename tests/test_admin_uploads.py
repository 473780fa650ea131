"""What editors upload is looked into: its bytes say what it is, and what is damaged or runs something is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pages.models import SiteDocument, SiteImage
from tests.file_samples import EXCEL, HTML, MACRO_WORD, OLD_OFFICE, PDF, PNG, archive, office, open_document, picture

pytestmark = pytest.mark.django_db
PROGRAM = b"MZ" + bytes(200)
GARBAGE = bytes(range(256)) * 4


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep the files of these tests apart."""
    settings.MEDIA_ROOT = tmp_path


def send_document(client, name, content):
    """Upload on the page for one document; return the response."""
    collection = {"title": "Stuk", "language": "nl", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("wagtaildocs:add"), collection)


def send_many(client, room, name, content):
    """Upload on the page for several files at once; return its answer."""
    return client.post(
        reverse(f"{room}:add_multiple"),
        {"title": "Stuk", "files[]": SimpleUploadedFile(name, content)},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()


def send_image(client, name, content):
    return client.post(reverse("wagtailimages:add"), {"title": "Beeld", "file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("stuk.pdf", PDF),
        ("stuk.docx", office()),
        ("stuk.xlsx", office(EXCEL)),
        ("stuk.odt", open_document()),
        ("stuk.epub", archive(mimetype="application/epub+zip", inhoud="<x/>")),
        ("stuk.zip", archive(lees="mij")),
        ("stuk.zip", office()),
        ("stuk.key", archive(Index__Document=".", **{"Index__Slide.iwa": "."})),
        ("stuk.csv", b"BMI;jaar\r\n21,5;2026\r\n"),
        ("stuk.csv", "naam;plaats\nJosé;Zeist\n".encode("cp1252")),
        ("stuk.csv", "naam\tplaats\n".encode("utf-16")),
        ("stuk.txt", "\ufeffGewone tekst.\n".encode()),
        ("stuk.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nDag."),
        ("stuk.ics", b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    ],
)
def test_a_document_that_is_what_it_says_is_taken(administrator_client, name, content):
    assert send_document(administrator_client, name, content).status_code == 302
    with SiteDocument.objects.get(title="Stuk").file.open("rb") as kept:
        assert kept.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("stuk.pdf", PROGRAM),
        ("stuk.pdf", HTML),
        ("stuk.pdf", office()),
        ("stuk.pdf", b"%PDF-1.7 << /S /JavaScript /JS (app.alert(1)) >>"),
        ("stuk.docx", PDF),
        ("stuk.docx", office(EXCEL)),
        ("stuk.docx", OLD_OFFICE),
        ("stuk.docx", office(MACRO_WORD)),
        ("stuk.docx", office(**{"word__vbaProject.bin": "x"})),
        ("stuk.odt", open_document(Basic__Standard="x")),
        ("stuk.xlsx", b"PK\x03\x04 half een zip"),
        ("stuk.zip", archive(**{"map__kijk.EXE": "x"})),
        ("stuk.zip", PROGRAM),
        ("stuk.epub", archive(lees="mij")),
        ("stuk.txt", PROGRAM),
        ("stuk.csv", PNG),
        ("stuk.csv", archive(lees="mij")),
        ("stuk.vtt", HTML),
        ("stuk.ics", b"gewone tekst"),
        ("stuk.key", PDF),
    ],
)
@pytest.mark.usefixtures("kept_contexts")
def test_a_document_that_is_something_else_or_runs_something_is_refused(administrator_client, name, content):
    response = send_document(administrator_client, name, content)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    answer = send_many(administrator_client, "wagtaildocs", name, content)
    assert not answer["success"]
    assert answer["error_message"]
    assert not SiteDocument.objects.filter(title="Stuk").exists()


def test_a_document_is_not_replaced_by_something_else(administrator_client):
    send_document(administrator_client, "stuk.pdf", PDF)
    document = SiteDocument.objects.get(title="Stuk")
    address = reverse("wagtaildocs:edit", args=[document.pk])
    data = {"title": "Anders", "language": "nl"}
    assert administrator_client.post(address, data | {"file": SimpleUploadedFile("x.pdf", PROGRAM)}).status_code == 200
    document.refresh_from_db()
    assert document.title == "Stuk"
    with document.file.open("rb") as kept:
        assert kept.read() == PDF
    assert administrator_client.post(address, data).status_code == 302
    document.refresh_from_db()
    assert document.title == "Anders"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("beeld.gif", b"GIF89a" + GARBAGE),
        ("beeld.gif", picture("GIF")[:30]),
        ("beeld.png", PNG[:50]),
        ("beeld.png", PNG[:8] + GARBAGE),
        ("beeld.jpg", picture("JPEG", (400, 300))[:900]),
        ("beeld.jpg", b"\xff\xd8\xff\xe0" + GARBAGE),
        ("beeld.webp", b"RIFF\x00\x04\x00\x00WEBP" + GARBAGE),
        ("beeld.avif", b"\x00\x00\x00\x1cftypavif" + GARBAGE),
        ("beeld.png", PROGRAM),
        ("beeld.png", HTML),
        ("beeld.gif", b""),
    ],
)
@pytest.mark.usefixtures("kept_contexts")
def test_a_damaged_picture_gives_a_sentence(administrator_client, name, content):
    response = send_image(administrator_client, name, content)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    answer = send_many(administrator_client, "wagtailimages", name, content)
    assert not answer["success"]
    assert answer["error_message"]
    assert not SiteImage.objects.filter(title="Beeld").exists()


def test_a_whole_picture_is_taken_and_its_title_changed_without_a_new_one(administrator_client):
    assert send_image(administrator_client, "beeld.png", PNG).status_code == 302
    image = SiteImage.objects.get(title="Beeld")
    response = administrator_client.post(reverse("wagtailimages:edit", args=[image.pk]), {"title": "Anders"})
    assert response.status_code == 302
    image.refresh_from_db()
    assert (image.title, image.width) == ("Anders", 40)
