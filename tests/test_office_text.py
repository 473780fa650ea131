"""The text of office documents is read as that of PDFs; what is hostile or broken says why and hurts nothing."""

import io
import zipfile
from importlib import import_module

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.files.base import ContentFile
from django.urls import reverse
from odf import draw, office, opendocument, presentation, table, text
from odf.dc import Title
from odf.style import MasterPage, PageLayout

from pages import document_text, office_package, office_text, text_process
from pages.models import SiteDocument, TextProblem, TextState
from publications.models import PublicationFile
from tests.file_samples import OLD_OFFICE, PDF, docx_of, open_document, package_of, pptx_of
from tests.sample_records import add_publication, text_of, visit

pytestmark = pytest.mark.django_db
DUTCH = "De gemeente wil dat inwoners meedoen en elkaar helpen in de wijk."
SECOND = "Zij vragen het aan hun buren & vrienden."
WORD = "zandlopervissen"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep the files of these tests apart."""
    settings.MEDIA_ROOT = tmp_path


def make_document(content, name, **fields):
    """Store a document past the upload form, which refuses some of these files; return it."""
    document = SiteDocument(title="Stuk", **fields)
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document


def read(content, name):
    """Store a document and do its task; return it as it is then."""
    document = make_document(content, name)
    document_text.read_document.func(document.pk)
    return SiteDocument.objects.get(pk=document.pk)


def texts_of(document):
    return dict(document.page_texts.values_list("number", "text"))


def saved(made):
    """Return the bytes of an openpyxl workbook or an odfpy document."""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def odt(*paragraphs):
    made = opendocument.OpenDocumentText()
    made.meta.addElement(Title(text="Meedoen in de wijk"))
    made.text.addElement(text.TrackedChanges())
    for each in paragraphs:
        made.text.addElement(text.P(text=each))
    last = text.P(text="Een zin")
    last.addElement(text.Tab())
    last.addText("met")
    last.addElement(text.LineBreak())
    last.addText("wit.")
    remark = office.Annotation()
    remark.addElement(text.P(text="Opmerking van een collega"))
    last.addElement(remark)
    made.text.addElement(last)
    return saved(made)


def odp(*slides):
    made = opendocument.OpenDocumentPresentation()
    layout = PageLayout(name="Vorm")
    made.automaticstyles.addElement(layout)
    made.masterstyles.addElement(MasterPage(name="Model", pagelayoutname=layout))
    for each in slides:
        slide, frame, box = draw.Page(masterpagename="Model"), draw.Frame(), draw.TextBox()
        box.addElement(text.P(text=each))
        frame.addElement(box)
        slide.addElement(frame)
        notes = presentation.Notes()
        notes.addElement(draw.Frame())
        notes.firstChild.addElement(draw.TextBox())
        notes.firstChild.firstChild.addElement(text.P(text="Notitie van de spreker"))
        slide.addElement(notes)
        made.presentation.addElement(slide)
    return saved(made)


def ods(*cells):
    made = opendocument.OpenDocumentSpreadsheet()
    sheet, row = table.Table(name="Blad"), table.TableRow()
    for each in cells:
        cell = table.TableCell()
        cell.addElement(text.P(text=each))
        row.addElement(cell)
    sheet.addElement(row)
    made.spreadsheet.addElement(sheet)
    return saved(made)


def xlsx(*cells):
    book = openpyxl.Workbook()
    book.active.title = "Cijfers"
    book.active.append([*cells, 2021])
    hidden = book.create_sheet("Verborgen")
    hidden.append(["Geheim"])
    hidden.sheet_state = "hidden"
    book.properties.title = "Meedoen in de wijk"
    return saved(book)


def removed(body):
    """Return the XML of a paragraph whose text was moved away and deleted, both as tracked changes."""
    moved = f"<w:moveFrom><w:r><w:t>{body}</w:t></w:r></w:moveFrom>"
    return f"<w:p>{moved}<w:del><w:r><w:delText>{body}</w:delText></w:r></w:del></w:p>"


SPACED = "<w:p><w:r><w:t>Een zin</w:t><w:tab/><w:t>met</w:t><w:br/><w:t>wit.</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("name", "content", "title", "texts", "slides"),
    [
        (
            "stuk.docx",
            docx_of(DUTCH, SECOND, title="Meedoen in de wijk", body=removed("Weggehaald") + SPACED),
            "Meedoen in de wijk",
            {1: f"{DUTCH}\n{SECOND}\nEen zin met wit."},
            None,
        ),
        ("stuk.ODT", odt(DUTCH, SECOND), "Meedoen in de wijk", {1: f"{DUTCH}\n{SECOND}\nEen zin met wit."}, None),
        (
            "stuk.pptx",
            pptx_of(("1", DUTCH), ("0", "Verborgen"), ("1", SECOND), title="Meedoen in de wijk"),
            "Meedoen in de wijk",
            {1: DUTCH, 3: SECOND},
            3,
        ),
        ("stuk.odp", odp(DUTCH, "", SECOND), "", {1: DUTCH, 3: SECOND}, 3),
        ("stuk.xlsx", xlsx(DUTCH, SECOND), "Meedoen in de wijk", {1: f"Cijfers\n{DUTCH}\n{SECOND}"}, None),
        ("stuk.ods", ods(DUTCH, SECOND), "", {1: f"{DUTCH}\n{SECOND}"}, None),
    ],
    ids=["docx", "odt", "pptx", "odp", "xlsx", "ods"],
)
def test_texts_title_language_and_number_of_slides_are_kept(name, content, title, texts, slides):
    document = read(content, name)
    assert (document.text_state, document.text_problem) == (TextState.READ, "")
    assert texts_of(document) == texts
    assert (document.text_title, document.text_language) == (title, "nl")
    assert (document.page_count, document.tagged) == (slides, False)
    assert ("3 dia's" in document.facts) == (slides == 3)


def test_a_long_text_is_kept_in_parts_that_end_with_a_paragraph():
    paragraphs = [f"{number}. {'woord ' * 90}" for number in range(30)]
    texts = texts_of(read(docx_of(*paragraphs), "stuk.docx"))
    assert list(texts) == [1, 2, 3, 4]
    assert "\n".join(texts.values()).split("\n") == [each.strip() for each in paragraphs]
    assert max(map(len, texts.values())) < office_text.PART + 600


def test_footnotes_are_read_and_stand_after_the_text():
    note = '<w:footnotes xmlns:w="x"><w:footnote><w:p><w:r><w:t>De bron.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    relation = '<Relationships><Relationship Id="a" Type="x/footnotes" Target="/word/noten.xml"/></Relationships>'
    parts = {"word/_rels/document.xml.rels": relation, "word/noten.xml": note}
    assert texts_of(read(docx_of(DUTCH, **parts), "stuk.docx")) == {1: f"{DUTCH}\nDe bron."}


def test_the_editor_sees_what_was_read(administrator_client):
    slides = read(pptx_of(("1", DUTCH)), "stuk.pptx")
    assert [label for label, _value in slides.text_facts] == [
        "Aantal dia's in het bestand",
        "Taal van de tekst",
        "Titel in het bestand",
    ]
    page = administrator_client.get(reverse("wagtaildocs:edit", args=[read(docx_of(DUTCH), "stuk.docx").pk]))
    section = BeautifulSoup(page.content, "html.parser").select_one("section[aria-labelledby=document-text]")
    assert [value.text for value in section.select("dd")] == ["Nederlands", "geen"]


def with_doctype(declaration, used):
    return package_of(
        "word/document.xml", f'<?xml version="1.0"?><!DOCTYPE w [{declaration}]><document>{used}</document>'
    )


def laughs():
    """Return the declarations of entities that are a billion times one word."""
    return '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{step} "{f"&a{step - 1};" * 10}">' for step in range(1, 10))


def bomb():
    """Return a docx of some hundred kilobytes whose text is larger than the limit."""
    return docx_of("a" * (office_package.MOST_UNPACKED + 1))


def with_password():
    """Return a docx of which the zip says that a part is encrypted."""
    content = bytearray(docx_of(DUTCH))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [info] = [each for each in archive.infolist() if each.filename == "word/document.xml"]
    content[info.header_offset + 6] |= 1
    central = content.index(b"PK\x01\x02", content.rindex(b"word/document.xml") - 46)
    content[central + 8] |= 1
    return bytes(content)


def damaged_inside():
    """Return a docx with a damaged byte in the middle of its text."""
    content = bytearray(docx_of(*[f"{number} {DUTCH}" for number in range(500)]))
    content[content.index(b"word/document.xml") + 400] ^= 0xFF
    return bytes(content)


ENCRYPTED_OFFICE = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le") + bytes(100)
MANIFEST = {"META-INF__manifest.xml": "<m:manifest xmlns:m='x'><m:encryption-data/></m:manifest>"}


@pytest.mark.parametrize(
    ("name", "make", "problem"),
    [
        ("stuk.docx", lambda: docx_of(DUTCH)[:-40], TextProblem.DAMAGED),
        ("stuk.docx", damaged_inside, TextProblem.DAMAGED),
        ("stuk.docx", lambda: package_of("word/document.xml", "<document><p>"), TextProblem.DAMAGED),
        ("stuk.docx", lambda: with_doctype(laughs(), "<p><t>&a9;</t></p>"), TextProblem.DAMAGED),
        (
            "stuk.docx",
            lambda: with_doctype('<!ENTITY a SYSTEM "file:///etc/hostname">', "<p><t>&a;</t></p>"),
            TextProblem.DAMAGED,
        ),
        ("stuk.docx", bomb, TextProblem.TOO_HEAVY),
        (
            "stuk.docx",
            lambda: docx_of(DUTCH, **{f"word/{number}.xml": "" for number in range(office_package.MOST_PARTS)}),
            TextProblem.TOO_HEAVY,
        ),
        ("stuk.docx", lambda: ENCRYPTED_OFFICE, TextProblem.ENCRYPTED),
        ("stuk.docx", with_password, TextProblem.ENCRYPTED),
        ("stuk.odt", lambda: open_document(**MANIFEST), TextProblem.ENCRYPTED),
        ("stuk.docx", lambda: OLD_OFFICE, TextProblem.WRONG_NAME),
        ("stuk.docx", lambda: PDF, TextProblem.WRONG_NAME),
        ("stuk.docx", lambda: pptx_of(("1", DUTCH)), TextProblem.WRONG_NAME),
        ("stuk.odp", lambda: odt(DUTCH), TextProblem.WRONG_NAME),
        ("stuk.odt", lambda: docx_of(DUTCH), TextProblem.WRONG_NAME),
    ],
    ids=[
        "broken-off", "damaged", "xml", "entities", "external", "bomb", "many-parts", "office-password", "zip-password",
        "open-password", "old", "pdf", "slides", "text", "other-family",
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why_in_one_sentence(name, make, problem):
    document = read(make(), name)
    assert (document.text_state, document.text_problem) == (TextState.FAILED, problem)
    assert not texts_of(document)
    assert document.text_sentences[1:] == [str(problem.label)]


def test_what_was_read_before_a_limit_is_kept(tmp_path):
    path = tmp_path / "stuk.docx"
    path.write_bytes(docx_of(*["woord " * 1_000] * 10, body="<w:p>"))
    found = text_process.read_in_process("pages.office_text", path)
    assert (len(found.texts), found.problem) == (10, TextProblem.DAMAGED)
    path.write_bytes(docx_of(*["woord " * 1_000] * 1_001))
    found = text_process.read_in_process("pages.office_text", path)
    assert found.problem == TextProblem.TOO_LONG
    assert sum(map(len, found.texts.values())) <= text_process.MOST_CHARACTERS


def test_a_document_without_text_says_so():
    document = read(docx_of("", " "), "stuk.docx")
    assert (document.text_state, document.text_problem) == (TextState.READ, TextProblem.NO_TEXT)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("stuk.docx", docx_of("Iets anders.", f"Hier zwemmen {WORD}."), "Het hele stuk"),
        ("stuk.pptx", pptx_of(("1", "Iets anders."), ("1", f"Hier zwemmen {WORD}.")), "Het hele stuk, dia 2"),
    ],
    ids=["docx", "pptx"],
)
def test_search_finds_the_words_and_says_the_file(client, django_capture_on_commit_callbacks, name, content, place):
    document = make_document(content, name)
    SiteDocument.objects.filter(pk=document.pk).update(title="Het hele stuk")
    page = add_publication("Een uitgave", children={"files": [PublicationFile(document=document)]})
    with django_capture_on_commit_callbacks(execute=True):
        document_text.read_document.func(document.pk)
    [card] = visit(client, f"/zoeken/?q={WORD}").select(".results .card")
    assert text_of(card.h3) == page.title
    link = card.select_one(".card-note a")
    assert (text_of(link), link["href"]) == (place, document.url)


def test_an_upgrade_has_office_documents_read_that_were_not_and_leaves_the_others():
    documents = [make_document(docx_of(DUTCH), "stuk.DOCX"), make_document(b"tekst", "stuk.txt")]
    SiteDocument.objects.filter(pk__in=[each.pk for each in documents]).update(text_state=TextState.UNSUPPORTED)
    import_module("pages.migrations.0012_office_documents_are_read").have_read(apps, None)
    queued = SiteDocument.objects.filter(text_state=TextState.PENDING, text_queued_at=None)
    assert list(queued.filter(pk__in=[each.pk for each in documents])) == documents[:1]
