"""Reads text, contents and first page of every document that is stored, in a task; recovers tasks that were lost."""

import shutil
import tempfile

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from simplemma import LanguageDetector
from wagtail.models import CollectionViewRestriction

from pages import first_pages, office_text
from pages.cache_version import invalidate_on_commit
from pages.models import DocumentPageText, SiteDocument, TextProblem, TextState
from pages.search.attachments import pages_with
from pages.search.words import LANGUAGES, STRATEGY
from pages.signals import document_text_read
from pages.text_process import FileText, read_in_process
from visitors.task_queue import LOST_AFTER, task

# The module that reads files of an extension, in a process of its own (pages.text_process).
READERS = {"pdf": "pages.pdf_text"} | dict.fromkeys(office_text.EXTENSIONS, office_text.__name__)
MOST_REQUEUED = 100  # documents at a time, each minute
SURE_ENOUGH = 0.4  # part of the words that must be of a language
LANGUAGE_SAMPLE = 20_000  # characters
ROWS_AT_ONCE = 500


def connect():
    """Connect the signal handler; called once, by the app's ready()."""
    post_save.connect(_document_saved, sender=SiteDocument, dispatch_uid="text-of-document")
    pre_delete.connect(_document_goes, sender=SiteDocument, dispatch_uid="text-of-document-goes")
    for signal in (post_save, post_delete):
        signal.connect(_login_changed, sender=CollectionViewRestriction, dispatch_uid="text-of-documents-behind-login")


def _document_saved(sender, instance, raw=False, **kwargs):
    """Have a new file read; show nothing of what is in it when it went behind a login."""
    if raw or not instance.file:
        return
    if instance.file.name != instance.text_source:
        queue_reading(instance)
    elif (instance.first_page or instance.outline) and first_pages.is_hidden(instance):
        _hide(instance)


def _document_goes(sender, instance, **kwargs):
    pages = pages_with(instance.pk)
    first_pages.delete_on_commit(instance.first_page)
    transaction.on_commit(lambda: document_text_read.send(SiteDocument, document_id=instance.pk, page_ids=pages))


def _login_changed(sender, instance, **kwargs):
    """Read the files of a collection again, whose first pages and contents may be shown now, or no more."""
    below = instance.collection.get_descendants(inclusive=True)
    for document in SiteDocument.objects.filter(collection__in=below, text_state=TextState.READ).order_by("pk"):
        _hide(document)
        queue_reading(document)


def _hide(document):
    first_pages.delete_on_commit(document.first_page)
    document.first_page, document.outline = [], []
    SiteDocument.objects.filter(pk=document.pk).update(first_page=[], outline=[])
    invalidate_on_commit(SiteDocument, DocumentPageText)
    transaction.on_commit(lambda: documents_changed(document))


def queue_reading(document):
    """Have the file of a SiteDocument read (again) by a task, after commit."""
    document.text_state, document.text_problem = TextState.PENDING, ""
    document.text_source, document.text_queued_at = document.file.name, timezone.now()
    SiteDocument.objects.filter(pk=document.pk).update(
        text_state=document.text_state,
        text_problem=document.text_problem,
        text_source=document.text_source,
        text_queued_at=document.text_queued_at,
    )
    transaction.on_commit(lambda: read_document.enqueue(document.pk))


def requeue_lost(moment):
    """Queue documents again that were never queued (an upgrade) or whose task was lost before `moment` (aware)."""
    lost = models.Q(text_queued_at=None) | models.Q(text_queued_at__lt=moment - LOST_AFTER)
    for document in SiteDocument.objects.filter(lost, text_state=TextState.PENDING).order_by("pk")[:MOST_REQUEUED]:
        queue_reading(document)


@task(backend="queue")
def read_document(pk):
    """Read the text of the SiteDocument `pk`. Does nothing when it is gone or read already."""
    document = SiteDocument.objects.filter(pk=pk, text_state=TextState.PENDING).first()
    if document is not None:
        read_text(document)


def read_text(document):
    """Read the file of a SiteDocument, keep its texts, and say so by the signal `document_text_read`. Idempotent.

    When the file was replaced meanwhile, nothing is kept: the new one is read by a task of its own.
    """
    name = document.file.name
    extension = document.file_extension.lower()
    if extension not in READERS:
        _keep(document, name, TextState.UNSUPPORTED, FileText())
        return
    try:
        with document.file.storage.open(name) as stored, tempfile.NamedTemporaryFile(suffix=f".{extension}") as copy:
            shutil.copyfileobj(stored, copy)
            copy.flush()
            found = read_in_process(READERS[extension], copy.name)
    except FileNotFoundError:
        found = FileText(problem=TextProblem.MISSING)
    is_read = found.is_opened and (bool(found.texts) or not found.problem)
    if found.is_opened and not found.problem and not any(found.texts.values()):
        found.problem = TextProblem.NO_TEXT
    _keep(document, name, TextState.READ if is_read else TextState.FAILED, found)


@transaction.atomic
def _keep(document, name, state, found):
    facts = {"page_count": found.pages} if found.pages else {}
    facts |= {} if found.tagged is None else {"tagged": found.tagged}
    is_hidden = first_pages.is_hidden(document)
    first_page = [] if is_hidden else first_pages.store(document.pk, found.pictures)
    before = SiteDocument.objects.filter(pk=document.pk).values_list("first_page", flat=True).first() or []
    # One statement, so that of two tasks the second waits for the first.
    kept = SiteDocument.objects.filter(pk=document.pk, file=name).update(
        text_state=state,
        text_problem=found.problem,
        text_source=name,
        text_language=guess_language(" ".join(found.texts.values())),
        text_title=found.title,
        outline=[] if is_hidden else found.outline,
        first_page=first_page,
        **facts,
    )
    first_pages.delete_on_commit(before if kept else first_page, without=first_page if kept else before)
    if not kept:
        return
    DocumentPageText.objects.filter(document=document).delete()
    rows = [
        DocumentPageText(document=document, number=number, text=text) for number, text in found.texts.items() if text
    ]
    DocumentPageText.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    invalidate_on_commit(SiteDocument, DocumentPageText)
    transaction.on_commit(lambda: documents_changed(document))


def documents_changed(document):
    """Send the signal `document_text_read` with the pages that hold a SiteDocument, so that search reindexes them."""
    document_text_read.send(SiteDocument, document_id=document.pk, page_ids=pages_with(document.pk))


def guess_language(text):
    """Return the language of a text by its words: "nl", "en", or empty when it is neither for certain."""
    detector = LanguageDetector(LANGUAGES, lemmatization_strategy=STRATEGY)
    scores = detector.proportion_in_each_language(text[:LANGUAGE_SAMPLE])
    best = max(LANGUAGES, key=lambda language: scores.get(language, 0))
    return best if scores.get(best, 0) >= SURE_ENOUGH else ""
