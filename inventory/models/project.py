from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from inventory.filters import ProjectFilterSet
from pages.blocks import BodyBlock
from pages.models import ListingPage, RecordPage


class ProjectIndexPage(ListingPage):
    """/projecten/: running and starting projects in the region."""

    max_count_per_parent = 1
    record_model = "inventory.ProjectPage"
    filterset_class = ProjectFilterSet
    parent_page_types = ["pages.HomePage"]

    class Meta:
        verbose_name = _("projects overview")
        verbose_name_plural = _("projects overviews")


class ProjectPage(RecordPage):
    """A project as reported to the inventory or entered by an editor; its years are `date`."""

    class Status(models.TextChoices):
        IDEA = "idea", _("Idea")
        STARTING = "starting", _("Starting")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        STOPPED = "stopped", _("Stopped")
        UNKNOWN = "unknown", _("Not known")

    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.RUNNING, db_index=True)
    lead_organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("lead organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="projects",
    )
    round = models.ForeignKey(
        "inventory.InventoryRoundPage",
        verbose_name=_("reported in round"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="projects",
    )
    confirmed_on = models.DateField(
        _("confirmed on"), null=True, blank=True, help_text=_("When the owner last said that this is right.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldRowPanel([FieldPanel("status"), FieldPanel("date", heading=_("period"))]),
        FieldPanel("body"),
        FieldPanel("lead_organisation"),
        InlinePanel("partners", label=_("Partner"), heading=_("Partners")),
        PageChooserPanel("round"),
        FieldPanel("confirmed_on"),
        *RecordPage.link_panels,
        *RecordPage.classification_panels,
    ]
    search_fields = [*RecordPage.search_fields, index.SearchField("body"), index.FilterField("status")]
    search_names = [*RecordPage.search_names, "lead_organisation", "partners__organisation"]
    parent_page_types = ["inventory.ProjectIndexPage"]
    subpage_types = []
    listing_prefetch = [*RecordPage.listing_prefetch, "lead_organisation"]
    schema_type = "Project"

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")


class ProjectPartner(Orderable):
    """An organisation that takes part in a project."""

    project = ParentalKey(ProjectPage, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="project_partnerships",
    )
    role = models.CharField(_("role"), max_length=120, blank=True)

    panels = [FieldPanel("organisation"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self):
        return str(self.organisation)
