from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

from pages import structured_data
from pages.blocks import BodyBlock
from pages.fuzzy_date import FuzzyDateField
from pages.landing import Landing
from pages.record_index.facets import without
from pages.record_index.orders import BY_TITLE
from pages.record_index.relations import Role
from pages.stream_field import StreamField

from .base import RecordPage
from .listing import ListingPage

SECTIONS = [
    ("introductie", _("Introduction")),
    ("themas", _("Themes")),
    ("werkgroepen", _("Workgroups")),
    ("vooruit-kijken", _("Looking ahead")),
    ("partners", _("Partners")),
    ("actueel", _("New and on")),
]


class WerkplaatsIndexPage(ListingPage):
    """/werkplaatsen/: the regional platforms, however many there are."""

    max_count_per_parent = 1
    feed_class = None
    orders = [BY_TITLE]
    parent_page_types = ["pages.HomePage"]

    content_name = "werkplaats-index"

    class Meta:
        verbose_name = _("werkplaatsen overview")
        verbose_name_plural = _("werkplaatsen overviews")


class WerkplaatsPage(RecordPage):
    """A regional platform: region, members, themes by agenda, workgroups, what comes; its years are `date`."""

    region = models.CharField(_("region"), max_length=120)
    predecessor = models.ForeignKey(
        "self",
        verbose_name=_("predecessor"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="successors",
    )
    website = models.URLField(_("website"), blank=True)
    contact = models.TextField(_("contact"), blank=True, help_text=_("How to reach the werkplaats."))
    body = StreamField(BodyBlock(), verbose_name=_("introduction"), blank=True)
    workgroups_introduction = StreamField(BodyBlock(), verbose_name=_("about the workgroups"), blank=True)
    looking_ahead = StreamField(BodyBlock(), verbose_name=_("looking ahead"), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldRowPanel([FieldPanel("region"), FieldPanel("date", heading=capfirst(_("years")))]),
        FieldPanel("body"),
        FieldPanel("workgroups_introduction"),
        FieldPanel("looking_ahead"),
        InlinePanel("members", label=_("Member"), heading=_("Members")),
        PageChooserPanel("predecessor"),
        MultiFieldPanel([FieldPanel("website"), FieldPanel("contact")], _("Contact")),
        InlinePanel("action_links", label=_("Action"), heading=_("Actions")),
        InlinePanel("attachments", label=_("Attachment"), heading=_("Attachments")),
        FieldPanel("municipalities"),
    ]
    search_fields = [
        *RecordPage.search_fields,
        index.SearchField("region"),
        index.SearchField("body"),
        index.SearchField("looking_ahead"),
    ]
    search_names = [*RecordPage.search_names, "members__organisation", "members__role", "contact"]
    parent_page_types = ["pages.WerkplaatsIndexPage"]
    schema_type = "Organization"
    shown_joins = [*RecordPage.shown_joins, "predecessor__locale"]
    shown_rows = {**RecordPage.shown_rows, "members": ["organisation"], "successors": ["locale"]}
    # For pages.text_passages: the template gives these an h2 of their own.
    fields_below_heading = ["body", "workgroups_introduction", "looking_ahead"]

    listed_on = "pages.WerkplaatsIndexPage"
    is_shared = False
    is_news = False
    dossier_order = 100
    search_kind = "werkplaats"
    facets = without(RecordPage.facets, "thema", "werkplaats", "doelgroep", "wet", "jaar", "openen")
    relations = [*RecordPage.relations, Role("organisation", "lid", _("Werkplaatsen"), "members__organisation")]
    card_fields = [*RecordPage.card_fields, "translation_key", "predecessor_id"]
    newsletter_trays = []
    content_name = "werkplaats"
    content_folder = "werkplaatsen"
    content_fields = [
        "region",
        "predecessor",
        "website",
        "contact",
        "workgroups_introduction",
        "looking_ahead",
        "members",
    ]

    class Meta:
        verbose_name = _("werkplaats")
        verbose_name_plural = _("werkplaatsen")

    def get_structured_data(self, request):
        return [structured_data.describe_werkplaats(self, request)]

    def get_context(self, request, *args, **kwargs):
        """Add `landing` (pages.landing) and `sections` (slug, label, current).

        `shown` is the slug of `?toon=`, empty for all sections.
        """
        context = super().get_context(request, *args, **kwargs)
        asked = request.GET.get("toon", "")
        known = dict(SECTIONS)
        context["sections"] = [{"slug": slug, "label": label, "current": slug == asked} for slug, label in SECTIONS]
        context["shown"] = asked if asked in known else ""
        context["unknown_section"] = asked if asked and asked not in known else ""
        listed_by = ("werkplaats", self.slug)
        context["landing"] = Landing(
            "werkplaats", self.locale, ["werkplaats-key"], self.translation_key, entity=self, listed_by=listed_by
        )
        return context


class WerkplaatsMember(Orderable):
    """An organisation that takes part in a werkplaats, with its role and since when."""

    werkplaats = ParentalKey(WerkplaatsPage, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(
        "network.Organisation", verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="memberships"
    )
    is_lead = models.BooleanField(_("leads the werkplaats"), default=False)
    role = models.CharField(_("role"), max_length=120, blank=True)
    since = FuzzyDateField(_("since"), blank=True)

    panels = [
        FieldPanel("organisation"),
        FieldPanel("is_lead"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("since")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self):
        return str(self.organisation)
