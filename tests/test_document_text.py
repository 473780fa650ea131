"""The text of documents is read page by page; what cannot be read leaves page and upload working and says why."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pages import document_text, text_process
from pages.models import ArticlePage, DocumentPageText, SiteDocument, TextProblem, TextState
from pages.signals import document_text_read
from tests.file_samples import HTML, OLD_OFFICE, PDF, encrypted, office, pdf_of

pytestmark = pytest.mark.django_db
DUTCH = "De gemeente wil dat inwoners meedoen en elkaar helpen in de wijk."
ENGLISH = "The municipality wants its residents to take part and help each other in the neighbourhood."


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep the files of these tests apart, without the tasks that the import of the content left."""
    settings.MEDIA_ROOT = tmp_path
    DBTaskResult.objects.all().delete()


def make_document(content, name="stuk.pdf", **fields):
    """Store a document past the upload form, which refuses some of these files; return it."""
    document = SiteDocument(title="Stuk", **fields)
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document


def read(document):
    """Do the task of a document; return it as it is then."""
    document_text.read_document.func(document.pk)
    return SiteDocument.objects.get(pk=document.pk)


def queued_readings():
    """Return the keys of the documents for which a task waits."""
    rows = DBTaskResult.objects.filter(task_path__endswith="read_document")
    return [key for row in rows for key in row.args_kwargs["args"]]


def texts_of(document):
    return dict(document.page_texts.values_list("number", "text"))


def test_the_text_of_each_page_is_kept_with_what_the_file_says_of_itself():
    document = make_document(pdf_of(DUTCH, "", f"{DUTCH}\nTweede regel.", title="Meedoen in de wijk"), language="en")
    assert document.text_state == TextState.PENDING
    document = read(document)
    assert document.text_state == TextState.READ
    assert (document.page_count, document.tagged, document.text_title) == (3, False, "Meedoen in de wijk")
    assert document.text_language == "nl"
    assert texts_of(document) == {1: DUTCH, 3: f"{DUTCH}\nTweede regel."}
    assert "Nederlands" in document.text_sentences[-1]
    assert "3 pagina's" in document.facts


@pytest.mark.parametrize(("text", "language"), [(DUTCH, "Nederlands"), (ENGLISH, "Engels"), ("Xqz 12", "niet herkend")])
def test_the_editor_sees_what_was_read_in_a_file(administrator_client, text, language):
    document = make_document(pdf_of(text, text, title="Meedoen <nu>"))
    assert document.text_facts == []
    read(document)
    page = administrator_client.get(reverse("wagtaildocs:edit", args=[document.pk]))
    section = BeautifulSoup(page.content, "html.parser").select_one("section[aria-labelledby=document-text]")
    assert [
        (term.text, value.text) for term, value in zip(section.select("dt"), section.select("dd"), strict=True)
    ] == [
        ("Aantal pagina's in het bestand:", "2"),
        ("Taal van de tekst:", language),
        ("Titel in het bestand:", "Meedoen <nu>"),
        ("Getagd voor schermlezers:", "nee"),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (PDF, TextProblem.DAMAGED),
        (pdf_of(DUTCH)[:300], TextProblem.DAMAGED),
        (HTML, TextProblem.NOT_PDF),
        (office(), TextProblem.NOT_PDF),
        (encrypted(pdf_of(DUTCH)), TextProblem.ENCRYPTED),
    ],
    ids=["empty", "broken-off", "html", "word", "password"],
)
def test_a_file_that_cannot_be_opened_says_why_in_list_and_edit_view(administrator_client, content, problem):
    document = read(make_document(content))
    assert (document.text_state, document.text_problem) == (TextState.FAILED, problem)
    assert not texts_of(document)
    address = reverse("wagtaildocs:edit", args=[document.pk])
    page = administrator_client.get(address)
    assert str(TextProblem(problem).label) in page.content.decode()
    listing = administrator_client.get(reverse("wagtaildocs:index"), {"text_state": "failed"}).content.decode()
    assert "niet te lezen" in listing
    assert address in listing
    listing = administrator_client.get(reverse("wagtaildocs:index"), {"text_state": "read"}).content.decode()
    assert address not in listing


def test_pages_without_text_are_told_from_a_damaged_file():
    document = read(make_document(pdf_of("", "")))
    assert (document.text_state, document.text_problem, document.page_count) == (TextState.READ, TextProblem.NO_TEXT, 2)


def test_of_a_very_long_file_the_beginning_is_read():
    document = read(make_document(pdf_of(*[f"Bladzijde {number}" for number in range(1, 2_001)])))
    assert (document.text_state, document.text_problem) == (TextState.READ, TextProblem.TOO_LONG)
    assert document.page_count == 2_000
    assert document.page_texts.count() == text_process.MOST_PAGES
    assert texts_of(document)[1_000] == "Bladzijde 1000"


def test_reading_that_takes_too_long_is_ended_and_keeps_what_was_read(tmp_path):
    (tmp_path / "stuk.pdf").write_bytes(pdf_of(DUTCH))
    found = text_process.read_in_process("pages.pdf_text", tmp_path / "stuk.pdf", seconds=0.001)
    assert found.problem == TextProblem.TOO_HEAVY
    whole = ['{"pages": 2, "title": "", "tagged": false}\n', '{"page": 1, "text": "een"}\n', '{"page": 2, "te']
    found = text_process.read_rows(whole)
    assert (found.texts, found.problem) == ({1: "een"}, TextProblem.TOO_HEAVY)


def test_a_file_that_is_gone_says_so():
    document = make_document(pdf_of(DUTCH))
    document.file.storage.delete(document.file.name)
    assert read(document).text_problem == TextProblem.MISSING


def test_text_has_no_character_that_a_database_refuses():
    assert text_process.clean("a\x00rmoe\ufffe\r\nde \ud800 in   de\x0cwijk") == "armoede in dewijk"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("stuk.txt", False), ("stuk.doc", True), ("stuk.PPT", True), ("stuk.xls", True), ("stuk.epub", False)],
)
def test_other_files_are_not_read_and_an_old_one_says_what_to_do(name, hint):
    document = read(make_document(OLD_OFFICE, name))
    assert (document.text_state, document.text_problem) == (TextState.UNSUPPORTED, "")
    [sentence] = document.text_sentences
    assert "op hun titel" in sentence
    assert ("Bewaar het als docx, pptx, xlsx of pdf" in sentence) == hint


def test_a_new_file_replaces_the_texts_and_deleting_takes_them_away(administrator_client):
    document = read(make_document(pdf_of(DUTCH)))
    data = {"title": "Stuk", "language": "nl", "file": SimpleUploadedFile("anders.pdf", pdf_of(ENGLISH, ENGLISH))}
    administrator_client.post(reverse("wagtaildocs:edit", args=[document.pk]), data)
    document.refresh_from_db()
    assert document.text_state == TextState.PENDING
    document = read(document)
    assert texts_of(document) == {1: ENGLISH, 2: ENGLISH}
    assert (document.page_count, document.text_language) == (2, "en")
    document.delete()
    assert not DocumentPageText.objects.exists()


def test_a_save_without_a_new_file_reads_nothing_again(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = make_document(pdf_of(DUTCH))
    assert queued_readings() == [document.pk]
    document = read(document)
    with django_capture_on_commit_callbacks(execute=True):
        document.title = "Anders"
        document.save()
    document.refresh_from_db()
    assert document.text_state == TextState.READ
    assert queued_readings() == [document.pk]


def test_the_task_does_nothing_twice_and_drops_what_was_replaced_meanwhile(monkeypatch):
    document = make_document(pdf_of(DUTCH))
    stale = SiteDocument.objects.get(pk=document.pk)
    document.file.save("nieuw.pdf", ContentFile(pdf_of(ENGLISH)), save=True)
    document_text.read_text(stale)
    assert not texts_of(document)
    read(document)
    monkeypatch.setattr(document_text, "read_in_process", lambda *called: pytest.fail("It was read already."))
    assert texts_of(read(document)) == {1: ENGLISH}


def test_pages_with_the_document_are_told(django_capture_on_commit_callbacks):
    document = make_document(pdf_of(DUTCH))
    article = ArticlePage.objects.live().first()
    article.attachments.create(document=document)
    article.save()
    told = []

    def note(sender, document_id, page_ids, **kwargs):
        told.append((document_id, page_ids))

    document_text_read.connect(note)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            read(document)
    finally:
        document_text_read.disconnect(note)
    assert told == [(document.pk, {article.pk})]


def test_an_editor_has_a_file_read_again_and_a_stranger_does_not(client, administrator_client, django_user_model):
    document = read(make_document(pdf_of(DUTCH)))
    address = reverse("read_document_again", args=[document.pk])
    assert administrator_client.get(address).status_code == 405
    assert administrator_client.post(address).status_code == 302
    document.refresh_from_db()
    assert document.text_state == TextState.PENDING
    assert texts_of(read(document)) == {1: DUTCH}
    client.force_login(django_user_model.objects.create_user("lezer", password="x"))
    client.post(address)
    document.refresh_from_db()
    assert document.text_state == TextState.READ


def test_lost_tasks_are_queued_again_and_the_command_reads_all(django_capture_on_commit_callbacks):
    SiteDocument.objects.all().delete()
    lost, fresh = make_document(pdf_of(DUTCH)), make_document(pdf_of(DUTCH))
    SiteDocument.objects.filter(pk=lost.pk).update(text_queued_at=timezone.now() - timedelta(minutes=11))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("read_documents", "--lost")
    assert queued_readings() == [lost.pk]
    call_command("read_documents", verbosity=0)
    for document in (lost, fresh):
        assert texts_of(document) == {1: DUTCH}
    DocumentPageText.objects.all().delete()
    call_command("read_documents", "--all", verbosity=0)
    assert DocumentPageText.objects.count() == 2
