from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

from pages.blocks import BodyBlock
from pages.models import RecordPage
from pages.record_index.relations import Role
from pages.stream_field import StreamField
from pages.trays import NewsletterTray


class WorkgroupPage(RecordPage):
    """People who learn about one question together: kenniskring, werkgroep, netwerk, ontwikkelwerkplaats.

    A workgroup refers to its theme; it does not repeat the theme's text. Its places are `municipalities`.
    """

    class Kind(models.TextChoices):
        KENNISKRING = "kenniskring", _("Kenniskring")
        WERKGROEP = "werkgroep", _("Working group")
        NETWERK = "netwerk", _("Network")
        ONTWIKKELWERKPLAATS = "ontwikkelwerkplaats", _("Ontwikkelwerkplaats")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.WERKGROEP)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    question = models.TextField(_("question"), blank=True, help_text=_("What the group wants to find out."))
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    results = StreamField(BodyBlock(), verbose_name=_("results"), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("number"), FieldPanel("date", heading=capfirst(_("period")))]),
        FieldPanel("question"),
        FieldPanel("body"),
        FieldPanel("results"),
        InlinePanel("products", label=_("Product"), heading=_("Products")),
        InlinePanel("partners", label=_("Partner"), heading=_("Partners")),
        *RecordPage.link_panels,
        *RecordPage.classification_panels,
    ]
    search_fields = [
        *RecordPage.search_fields,
        index.SearchField("question"),
        index.SearchField("body"),
        index.SearchField("results"),
        index.FilterField("kind"),
    ]
    search_names = [*RecordPage.search_names, "products__title", "products__description", "partners__organisation"]
    parent_page_types = ["pages.WerkplaatsPage", "themes.ProgrammePage"]
    subpage_types = []
    shown_rows = {
        **RecordPage.shown_rows,
        "theme_links": ["theme__locale", "theme__agenda"],
        "products": ["target__locale"],
        "partners": ["organisation"],
    }
    # For pages.text_passages: the template gives these an h2 of their own.
    fields_below_heading = ["results"]

    listed_on = ""
    is_shared = False
    is_news = False
    dossier_order = 70
    search_kind = "workgroup"
    card_fields = [*RecordPage.card_fields, "number", "numbered_kind"]
    relations = [*RecordPage.relations, Role("organisation", "werkgroep", _("Workgroups"), "partners__organisation")]
    newsletter_trays = [NewsletterTray("workgroups", _("Workgroups"), order=72)]
    content_name = "workgroup"
    content_folder = "workgroups"
    content_fields = ["kind", "number", "question", "results", "products", "partners"]

    class Meta:
        verbose_name = _("workgroup")
        verbose_name_plural = _("workgroups")

    @property
    def kind_label(self):
        return self.get_kind_display()

    @property
    def numbered_kind(self):
        """Its kind with its number, “Kenniskring 5”, or the kind alone where the title says the number already."""
        with override(self.locale.language_code):
            in_title = f"{self.kind_label} {self.number}"
        is_said = self.number is None or self.title.startswith(in_title)
        return self.kind_label if is_said else f"{self.kind_label} {self.number}"


class WorkgroupProduct(Orderable):
    """What a workgroup made: a record of the platform, or a name where there is no record."""

    workgroup = ParentalKey(WorkgroupPage, on_delete=models.CASCADE, related_name="products")
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Leave empty to use the title of the record.")
    )
    description = models.CharField(_("description"), max_length=400, blank=True)
    target = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("record"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [FieldPanel("title"), FieldPanel("description"), PageChooserPanel("target")]

    class Meta(Orderable.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self):
        return self.title or str(self.target)


class WorkgroupPartner(Orderable):
    """An organisation that takes part in a workgroup."""

    workgroup = ParentalKey(WorkgroupPage, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="workgroup_partnerships",
    )
    role = models.CharField(_("role"), max_length=120, blank=True)

    panels = [FieldPanel("organisation"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self):
        return str(self.organisation)
