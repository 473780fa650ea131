from django.db import models
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from inventory.cards import UNCONFIRMED_AFTER, ProjectCard, ProjectConfirmation, confirmed_until
from inventory.editing import OwnerPanel
from inventory.facets import PROJECT_FACETS, PROJECT_RELATIONS
from inventory.signals import projects_changed
from inventory.structured_data import describe_project
from pages.blocks import BodyBlock
from pages.models import ListedQuerySet, ListingPage, RecordPage
from pages.record_index.orders import BY_TITLE, NEWEST, CurrentFirst
from pages.stream_field import StreamField
from pages.trays import NewsletterTray


class ProjectQuerySet(ListedQuerySet):
    """Projects by whether their owner still vouches for them; `day` is a date in Amsterdam."""

    def confirmed_at(self, day):
        """Keep projects that somebody confirmed in the fifteen months before `day`; only these are counted."""
        return self.filter(confirmed_on__gt=day - UNCONFIRMED_AFTER)

    def unconfirmed_at(self, day):
        """Keep projects that nobody confirmed in the fifteen months before `day`, or ever."""
        return self.filter(models.Q(confirmed_on=None) | models.Q(confirmed_on__lte=day - UNCONFIRMED_AFTER))

    def update(self, **values):
        """Update as Django does, and say which projects changed."""
        projects = list(self.order_by().values_list("pk", flat=True))
        changed = super().update(**values)
        projects_changed.send(self.model, projects=projects)
        return changed

    update.alters_data = True


class ProjectIndexPage(ListingPage):
    """/projecten/: running and starting projects in the region."""

    max_count_per_parent = 1
    # The projects that nobody confirms stand after the others.
    orders = [
        CurrentFirst("bevestigd", _("Confirmed first"), ("-sort_day", "-page"), first_columns=("-sort_day", "-page")),
        NEWEST,
        BY_TITLE,
    ]
    parent_page_types = ["pages.HomePage"]

    content_name = "project-index"

    class Meta:
        verbose_name = _("projects overview")
        verbose_name_plural = _("projects overviews")


class ProjectPage(ProjectConfirmation, RecordPage):
    """A project as reported to the inventory or entered by an editor; its years are `date`."""

    class Status(models.TextChoices):
        IDEA = "idea", _("Idea")
        STARTING = "starting", _("Starting")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        STOPPED = "stopped", _("Stopped")
        UNKNOWN = "unknown", _("No status given")

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
    wanted = models.TextField(
        _("help wanted"), blank=True, help_text=_("What the project looks for in others. Everyone can read it.")
    )
    open_for_contact = models.BooleanField(
        _("open for contact"),
        default=False,
        help_text=_("Visitors can send the owner a message. Addresses are not shown."),
    )

    content_panels = [
        *RecordPage.content_panels,
        FieldRowPanel([FieldPanel("status"), FieldPanel("date", heading=capfirst(_("period")))]),
        FieldPanel("body"),
        FieldPanel("wanted"),
        FieldPanel("lead_organisation"),
        InlinePanel("partners", label=_("Partner"), heading=_("Partners")),
        PageChooserPanel("round"),
        FieldRowPanel([FieldPanel("confirmed_on"), FieldPanel("open_for_contact")]),
        OwnerPanel(heading=_("Owner")),
        *RecordPage.link_panels,
        *RecordPage.classification_panels,
    ]
    search_fields = [
        *RecordPage.search_fields,
        index.SearchField("body"),
        index.SearchField("wanted"),
        index.FilterField("status"),
    ]
    search_names = [*RecordPage.search_names, "lead_organisation", "partners__organisation"]
    parent_page_types = ["inventory.ProjectIndexPage"]
    subpage_types = []
    listing_prefetch = [*RecordPage.listing_prefetch, "lead_organisation"]
    shown_joins = [*RecordPage.shown_joins, "lead_organisation", "round__locale"]
    shown_rows = {**RecordPage.shown_rows, "partners": ["organisation"]}
    schema_type = "Project"

    objects = PageManager.from_queryset(ProjectQuerySet)()

    listed_on = "inventory.ProjectIndexPage"
    is_shared = True
    is_news = True
    dossier_order = 50
    search_kind = "project"
    api_name = "projects"
    api_serializer = "inventory.api.ProjectSerializer"
    facets = PROJECT_FACETS
    card_class = ProjectCard
    card_fields = [*RecordPage.card_fields, "status", "status_label", "wanted_words"]
    entry_prefetch = [*RecordPage.entry_prefetch, "lead_organisation"]
    relations = PROJECT_RELATIONS
    # By status, in the inventory's part of the page of a municipality.
    own_parts = ("gemeente",)
    newsletter_trays = [NewsletterTray("projects", _("Projects"), order=60)]
    content_name = "project"
    content_folder = "projects"
    content_fields = ["status", "lead_organisation", "partners", "round", "confirmed_on", "wanted", "open_for_contact"]

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def save(self, *args, **kwargs):
        """Save with the child rows, and say that it changed."""
        super().save(*args, **kwargs)
        projects_changed.send(type(self), projects=[self.pk])

    @property
    def status_label(self):
        """Its status in words; empty when it is not known."""
        return "" if self.status == self.Status.UNKNOWN else str(self.get_status_display())

    @property
    def organisations_to_ask(self):
        return [self.lead_organisation] if self.lead_organisation else []

    @property
    def wanted_words(self):
        """What it looks for in others, short enough for a list; empty for nothing."""
        return Truncator(self.wanted).chars(240)

    @property
    def author_names(self):
        """The name of the organisation that leads it; never that of a person."""
        return [self.lead_organisation.name] if self.lead_organisation else []

    @property
    def index_span(self):
        """It is current as long as its confirmation holds."""
        return None, confirmed_until(self.confirmed_on)

    def get_structured_data(self, request):
        """Return the node of the project, as schema.org's Project: who, where, since when, about what."""
        return [describe_project(self, request)]

    @property
    def is_over(self):
        """True when it is finished or stopped."""
        return self.status in (self.Status.FINISHED, self.Status.STOPPED)

    @property
    def is_unconfirmed(self):
        """True when nobody confirmed it in the last fifteen months; it is then left out of the counts."""
        return self.confirmed_on is None or self.confirmed_on <= timezone.localdate() - UNCONFIRMED_AFTER


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
