from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, MultipleChooserPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from pages import structured_data
from pages.autodiscovery import feeds_of_site
from pages.blocks import SHORT_TEXT_FEATURES

from .base import BasePage


class HomePage(BasePage):
    """The first page: a promise (title and summary) with search, a lead, what is on, what is new, themes, a story."""

    introduction = RichTextField(
        _("introduction"),
        features=SHORT_TEXT_FEATURES,
        blank=True,
        help_text=_("Who makes this site; stands at the end of the page."),
    )
    agenda = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("knowledge agenda"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The agenda whose themes the home page shows."),
    )
    inventory_heading = models.CharField(_("heading of the call to the inventory"), max_length=120, blank=True)
    inventory_text = models.TextField(_("text of the call to the inventory"), max_length=400, blank=True)

    content_panels = [
        *BasePage.content_panels,
        InlinePanel(
            "leads",
            label=_("Lead"),
            heading=_("Lead"),
            help_text=_(
                "What the page puts forward. The first that is not over, closed or called off stands there; then the "
                "next takes its place by itself. Without any, the newest featured record stands there."
            ),
        ),
        MultipleChooserPanel("related_records", chooser_field_name="target", label=_("Featured records")),
        PageChooserPanel("agenda", page_type=["themes.KnowledgeAgendaPage"]),
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("inventory_heading"), FieldPanel("inventory_text")], _("Call to the inventory")),
    ]
    parent_page_types = ["wagtailcore.Page"]
    shown_joins = [*BasePage.shown_joins, "agenda"]
    shown_rows = {**BasePage.shown_rows, "leads": ["image"], "related_records": []}

    content_name = "home"
    content_fields = ["leads", "related_records", "agenda", "introduction", "inventory_heading", "inventory_text"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def list_feeds(self, request, listing=None):
        """Return the feeds and calendars of all listings in its language."""
        return feeds_of_site(request, self.locale)

    def get_structured_data(self, request):
        """Add the site and the platform to the page."""
        return [
            structured_data.describe_website(request, self),
            structured_data.describe_publisher(request),
            *super().get_structured_data(request),
        ]


class HomeLead(Orderable):
    """What the home page puts forward: a record or page, with own picture and words where editors give them."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="leads")
    target = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("record or page"), on_delete=models.CASCADE, related_name="+"
    )
    heading = models.CharField(
        _("heading"), max_length=120, blank=True, help_text=_("Leave empty to use the title of the record.")
    )
    text = models.TextField(
        _("text"), max_length=300, blank=True, help_text=_("Leave empty to use the summary of the record.")
    )
    image = models.ForeignKey(
        "pages.SiteImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Without one, the cover or picture of the record is shown, or a drawing."),
    )
    link_text = models.CharField(
        _("link text"), max_length=80, blank=True, help_text=_("What the reader does, such as “Sign up for the day”.")
    )

    # For pages.text_passages: the words of a link.
    link_text_fields = ["link_text"]

    panels = [
        PageChooserPanel("target"),
        FieldPanel("heading"),
        FieldPanel("text"),
        FieldPanel("image"),
        FieldPanel("link_text"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("lead")
        verbose_name_plural = _("leads of the home page")

    def __str__(self):
        return self.heading or str(self.target)
