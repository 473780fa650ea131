import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from pages.blocks import SHORT_TEXT_FEATURES, BodyBlock
from pages.languages import LanguageListField
from pages.models import ListingPage, RecordPage
from pages.record_index.facets import Relation
from pages.stream_field import StreamField
from publications import structured_data
from publications.covers import describe_drawing
from publications.facets import PUBLICATION_FACETS
from publications.trays import PUBLICATION_TRAYS

from .parts import Contributor
from .publication_actions import PublicationActions


def validate_isbn(value):
    """Refuse an ISBN-10 or ISBN-13 (ISO 2108:2017) whose check digit is wrong; hyphens and spaces are free."""
    digits = re.sub(r"[\s-]", "", value).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
        valid = total % 11 == 0
    elif re.fullmatch(r"97[89]\d{10}", digits):
        valid = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0
    else:
        raise ValidationError(_("Write the 10 or 13 digits of the ISBN."))
    if not valid:
        raise ValidationError(_("This ISBN has a typing error: its last digit does not fit the others."))


def validate_doi(value):
    """Refuse what is not a DOI name (ISO 26324): 10., a registrant, a slash and a suffix, without https://doi.org/."""
    if not re.fullmatch(r"10\.\d{4,9}/\S+", value):
        raise ValidationError(_("Write the DOI from 10. on, such as 10.1000/182."))


class PublicationIndexPage(ListingPage):
    """/publicaties/: everything to read, watch and listen to."""

    max_count_per_parent = 1
    parent_page_types = ["pages.HomePage"]

    content_name = "publication-index"

    class Meta:
        verbose_name = _("publications overview")
        verbose_name_plural = _("publications overviews")


class PublicationPage(PublicationActions, RecordPage):
    """A publication as a library keeps it."""

    class Licence(models.TextChoices):
        UNKNOWN = "", _("Not known")
        ALL_RIGHTS = "all-rights", _("All rights reserved")
        CC_BY = "CC-BY-4.0", "CC BY 4.0"
        CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
        CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
        CC_BY_NC_ND = "CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0"
        CC0 = "CC0-1.0", "CC0 1.0"

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
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, blank=True, default="")
    cover = models.ForeignKey(
        "pages.SiteImage", verbose_name=_("cover"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    content_panels = [
        RecordPage.content_panels[0],
        FieldPanel("subtitle"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("date")]),
        InlinePanel("contributors", label=_("Contributor"), heading=_("Contributors")),
        FieldPanel("publisher"),
        FieldPanel("abstract"),
        FieldPanel("for_whom"),
        FieldPanel("body"),
        InlinePanel("files", label=_("File"), heading=_("Files")),
        InlinePanel("order_links", label=_("Order link"), heading=_("To order")),
        InlinePanel("parts", label=_("Part"), heading=_("Parts")),
        InlinePanel("result_of", label=_("Record"), heading=_("Result of")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("isbn"), FieldPanel("doi")]),
                FieldRowPanel([FieldPanel("series"), FieldPanel("series_number")]),
                FieldPanel("languages"),
                FieldPanel("licence"),
                FieldPanel("cover"),
            ],
            _("Library details"),
        ),
        *RecordPage.link_panels,
        *RecordPage.classification_panels,
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
        "parts__title",
        "parts__description",
    ]
    parent_page_types = ["publications.PublicationIndexPage"]
    subpage_types = []
    # What a line in a list asks: kind, and its cover, real or drawn in the colour of its theme.
    line_prefetch = ["kind", "cover__renditions", "theme_links__theme"]
    listing_prefetch = [*RecordPage.listing_prefetch, *line_prefetch, "files__document", "order_links__seller"]
    thumbnail_template = "publications/components/thumbnail.html"

    listed_on = "publications.PublicationIndexPage"
    is_shared = True
    is_news = True
    dossier_order = 10
    search_kind = "publication"
    facets = PUBLICATION_FACETS
    card_fields = [*RecordPage.card_fields, "cover_facts"]
    card_prefetch = line_prefetch
    entry_prefetch = [*RecordPage.entry_prefetch, "contributors__person", "contributors__organisation"]
    relations = [
        *RecordPage.relations,
        Relation("person", "contributors__person"),
        Relation("organisation", "contributors__organisation", "publisher", "order_links__seller"),
        Relation("source-key", "result_of__source"),
    ]
    newsletter_trays = PUBLICATION_TRAYS
    content_name = "publication"
    content_folder = "publications"
    content_fields = [
        "subtitle",
        "kind",
        "contributors",
        "publisher",
        "languages",
        "isbn",
        "doi",
        "series",
        "series_number",
        "abstract",
        "for_whom",
        "files",
        "order_links",
        "licence",
        "result_of",
        "parts",
        "cover",
    ]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    @property
    def kind_label(self):
        return self.kind.label if self.kind else super().kind_label

    @property
    def author_names(self):
        """The names of its authors and editors."""
        roles = (Contributor.Role.AUTHOR, Contributor.Role.EDITOR)
        return [contributor.name for contributor in self.contributors.all() if contributor.role in roles]

    @property
    def cover_facts(self):
        """What its cover is drawn of (publications.covers.describe_drawing)."""
        return describe_drawing(self)

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

    def get_structured_data(self, request):
        return [structured_data.describe_publication(self, request)]
