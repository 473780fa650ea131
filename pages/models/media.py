"""Images and documents with what a reader wants to know before opening them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from pages.languages import LANGUAGE_NAMES, LANGUAGES
from visitors.file_types import check_document

from .document_text import ReadableDocument, TextProblem, TextState

# Extensions of files that browsers play, and the element of HTML that does it.
PLAYERS = {"mp4": "video", "m4a": "audio", "mp3": "audio"}
# Extensions of files of which `page_count` counts slides, and of old files that the same programs save as a new kind.
PRESENTATIONS = ("pptx", "odp")
OLD_OFFICE = ("doc", "ppt", "xls")


class SiteImage(AbstractImage):
    """A picture; `description` is its text alternative, empty for decoration."""

    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who made it, and the licence."))
    # Its renditions as {filter specification: [name in the storage, width, height]} (pages.renditions.picture_of).
    rendition_files = models.JSONField(default=dict, blank=True, editable=False)
    # For which sizes, file and focal point they were made (pages.renditions.key_of); empty while that is to be done.
    renditions_key = models.CharField(max_length=26, blank=True, editable=False, db_index=True)
    # When a task was asked to make them.
    renditions_queued_at = models.DateTimeField(null=True, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    content_name = "image"
    content_folder = "images"
    content_fields = ["title", "description", "credit"]
    content_omitted = [
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]


class SiteRendition(AbstractRendition):
    """One size of a picture."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_site_rendition")
        ]


class SiteDocument(ReadableDocument, AbstractDocument):
    """A file to download, with language, number of pages, and whether it is tagged for screen readers."""

    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="nl")
    page_count = models.PositiveIntegerField(
        _("number of pages"), null=True, blank=True, help_text=_("Of a PDF and of slides it is filled in by itself.")
    )
    tagged = models.BooleanField(
        _("tagged for screen readers"),
        default=False,
        help_text=_("With a structure that assistive technology can follow. Of a PDF it is filled in by itself."),
    )
    is_example = models.BooleanField(
        _("example"),
        default=False,
        help_text=_("A text of our own in the place of the real file, which we do not have."),
    )

    admin_form_fields = (*Document.admin_form_fields, "language", "page_count", "tagged", "is_example")

    content_name = "document"
    content_folder = "documents"
    content_fields = ["title", "language", "page_count", "tagged", "is_example"]
    content_omitted = ["collection", "tags"]

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]

    def clean(self):
        """Refuse a new file with a content that is not what its name says, or that runs something."""
        super().clean()
        if self.file and not self.file._committed:
            try:
                check_document(self.file.name, self.file)
            except ValidationError as error:
                raise ValidationError({"file": error}) from error

    @property
    def player(self):
        """The element of HTML that plays the file, “video” or “audio”; empty for a file to read."""
        return PLAYERS.get(self.file_extension.lower(), "")

    @property
    def text_sentences(self):
        """What an editor should know of the text of the file, as a list of sentences; the first says its state."""
        if self.text_state == TextState.READ:
            first = gettext("The text of the file is read: readers find it by its words.")
        elif self.text_state == TextState.PENDING:
            first = gettext("The text of the file is read soon; reload this page to see the result.")
        elif self.text_state == TextState.UNSUPPORTED:
            first = gettext("Files of this kind are found by their title, not by the words in them.")
            if self.file_extension.lower() in OLD_OFFICE:
                first += " " + gettext(
                    "Save it as docx, pptx, xlsx or PDF and choose that file; then its text is read."
                )
        else:
            first = gettext("The text of the file cannot be read; readers can still download it.")
        found = [first, TextProblem(self.text_problem).label] if self.text_problem else [first]
        if self.text_language and self.text_language != self.language:
            words = gettext("The text seems to be %(found)s, the document says %(said)s. Choose the right language.")
            said = {"found": LANGUAGE_NAMES[self.text_language], "said": self.get_language_display()}
            found.append(words % said)
        return found

    @property
    def text_facts(self):
        """What was read in the file, as (label, value) texts for editors; empty when it could not be opened."""
        extension = self.file_extension.lower()
        is_opened = self.text_state == TextState.READ or (self.text_state == TextState.FAILED and self.page_count)
        if not is_opened:
            return []
        facts = []
        if extension == "pdf":
            facts.append((gettext("Number of pages in the file"), str(self.page_count)))
        elif extension in PRESENTATIONS and self.page_count:
            facts.append((gettext("Number of slides in the file"), str(self.page_count)))
        language = LANGUAGE_NAMES.get(self.text_language, gettext("not recognised"))
        facts.append((gettext("Language of its text"), str(language)))
        facts.append((gettext("Title in the file"), self.text_title or gettext("none")))
        if extension == "pdf":
            tagged = gettext("yes") if self.tagged else gettext("no")
            facts.append((capfirst(gettext("tagged for screen readers")), tagged))
        return facts

    def address_of_page(self, number):
        """Return the address of the file, which opens at a page (from 1) where its format has addresses for pages.

        That is PDF (RFC 8118, section 3).
        """
        return f"{self.url}#page={number}" if self.file_extension.lower() == "pdf" else self.url

    def name_of_page(self, number):
        """Return a page or slide (from 1) of the file as text, "page 3"; empty where its pages are not known."""
        extension = self.file_extension.lower()
        if extension in PRESENTATIONS:
            return gettext("slide %(number)s") % {"number": number}
        return gettext("page %(number)s") % {"number": number} if extension == "pdf" else ""

    @property
    def facts(self):
        """What to know before downloading, as text: “pdf, 2,1 MB, 12 pagina's, Nederlands, getagd voor schermlezers”.

        Only a PDF says whether it is tagged (PDF/UA, ISO 14289); an example says that it is one.
        """
        parts = [self.size_words, self.length_words, str(self.get_language_display())]
        if self.file_extension.lower() == "pdf":
            parts += [gettext("tagged for screen readers")] if self.tagged else []
        if self.is_example:
            parts.append(gettext("example"))
        return ", ".join(part for part in parts if part)

    @property
    def size_words(self):
        """Its kind and size: “pdf, 2,1 MB”."""
        return f"{self.file_extension.lower()}, {filesizeformat(self.file_size or 0)}".replace("\xa0", " ")

    @property
    def length_words(self):
        """How many pages or slides it has, in words; empty where that is not known."""
        if not self.page_count:
            return ""
        if self.file_extension.lower() in PRESENTATIONS:
            return ngettext("%(count)d slide", "%(count)d slides", self.page_count) % {"count": self.page_count}
        return ngettext("%(count)d page", "%(count)d pages", self.page_count) % {"count": self.page_count}

    @property
    def format_words(self):
        """Its kind and how long it is: “pdf, 24 pages”."""
        return ", ".join(part for part in (self.file_extension.lower(), self.length_words) if part)
