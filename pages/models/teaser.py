from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import TranslatableMixin

from pages.actions import READ, VISIT, build_action


class Teaser(TranslatableMixin, models.Model):
    """A short text that points somewhere; placed in a sidebar, or on all pages by the site settings."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=400)
    target = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    url = models.URLField(_("address"), blank=True, max_length=500)
    link_text = models.CharField(_("link text"), max_length=120, blank=True, help_text=_("Say where the link leads."))
    on_all_pages = models.BooleanField(
        _("on all pages"), default=False, help_text=_("Shown where a page has no teasers of its own.")
    )

    # For pages.text_passages: the words of a link.
    link_text_fields = ["link_text"]

    panels = [
        FieldPanel("title"),
        FieldPanel("text"),
        PageChooserPanel("target"),
        FieldPanel("url"),
        FieldPanel("link_text"),
        FieldPanel("on_all_pages"),
    ]

    content_name = "teaser"
    content_folder = "teasers"
    content_fields = ["title", "text", "target", "url", "link_text", "on_all_pages"]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("teaser")
        verbose_name_plural = _("teasers")
        ordering = ["title"]

    def __str__(self):
        return self.title

    @property
    def action(self):
        """Where the teaser leads, as pages.actions.Action, or None."""
        if not (self.target or self.url):
            return None
        kind = READ if self.target else VISIT
        return build_action(kind, self.link_text or self.title, url=self.url, page=self.target)
