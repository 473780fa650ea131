from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index

from pages.blocks import BodyBlock
from pages.stream_field import StreamField

from .base import BasePage


class StandardPage(BasePage):
    """A page of text: about the platform, accessibility, privacy."""

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("body"),
        InlinePanel("action_links", label=_("Action"), heading=_("Actions")),
        InlinePanel("attachments", label=_("Attachment"), heading=_("Attachments")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")
