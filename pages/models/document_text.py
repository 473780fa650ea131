"""The text of documents, page by page, and how far reading it has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TextState(models.TextChoices):
    """How far reading the text of a document has come."""

    PENDING = "pending", _("waits to be read")
    READ = "read", _("read")
    FAILED = "failed", _("cannot be read")
    UNSUPPORTED = "unsupported", _("is not read")


class TextProblem(models.TextChoices):
    """Why a document could not be read, or not all of it; the label is a sentence for editors."""

    NOT_PDF = "not-pdf", _("This file is called PDF but is something else. Save it as a PDF and choose it again.")
    WRONG_NAME = "wrong-name", _("This file is something else than its name says. Save it anew and choose that file.")
    DAMAGED = "damaged", _("(A part of) this file is damaged. Open it, save it anew and choose that file.")
    ENCRYPTED = "encrypted", _("This file asks for a password, so readers cannot open it either. Choose one without.")
    TOO_HEAVY = "too-heavy", _("Reading this file takes too much time or memory. Save it smaller, or split it.")
    TOO_LONG = "too-long", _("This file is very long: only its beginning can be found by its text.")
    NO_TEXT = (
        "no-text",
        _(
            "There is no text in this file, at most pictures of pages. Nobody finds it by its words, and no screen "
            "reader can read it. Choose a file with text (of a scan: text recognition, OCR)."
        ),
    )
    MISSING = "missing", _("The file is not there any more. Choose it again.")


class ReadableDocument(models.Model):
    """Abstract: a document whose text is read by a background task (pages.document_text)."""

    text_state = models.CharField(
        _("text"), max_length=12, choices=TextState, default=TextState.PENDING, editable=False, db_index=True
    )
    text_problem = models.CharField(max_length=12, choices=TextProblem, blank=True, editable=False)
    # The stored name of the file that was read or waits for it: another name is another file.
    text_source = models.CharField(max_length=255, blank=True, editable=False)
    text_queued_at = models.DateTimeField(null=True, editable=False)
    # What the file says of itself: its language as guessed from its words ("nl", "en" or empty), its title.
    text_language = models.CharField(max_length=5, blank=True, editable=False)
    text_title = models.CharField(max_length=255, blank=True, editable=False)
    # Its bookmarks (pages.pdf_text), and pictures of its first page as {"name" in the storage, "width", "height"}, the
    # largest first; no pictures of what is behind a login.
    outline = models.JSONField(default=list, blank=True, editable=False)
    first_page = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True


class DocumentPageText(models.Model):
    """The text of one page of a document; `number` counts from 1. Pages without text have no row."""

    document = models.ForeignKey("pages.SiteDocument", on_delete=models.CASCADE, related_name="page_texts")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["document", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="unique_page_of_document")]

    def __str__(self):
        return f"{self.document_id}, {self.number}"
