from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel, PageChooserPanel
from wagtail.fields import RichTextField

from pages import structured_data
from pages.autodiscovery import feeds_of_site
from pages.blocks import SHORT_TEXT_FEATURES
from pages.routes import find_route

from .base import BasePage


class HomePage(BasePage):
    """The first page: what is new, what is on, themes, the newest newsletter, the call to the inventory."""

    introduction = RichTextField(_("introduction"), features=SHORT_TEXT_FEATURES, blank=True)
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
        FieldPanel("introduction"),
        PageChooserPanel("agenda", page_type=["themes.KnowledgeAgendaPage"]),
        MultipleChooserPanel("related_records", chooser_field_name="target", label=_("Featured records")),
        MultiFieldPanel([FieldPanel("inventory_heading"), FieldPanel("inventory_text")], _("Call to the inventory")),
    ]
    parent_page_types = ["wagtailcore.Page"]

    content_name = "home"
    content_fields = ["introduction", "agenda", "related_records", "inventory_heading", "inventory_text"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request, path_components):
        """Return the RouteResult of an address below the home page; raises Http404 where there is no page."""
        return (
            find_route(self, request, path_components, super().route) if path_components else super().route(request, [])
        )

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
