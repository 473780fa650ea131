from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.search import index

from pages.blocks import SHORT_TEXT_FEATURES, BodyBlock
from pages.models import ListingPage, RecordPage
from pages.record_index.relations import Relation
from pages.stream_field import StreamField
from publications import structured_data
from publications.bibliography.routes import CitedListing, CitedPublication
from publications.facets import PUBLICATION_FACETS, PUBLICATION_ROLES
from publications.podcasts import PodcastPublication
from publications.trays import PUBLICATION_TRAYS

from .cover import CoverMixin
from .evidence import EvidenceMixin
from .library_details import LibraryDetails
from .parts import KeyPoint
from .publication_actions import PublicationActions
from .publication_panels import PUBLICATION_PANELS
from .recording import Recorded


class PublicationIndexPage(CitedListing, ListingPage):
    """/publicaties/: everything to read, watch and listen to."""

    max_count_per_parent = 1
    parent_page_types = ["pages.HomePage"]

    content_name = "publication-index"

    class Meta:
        verbose_name = _("publications overview")
        verbose_name_plural = _("publications overviews")


class PublicationPage(
    Recorded,
    PodcastPublication,
    CitedPublication,
    PublicationActions,
    LibraryDetails,
    CoverMixin,
    EvidenceMixin,
    RecordPage,
):
    """A publication as a library keeps it."""

    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    kind = models.ForeignKey(
        "publications.PublicationKind",
        verbose_name=_("kind"),
        null=True,
        on_delete=models.PROTECT,
        related_name="publications",
    )
    abstract = RichTextField(_("abstract"), features=SHORT_TEXT_FEATURES, blank=True)
    for_whom = RichTextField(_("for whom"), features=SHORT_TEXT_FEATURES, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    content_panels = PUBLICATION_PANELS
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

    shown_joins = ["kind", "publisher", "series", "cover", "listing_image", "transcript"]
    shown_rows = {
        **RecordPage.shown_rows,
        "contributors": ["person", "organisation"],
        "files": ["document", "accessible_version"],
        "parts": ["transcript", "files__document", "files__accessible_version"],
        "companions": ["document", "page__locale"],
        "order_links": ["seller"],
        "key_points": [],
        "result_of": [],
    }

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
        "series",
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
        *LibraryDetails.library_fields,
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

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    @property
    def kind_label(self):
        return self.kind.label if self.kind else super().kind_label

    @property
    def schema_type(self):
        return self.kind.schema_type if self.kind else "CreativeWork"

    def clean(self):
        """Refuse more key points than a reader remembers."""
        super().clean()
        if self.key_points.count() > KeyPoint.LIMIT:
            raise ValidationError(_("Write at most %(count)s key points."), params={"count": KeyPoint.LIMIT})

    def get_structured_data(self, request):
        return [structured_data.describe_publication(self, request)]
