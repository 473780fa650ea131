from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from pages.blocks import SHORT_TEXT_FEATURES, BodyBlock
from pages.downloads_panel import DownloadsPanel
from pages.languages import LanguageListField
from pages.models import ListingPage, RecordPage
from pages.record_index.relations import Relation
from pages.stream_field import StreamField
from publications import structured_data
from publications.bibliography.routes import CitedListing, CitedPublication
from publications.check_panel import CheckPanel, IdentifierInput
from publications.covers import describe_drawing
from publications.facets import PUBLICATION_FACETS, PUBLICATION_ROLES
from publications.identifiers import canonical_doi, canonical_isbn, validate_doi, validate_isbn, validate_issn
from publications.licences import LicenceInput, validate_licence
from publications.podcasts import PodcastPublication
from publications.trays import PUBLICATION_TRAYS

from .parts import Contributor, KeyPoint
from .publication_actions import PublicationActions
from .recording import Recorded


class PublicationIndexPage(CitedListing, ListingPage):
    """/publicaties/: everything to read, watch and listen to."""

    max_count_per_parent = 1
    parent_page_types = ["pages.HomePage"]

    content_name = "publication-index"

    class Meta:
        verbose_name = _("publications overview")
        verbose_name_plural = _("publications overviews")


class PublicationPage(Recorded, PodcastPublication, CitedPublication, PublicationActions, RecordPage):
    """A publication as a library keeps it."""

    class Evidence(models.TextChoices):
        PRACTICE = "practice", _("Known from practice")
        STUDIED = "studied", _("Studied")
        REVIEWED = "reviewed", _("Studied and reviewed")

    # What the degrees of evidence mean for who wants to use it.
    EVIDENCE_MEANINGS = {
        Evidence.PRACTICE: _("Professionals say what they do and what they notice. Whether it works was not studied."),
        Evidence.STUDIED: _("Researchers looked whether or how it works, and say how they did that."),
        Evidence.REVIEWED: _("It was studied, and other experts judged the study before it was published."),
    }

    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    kind = models.ForeignKey(
        "publications.PublicationKind",
        verbose_name=_("kind"),
        null=True,
        on_delete=models.PROTECT,
        related_name="publications",
    )
    publisher = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("publisher"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="publications",
    )
    languages = LanguageListField(_("languages"))
    place = models.CharField(_("place of publication"), max_length=100, blank=True)
    edition = models.CharField(
        _("edition"), max_length=60, blank=True, help_text=_("As the title page says: 2e, herziene druk.")
    )
    report_number = models.CharField(_("report number"), max_length=40, blank=True)
    container_title = models.CharField(
        _("appeared in"),
        max_length=255,
        blank=True,
        help_text=_("The title of the journal, or of the book of which it is a chapter."),
    )
    volume = models.CharField(_("volume"), max_length=20, blank=True)
    issue = models.CharField(_("issue"), max_length=20, blank=True)
    pages = models.CharField(_("pages"), max_length=40, blank=True, help_text=_("Such as 12–34, or e1045."))
    issn = models.CharField("ISSN", max_length=9, blank=True, validators=[validate_issn])
    isbn = models.CharField("ISBN", max_length=20, blank=True, validators=[validate_isbn])
    doi = models.CharField("DOI", max_length=200, blank=True, validators=[validate_doi])
    series = models.ForeignKey(
        "publications.Series",
        verbose_name=_("series"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="publications",
    )
    series_number = models.CharField(_("number in the series"), max_length=20, blank=True)
    abstract = RichTextField(_("abstract"), features=SHORT_TEXT_FEATURES, blank=True)
    for_whom = RichTextField(_("for whom"), features=SHORT_TEXT_FEATURES, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    evidence = models.CharField(
        _("how sure it is"),
        max_length=10,
        choices=Evidence.choices,
        blank=True,
        help_text=_("Leave empty where it says nothing about what works."),
    )
    licence = models.CharField(
        _("licence"),
        max_length=64,
        blank=True,
        validators=[validate_licence],
        help_text=_("Its short name with the version, such as CC-BY-4.0 or CC-BY-SA-3.0-NL; or all-rights."),
    )
    cover = models.ForeignKey(
        "pages.SiteImage", verbose_name=_("cover"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    draws_cover = models.BooleanField(
        _("draw a cover"),
        default=False,
        help_text=_("Where no cover is chosen: a drawing, and not the first page of the file."),
    )
    # The first page of its first file as {"name" in the storage, "width", "height"}; kept by publications.file_covers.
    file_cover = models.JSONField(default=dict, blank=True, editable=False)

    content_panels = [
        RecordPage.content_panels[0],
        FieldRowPanel([FieldPanel("kind"), FieldPanel("date")]),
        CheckPanel(heading=_("Is it there already?")),
        FieldPanel("summary"),
        InlinePanel("contributors", label=_("Contributor"), heading=_("Contributors")),
        InlinePanel("files", label=_("File"), heading=_("Files")),
        FieldPanel("for_whom"),
        *RecordPage.classification_panels,
        MultiFieldPanel(
            [
                FieldPanel("subtitle"),
                InlinePanel("key_points", label=_("Key point"), heading=_("Key points"), max_num=KeyPoint.LIMIT),
                FieldPanel("abstract"),
                FieldPanel("body"),
                FieldPanel("evidence"),
            ],
            _("Text"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldPanel("container_title"),
                FieldRowPanel([FieldPanel("volume"), FieldPanel("issue"), FieldPanel("pages"), FieldPanel("issn")]),
            ],
            _("Journal or book in which it appeared"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("publisher"), FieldPanel("place")]),
                FieldRowPanel([FieldPanel("edition"), FieldPanel("report_number")]),
                FieldRowPanel(
                    [
                        FieldPanel("isbn", widget=IdentifierInput(canonical_isbn)),
                        FieldPanel("doi", widget=IdentifierInput(canonical_doi)),
                    ]
                ),
                FieldRowPanel([FieldPanel("series"), FieldPanel("series_number")]),
                FieldPanel("languages"),
                FieldPanel("licence", widget=LicenceInput),
                FieldRowPanel([FieldPanel("cover"), FieldPanel("draws_cover")]),
            ],
            _("Library details"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            Recorded.recording_panels,
            _("Recording or episode"),
            classname="collapsed",
            help_text=_("Of a publication that is one recording; that of an episode among its parts is said there."),
        ),
        InlinePanel("parts", label=_("Part"), heading=_("Parts"), classname="collapsed"),
        InlinePanel(
            "companions",
            label=_("Companion material"),
            heading=_("Companion material"),
            help_text=_("What goes with it: assignments, a presentation, a website."),
            classname="collapsed",
        ),
        InlinePanel("order_links", label=_("Order link"), heading=_("To order"), classname="collapsed"),
        InlinePanel("result_of", label=_("Record"), heading=_("Result of"), classname="collapsed"),
        MultiFieldPanel(RecordPage.link_panels, _("Actions, attachments and related records"), classname="collapsed"),
        DownloadsPanel(heading=_("Downloads"), classname="collapsed"),
    ]
    search_fields = [
        *RecordPage.search_fields,
        index.SearchField("subtitle", boost=2),
        index.SearchField("abstract"),
        index.SearchField("for_whom"),
        index.SearchField("body"),
        index.RelatedFields("contributors", [index.RelatedFields("person", [index.SearchField("name")])]),
    ]
    search_names = [
        *RecordPage.search_names,
        "kind",
        "series",
        "publisher",
        "contributors__person",
        "contributors__organisation",
        "isbn",
        "doi",
        "issn",
        "container_title",
        "key_points__text",
        "companions__title",
        "parts__title",
        "parts__description",
        "chapters",
        "parts__chapters",
        "parts__files__title",
    ]
    parent_page_types = ["publications.PublicationIndexPage"]
    subpage_types = []
    # What a line in a list asks: kind, and its cover, real or drawn in the colour of its theme.
    line_prefetch = ["kind", "cover", "theme_links__theme"]
    listing_prefetch = [*RecordPage.listing_prefetch, *line_prefetch, "files__document", "order_links__seller"]
    thumbnail_template = "publications/components/thumbnail.html"

    # What its cover is drawn of, while its own page is shown (publications.templatetags.publications).
    shown_cover = None
    shown_joins = ["kind", "publisher", "series", "cover", "listing_image", "transcript"]
    shown_rows = {
        **RecordPage.shown_rows,
        "contributors": ["person", "organisation"],
        "files": ["document", "accessible_version"],
        "parts": ["transcript", "files__document", "files__accessible_version"],
        "companions": ["document", "page__locale"],
        "order_links": ["seller"],
        "key_points": [],
    }
    asked_relations = [*RecordPage.asked_relations, "result_of"]

    listed_on = "publications.PublicationIndexPage"
    is_shared = True
    is_news = True
    dossier_order = 10
    search_kind = "publication"
    api_name = "publications"
    api_serializer = "publications.api.PublicationSerializer"
    facets = PUBLICATION_FACETS
    card_fields = [*RecordPage.card_fields, "cover_facts"]
    card_prefetch = [*line_prefetch, "publisher"]
    entry_prefetch = [
        *RecordPage.entry_prefetch,
        "contributors__person",
        "contributors__organisation",
        "files__document",
    ]
    relations = [
        *RecordPage.relations,
        *PUBLICATION_ROLES,
        Relation("source-key", "result_of__source"),
    ]
    newsletter_trays = PUBLICATION_TRAYS
    # What harvesters get (publications/oai/facts.py), besides what cards and facets are made of.
    followed = [
        "publisher",
        "contributors__person",
        "contributors__organisation",
        "files__accessible_version",
        "parts__files__document",
        "parts__files__accessible_version",
        "parts__transcript",
        "transcript",
    ]
    content_name = "publication"
    content_folder = "publications"
    content_fields = [
        "subtitle",
        "kind",
        "contributors",
        "publisher",
        "place",
        "edition",
        "report_number",
        "container_title",
        "volume",
        "issue",
        "pages",
        "issn",
        "languages",
        "isbn",
        "doi",
        "series",
        "series_number",
        "key_points",
        "abstract",
        "for_whom",
        "evidence",
        "files",
        "companions",
        "order_links",
        "licence",
        "result_of",
        *Recorded.recording_fields,
        "parts",
        "cover",
        "draws_cover",
    ]
    content_omitted = ["file_cover"]

    # Who stands as author of an entry in feeds.
    AUTHOR_ROLES = (Contributor.Role.AUTHOR, Contributor.Role.EDITOR)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def with_content_json(self, content):
        """Return the page of a revision; what the task found in the files is no part of what editors write."""
        page = super().with_content_json(content)
        page.file_cover = self.file_cover
        return page

    @property
    def kind_label(self):
        return self.kind.label if self.kind else super().kind_label

    @property
    def organisations_to_ask(self):
        return [self.publisher] if self.publisher else []

    @property
    def author_names(self):
        """The names of its authors and editors."""
        return [made.name for made in self.contributors.all() if made.role in self.AUTHOR_ROLES]

    @property
    def contributor_names(self):
        return [made.name for made in self.contributors.all() if made.role not in self.AUTHOR_ROLES]

    @property
    def enclosures(self):
        documents = [file.document for file in self.files.all() if not file.document.is_example]
        return [{"url": each.url, "length": each.file_size, "type": each.content_type} for each in documents]

    @property
    def evidence_meaning(self):
        """What its evidence means, in a sentence; empty without any."""
        return self.EVIDENCE_MEANINGS.get(self.evidence, "")

    @property
    def place_in_container(self):
        """Where it stands in its journal or book, as it follows the title there: “, 12(3), 45–60”."""
        number = f"{self.volume}({self.issue})" if self.issue else self.volume
        return "".join(f", {part}" for part in (number, self.pages) if part)

    @property
    def appeared_in(self):
        """The journal or book in which it appeared, with volume, issue and pages; empty for none."""
        return f"{self.container_title}{self.place_in_container}" if self.container_title else ""

    @property
    def made_by(self):
        """Its publisher, by the short name where it has one."""
        return (self.publisher.short_name or self.publisher.name) if self.publisher else ""

    @property
    def cover_facts(self):
        """What its cover is drawn of (publications.covers.describe_drawing); as it was kept, on its own page."""
        return self.shown_cover or describe_drawing(self)

    @property
    def schema_type(self):
        return self.kind.schema_type if self.kind else "CreativeWork"

    @property
    def share_image(self):
        return self.listing_image or self.cover

    @property
    def drawn_picture(self):
        # It draws what the models say.
        from publications.cover_pictures import name_of

        return name_of(self)

    def clean(self):
        """Refuse more key points than a reader remembers."""
        super().clean()
        if self.key_points.count() > KeyPoint.LIMIT:
            raise ValidationError(_("Write at most %(count)s key points."), params={"count": KeyPoint.LIMIT})

    def get_structured_data(self, request):
        return [structured_data.describe_publication(self, request)]
