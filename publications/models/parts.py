"""Child relations of a publication: contributors, key points, files, companions, order links, parts, and sources."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable

from pages.languages import LANGUAGES

from .recording import Recorded

ACCESSIBLE_VERSION_HELP = _(
    "The same text in a file that a screen reader can read, such as a Word file or a tagged PDF."
)


class Contributor(Orderable):
    """Somebody, or an organisation, who made a publication, in order, with the affiliation of that moment."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("Author")
        EDITOR = "editor", _("Editor")
        INTERVIEWER = "interviewer", _("Interviewer")
        TRANSLATOR = "translator", _("Translator")
        ILLUSTRATOR = "illustrator", _("Illustrator")
        SPEAKER = "speaker", _("Speaker")
        HOST = "host", _("Host")

    publication = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="contributors")
    person = models.ForeignKey(
        "network.Person",
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contributions",
    )
    organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contributions",
        help_text=_("Instead of a person."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.AUTHOR)
    affiliation = models.CharField(
        _("affiliation"), max_length=200, blank=True, help_text=_("Where the person worked then.")
    )

    panels = [
        FieldRowPanel([FieldPanel("person"), FieldPanel("organisation")]),
        FieldRowPanel([FieldPanel("role"), FieldPanel("affiliation")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name of the person or the organisation."""
        return str(self.person or self.organisation or "")

    def clean(self):
        """Refuse neither or both of person and organisation."""
        super().clean()
        if bool(self.person) == bool(self.organisation):
            raise ValidationError({"person": _("Choose a person or an organisation.")})


class KeyPoint(Orderable):
    """One of the few things to remember of a publication, in a sentence."""

    LIMIT = 3

    publication = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="key_points")
    text = models.CharField(_("key point"), max_length=200)

    panels = [FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("key point")
        verbose_name_plural = _("key points")

    def __str__(self):
        return self.text


class FileRow(Orderable):
    """A file among others, in order; size, language and number of pages belong to the document."""

    document = models.ForeignKey(
        "pages.SiteDocument", verbose_name=_("document"), on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(_("title"), max_length=255, blank=True)
    accessible_version = models.ForeignKey(
        "pages.SiteDocument",
        verbose_name=_("accessible version"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=ACCESSIBLE_VERSION_HELP,
    )

    panels = [FieldPanel("document"), FieldPanel("title"), FieldPanel("accessible_version")]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self):
        return self.title or self.document.title


class PublicationFile(FileRow):
    """A file of the publication."""

    publication = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="files")


class CompanionMaterial(Orderable):
    """What goes with a publication and is no part of it: assignments, a presentation, a website."""

    publication = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="companions")
    title = models.CharField(_("title"), max_length=255)
    document = models.ForeignKey(
        "pages.SiteDocument",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    url = models.URLField(_("address"), blank=True, max_length=500)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("document"), PageChooserPanel("page"), FieldPanel("url")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("companion material")
        verbose_name_plural = _("companion material")

    def __str__(self):
        return self.title

    def clean(self):
        """Refuse more or less than one target."""
        super().clean()
        targets = [name for name in ("document", "page", "url") if getattr(self, name)]
        if len(targets) != 1:
            raise ValidationError(
                {targets[1] if targets else "url": _("Choose one target: a page, a document or an address.")}
            )


class OrderLink(Orderable):
    """Where a printed copy can be had; without address the seller's name is shown."""

    publication = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="order_links")
    seller = models.ForeignKey(
        "network.Organisation", verbose_name=_("seller"), on_delete=models.CASCADE, related_name="+"
    )
    url = models.URLField(_("address"), blank=True, max_length=500)
    price = models.DecimalField(_("price in euros"), max_digits=7, decimal_places=2, null=True, blank=True)

    panels = [FieldPanel("seller"), FieldRowPanel([FieldPanel("url"), FieldPanel("price")])]

    class Meta(Orderable.Meta):
        verbose_name = _("order link")
        verbose_name_plural = _("order links")

    def __str__(self):
        return str(self.seller)


class PublicationPart(Recorded, Orderable, ClusterableModel):
    """A part with a title of its own: a sub-study, an episode. Its files hang on it in order (PartFile)."""

    publication = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=255)
    description = models.TextField(_("description"), blank=True)
    url = models.URLField(_("address"), blank=True, max_length=500)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="nl")
    # By what programs tell an episode from others: it stays when number and title change. Made of them, so that it is
    # the same after an export and import.
    identity = models.CharField(max_length=300, blank=True, editable=False)
    # When it came on this site; None for what was there before this was kept.
    added_at = models.DateTimeField(null=True, editable=False, default=timezone.now, db_index=True)

    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("title")]),
        FieldPanel("description"),
        InlinePanel("files", label=_("File"), heading=_("Files of this part")),
        FieldRowPanel([FieldPanel("url"), FieldPanel("language")]),
        *Recorded.recording_panels,
    ]
    content_fields = [
        "number",
        "title",
        "description",
        "files",
        "url",
        "duration",
        "language",
        "has_captions",
        "transcript",
        "chapters",
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("part")
        verbose_name_plural = _("parts")

    def __str__(self):
        return self.title

    @property
    def named_files(self):
        """Its files as (title, PartFile) pairs; an only file without a title of its own has that of the part."""
        files = list(self.files.all())
        return [(file.title or (self.title if len(files) == 1 else str(file)), file) for file in files]

    def save(self, *args, **kwargs):
        """Save; what was kept of identity and moment stays, as a revision may be older than they are."""
        kept = type(self).objects.filter(pk=self.pk).values("identity", "added_at").first() if self.pk else None
        if kept and kept["identity"]:
            self.identity, self.added_at = kept["identity"], kept["added_at"]
        self.identity = self.identity or f"{'' if self.number is None else self.number}:{self.title}"
        super().save(*args, **kwargs)


class PartFile(FileRow):
    """A file of a part."""

    part = ParentalKey(PublicationPart, on_delete=models.CASCADE, related_name="files")


class ResultOf(Orderable):
    """The programme, workgroup, project or event that a publication came out of."""

    publication = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="result_of")
    source = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("record"), on_delete=models.CASCADE, related_name="resulting_publications"
    )

    panels = [
        PageChooserPanel(
            "source",
            page_type=[
                "themes.ProgrammePage",
                "themes.WorkgroupPage",
                "inventory.ProjectPage",
                "events.EventPage",
                "publications.PublicationPage",
            ],
        )
    ]

    content_reference = "source"

    class Meta(Orderable.Meta):
        verbose_name = _("result of")
        verbose_name_plural = _("results of")

    def __str__(self):
        return str(self.source)
