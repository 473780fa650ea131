"""The contents and the first page of a PDF are read in the background, shown on its publication, and make its cover."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import NameObject, RectangleObject
from wagtail.models import Collection, CollectionViewRestriction, Revision

from pages import document_text, pdf_text, text_process
from pages.models import SiteDocument, SiteImage, TextState
from pages.record_index import changes
from pages.rendition_tasks import make
from pages.renditions import picture_of
from publications.models import PublicationFile, PublicationPage
from tests.file_samples import PNG, pdf_of
from tests.sample_records import add_publication, text_of, visit

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep the files of these tests apart."""
    settings.MEDIA_ROOT = tmp_path


def book(pages=3, outline=(("Inleiding", 0, 0), ("Waarom <b>nu</b>", 1, 1), ("Slot", 2, 0)), draw=None):
    """Return a PDF (bytes) with bookmarks (title, page from 0, level); draw(writer) changes it before it is written."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf_of(*["Tekst"] * pages)))
    parents = {}
    for title, page, level in outline:
        parents[level] = writer.add_outline_item(title=title, page_number=page, parent=parents.get(level - 1))
    if draw:
        draw(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def make_document(content=None, name="stuk.pdf", **fields):
    document = SiteDocument(title="Stuk", **fields)
    document.file.save(name, ContentFile(content or book()), save=False)
    document.save()
    return document


def read(document):
    """Do the task of a document; return it as it is then."""
    document_text.read_document.func(document.pk)
    return SiteDocument.objects.get(pk=document.pk)


def read_pdf(path):
    return text_process.read_in_process("pages.pdf_text", path)


@pytest.fixture
def published(django_capture_on_commit_callbacks):
    """A published publication with a file that was read: (publication, document)."""
    document = make_document()
    page = add_publication("Zandloper", children={"files": [PublicationFile(document=document)]})
    changes.bring_up_to_date()
    with django_capture_on_commit_callbacks(execute=True):
        document = read(document)
    changes.bring_up_to_date()
    return PublicationPage.objects.get(pk=page.pk), document


def stored():
    """Return the names of the pictures of first pages in the storage."""
    if not default_storage.exists("images"):
        return []
    return sorted(name for name in default_storage.listdir("images")[1] if name.startswith("first-page-"))


class TestReading:
    def test_contents_and_first_page_are_read_by_the_task(self):
        document = make_document()
        assert (document.outline, document.first_page, stored()) == ([], [], [])
        document = read(document)
        assert document.outline == [
            {"level": 0, "title": "Inleiding", "page": 1},
            {"level": 1, "title": "Waarom <b>nu</b>", "page": 2},
            {"level": 0, "title": "Slot", "page": 3},
        ]
        large, small = document.first_page
        assert (large["width"], large["height"]) == (800, 1132)
        assert small["width"] <= 400
        assert small["height"] <= 560
        for picture in (large, small):
            with Image.open(default_storage.open(picture["name"])) as image:
                assert (image.format, image.size) == ("WEBP", (picture["width"], picture["height"]))

    def test_doing_it_again_changes_nothing_and_a_new_file_takes_the_place(self, django_capture_on_commit_callbacks):
        document = read(make_document())
        before = stored()
        document_text.queue_reading(document)
        with django_capture_on_commit_callbacks(execute=True):
            read(document)
        assert stored() == before
        document.file.save("ander.pdf", ContentFile(pdf_of("Heel iets anders")), save=True)
        with django_capture_on_commit_callbacks(execute=True):
            document = read(document)
        assert document.outline == []
        assert len(stored()) == 2
        assert not set(stored()) & set(before)
        with django_capture_on_commit_callbacks(execute=True):
            document.delete()
        assert stored() == []

    def test_other_files_have_none(self):
        document = read(make_document(PNG, "beeld.txt"))
        assert (document.outline, document.first_page) == ([], [])

    def test_what_is_behind_a_login_is_not_shown(self, published, django_capture_on_commit_callbacks):
        page, document = published
        assert page.file_cover
        with django_capture_on_commit_callbacks(execute=True):
            restriction = CollectionViewRestriction.objects.create(
                collection=Collection.get_first_root_node(), restriction_type="login"
            )
        document.refresh_from_db()
        assert (document.outline, document.first_page, stored()) == ([], [], [])
        assert PublicationPage.objects.get(pk=page.pk).file_cover == {}
        assert document.text_state == TextState.PENDING
        document = read(document)
        assert (document.outline, document.first_page, stored()) == ([], [], [])
        restriction.delete()
        assert read(document).first_page


class TestHostileFiles:
    def test_a_page_of_an_odd_shape_or_size_stays_within_limits(self, tmp_path):
        for box, expected in (
            ((0, 0, 14_000, 14_000), (800, 800)),
            ((0, 0, 10, 14_000), None),
            ((0, 0, 14_000, 10), None),
            ((0, 0, 3, 4), (800, 1066)),
        ):

            def draw(writer, box=box):
                writer.pages[0].mediabox = RectangleObject(box)

            (tmp_path / "stuk.pdf").write_bytes(book(draw=draw))
            found = read_pdf(tmp_path / "stuk.pdf")
            assert found.texts
            sizes = [(each["width"], each["height"]) for each in found.pictures]
            assert sizes[:1] == ([expected] if expected else []), box

    def test_a_page_that_ends_the_process_costs_the_picture_and_no_text(self):
        lines = ['{"pages": 1, "title": "", "tagged": true}\n', '{"page": 1, "text": "een"}\n', '{"end": ""}\n']
        for broken_off in ([], ['{"outline": [{"lev'], ['{"pictures": [{"width": 1, "he']):
            found = text_process.read_rows([*lines, *broken_off])
            assert (found.texts, found.problem, found.outline, found.pictures) == ({1: "een"}, "", [], [])

    def test_circles_and_floods_of_bookmarks_end(self, tmp_path):
        def circle(writer):
            outlines = writer._root_object["/Outlines"].get_object()
            first = outlines["/First"].get_object()
            first[NameObject("/Next")] = outlines.raw_get("/First")
            first[NameObject("/First")] = outlines.raw_get("/First")

        (tmp_path / "stuk.pdf").write_bytes(book(draw=circle))
        assert len(read_pdf(tmp_path / "stuk.pdf").outline) <= 2
        many = [(f"Punt {number}", 0, 0) for number in range(pdf_text.MOST_ENTRIES + 1)]
        (tmp_path / "stuk.pdf").write_bytes(book(outline=many))
        assert len(read_pdf(tmp_path / "stuk.pdf").outline) == pdf_text.MOST_ENTRIES
        (tmp_path / "stuk.pdf").write_bytes(book(outline=[("x" * 50_000, 0, 0)]))
        assert len(read_pdf(tmp_path / "stuk.pdf").outline[0]["title"]) == pdf_text.LONGEST_ENTRY

    def test_what_is_no_picture_after_all_is_not_kept(self, monkeypatch):
        found = text_process.FileText(
            is_opened=True, pages=1, pictures=[{"width": 10, "height": 10, "webp": b"<script>"}]
        )
        monkeypatch.setattr(document_text, "read_in_process", lambda *called: found)
        assert read(make_document()).first_page == []
        assert stored() == []


class TestOnThePublication:
    def test_first_page_and_contents_with_links_to_the_pages(self, client, published):
        page, document = published
        assert not visit(client, page).select("section.pdf-preview img"), "It is the cover already."
        page.draws_cover = True
        page.save()
        soup = visit(client, page)
        preview = soup.select_one("section.pdf-preview")
        picture = preview.select_one("img")
        assert picture["alt"] == "De eerste bladzijde van Stuk"
        assert client.get(picture["src"]).status_code == 200
        links = preview.select(".pdf-contents a")
        assert [(link["href"], link.text) for link in links] == [
            (f"{document.url}#page=1", "Inleiding"),
            (f"{document.url}#page=2", "Waarom <b>nu</b>"),
            (f"{document.url}#page=3", "Slot"),
        ]
        assert "pagina 2" in text_of(preview)

    def test_contents_of_one_page_are_not_shown(self, client):
        document = read(make_document(book(pages=1, outline=(("Een", 0, 0), ("Twee", 0, 0)))))
        page = add_publication(children={"files": [PublicationFile(document=document)]})
        assert not visit(client, page).select("section.pdf-preview")

    def test_it_is_the_cover_on_page_and_card_unless_there_is_another(self, client, published):
        page, document = published
        small = default_storage.url(document.first_page[-1]["name"])
        cover = visit(client, page).select_one("header .cover img")
        assert (cover["src"], cover["alt"]) == (small, "")
        assert visit(client, "/publicaties/").select_one(f".card img[src='{small}']")
        page.draws_cover = True
        page.save_revision().publish()
        changes.bring_up_to_date()
        assert visit(client, page).select_one("header svg.cover-drawn")
        assert not visit(client, "/publicaties/").select_one(f".card img[src='{small}']")
        page.draws_cover = False
        page.cover = SiteImage.objects.create(title="Omslag", file=ContentFile(PNG, name="omslag.png"))
        make(page.cover)
        page.save_revision().publish()
        shown = visit(client, page).select_one("header .cover img")
        assert shown["src"] == picture_of(page.cover, "cover")["url"]

    def test_a_page_makes_no_picture_while_it_is_read(self, client, published):
        page, _document = published
        visit(client, page)
        before = sorted(default_storage.listdir("images")[1])
        visit(Client(), page)
        assert sorted(default_storage.listdir("images")[1]) == before == stored()

    def test_an_older_draft_does_not_bring_back_an_older_cover(self, django_capture_on_commit_callbacks):
        document = make_document()
        page = add_publication(children={"files": [PublicationFile(document=document)]})
        draft = page.save_revision()
        changes.bring_up_to_date()
        with django_capture_on_commit_callbacks(execute=True):
            document = read(document)
        draft = Revision.objects.get(pk=draft.pk)
        assert draft.content["file_cover"] == {}
        assert draft.as_object().file_cover == document.first_page[-1]
        draft.publish()
        assert PublicationPage.objects.get(pk=page.pk).file_cover == document.first_page[-1]

    def test_files_that_come_and_go_change_the_cover(self, published, django_capture_on_commit_callbacks):
        page, document = published
        page.files.set([])
        page.save()
        assert PublicationPage.objects.get(pk=page.pk).file_cover == {}
        page.files.set([PublicationFile(document=document)])
        page.save()
        assert PublicationPage.objects.get(pk=page.pk).file_cover == document.first_page[-1]
        with django_capture_on_commit_callbacks(execute=True):
            document.delete()
        assert PublicationPage.objects.get(pk=page.pk).file_cover == {}

    def test_an_example_gives_no_cover(self, published):
        page, document = published
        SiteDocument.objects.filter(pk=document.pk).update(is_example=True)
        page = PublicationPage.objects.get(pk=page.pk)
        page.save()
        assert PublicationPage.objects.get(pk=page.pk).file_cover == {}

    def test_an_upgrade_reads_all_files_again(self, published):
        _page, document = published
        SiteDocument.objects.filter(pk=document.pk).update(first_page=[], outline=[])
        call_command("read_documents", "--all", verbosity=0)
        document.refresh_from_db()
        assert document.first_page
