from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from pages.blocks import BodyBlock
from pages.stream_field import StreamField

from .base import SHOWN_LINKS, BasePage


class StandardPage(BasePage):
    """A page of text: about the platform, accessibility, privacy."""

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    has_contact_form = models.BooleanField(
        _("contact form"),
        default=False,
        help_text=_(
            "Below the text: the form to the editors, the addresses of the site settings, and whom to turn to."
        ),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("body"),
        InlinePanel("action_links", label=_("Action"), heading=_("Actions")),
        InlinePanel("attachments", label=_("Attachment"), heading=_("Attachments")),
        FieldPanel("has_contact_form"),
        InlinePanel("contact_people", label=_("Contact person"), heading=_("Whom to turn to")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    shown_rows = {**BasePage.shown_rows, **SHOWN_LINKS}

    content_name = "text-page"
    content_fields = ["action_links", "attachments", "has_contact_form", "contact_people"]

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")


class ContactPerson(Orderable):
    """A contact person on a text page with the contact form; readers reach this person through the editors."""

    page = ParentalKey("pages.StandardPage", on_delete=models.CASCADE, related_name="contact_people")
    person = models.ForeignKey(
        "network.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="contact_for"
    )
    subject = models.CharField(
        _("what for"), max_length=200, blank=True, help_text=_("Such as “Registering for a meeting”.")
    )

    panels = [FieldPanel("person"), FieldPanel("subject")]

    class Meta(Orderable.Meta):
        verbose_name = _("contact person")
        verbose_name_plural = _("contact people")

    def __str__(self):
        return str(self.person)
