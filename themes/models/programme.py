from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from pages.blocks import BodyBlock
from pages.fuzzy_date import FuzzyDateField
from pages.models import ListingPage, RecordPage
from pages.record_index.relations import Role
from pages.stream_field import StreamField
from pages.trays import NewsletterTray
from themes.facets import PROGRAMME_FACETS


class ProgrammeIndexPage(ListingPage):
    """/programmas/: what the werkplaatsen work on for some years."""

    max_count_per_parent = 1
    feed_class = None
    parent_page_types = ["pages.HomePage"]

    content_name = "programme-index"

    class Meta:
        verbose_name = _("programmes overview")
        verbose_name_plural = _("programmes overviews")


class ProgrammePage(RecordPage):
    """A programme: themes, phases, status, contact people, partners.

    Its workgroups stand under it, its results point at it.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")

    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.RUNNING)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldRowPanel([FieldPanel("status"), FieldPanel("date", heading=capfirst(_("period")))]),
        FieldPanel("body"),
        InlinePanel("phases", label=_("Phase"), heading=_("Phases")),
        InlinePanel("contacts", label=_("Contact"), heading=_("Contact people")),
        InlinePanel("partners", label=_("Partner"), heading=_("Partners")),
        *RecordPage.link_panels,
        *RecordPage.classification_panels,
    ]
    search_fields = [*RecordPage.search_fields, index.SearchField("body")]
    search_names = [
        *RecordPage.search_names,
        "phases__title",
        "phases__description",
        "contacts__person",
        "partners__organisation",
    ]
    parent_page_types = ["themes.ProgrammeIndexPage"]
    shown_rows = {
        **RecordPage.shown_rows,
        "phases": [],
        "contacts": ["person__organisation"],
        "partners": ["organisation"],
    }
    schema_type = "Project"

    listed_on = "themes.ProgrammeIndexPage"
    is_shared = True
    is_news = True
    dossier_order = 60
    search_kind = "programme"
    facets = PROGRAMME_FACETS
    card_fields = [*RecordPage.card_fields, "werkplaats_keys", "phase_periods"]
    card_prefetch = ["werkplaatsen", "phases"]
    relations = [
        *RecordPage.relations,
        Role("person", "aanspreekpunt", _("Contact for"), "contacts__person"),
        Role("organisation", "programma", _("Programmes"), "partners__organisation"),
    ]
    newsletter_trays = [NewsletterTray("programmes", _("Programmes"), order=70)]
    content_name = "programme"
    content_folder = "programmes"
    content_fields = ["status", "phases", "contacts", "partners"]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    @property
    def werkplaats_keys(self):
        """The translation keys of its werkplaatsen as texts."""
        return [str(werkplaats.translation_key) for werkplaats in self.werkplaatsen.all()]

    @property
    def phase_periods(self):
        """[title, period as text] of its phases, in order."""
        return [[phase.title, phase.period.text if phase.period else ""] for phase in self.phases.all()]


class ProgrammePhase(Orderable):
    """A part of a programme in time."""

    programme = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="phases")
    title = models.CharField(_("title"), max_length=120)
    period = FuzzyDateField(_("period"), blank=True)
    description = models.TextField(_("description"), blank=True)

    panels = [FieldRowPanel([FieldPanel("title"), FieldPanel("period")]), FieldPanel("description")]

    class Meta(Orderable.Meta):
        verbose_name = _("phase")
        verbose_name_plural = _("phases")

    def __str__(self):
        return self.title


class ProgrammeContact(Orderable):
    """Somebody to ask about a programme."""

    programme = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey(
        "network.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="programme_contacts"
    )
    role = models.CharField(_("role"), max_length=120, blank=True)

    panels = [FieldPanel("person"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return str(self.person)


class ProgrammePartner(Orderable):
    """An organisation that takes part in a programme."""

    programme = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="programme_partnerships",
    )
    role = models.CharField(_("role"), max_length=120, blank=True)

    panels = [FieldPanel("organisation"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self):
        return str(self.organisation)
