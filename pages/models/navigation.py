"""Menus that editors arrange: the main menu and the columns of the footer, per language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, TranslatableMixin


class Menu(TranslatableMixin, ClusterableModel):
    """A list of links at one place of every page."""

    class Place(models.TextChoices):
        MAIN = "main", _("Main menu")
        FOOTER = "footer", _("Footer")
        LEGAL = "legal", _("Bottom line of the footer")

    place = models.CharField(_("place"), max_length=10, choices=Place.choices)
    title = models.CharField(_("heading"), max_length=80, help_text=_("In the footer the heading of the column."))
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    panels = [
        FieldRowPanel([FieldPanel("place"), FieldPanel("position")]),
        FieldPanel("title"),
        InlinePanel("items", label=_("Link"), heading=_("Links")),
    ]

    content_name = "menu"
    content_folder = "menus"
    content_fields = ["place", "title", "position", "items"]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        ordering = ["place", "position"]

    def __str__(self):
        return f"{self.get_place_display()}: {self.title} ({self.locale.language_code})"


class MenuItem(Orderable):
    """One link of a menu: a page or an address."""

    menu = ParentalKey(Menu, on_delete=models.CASCADE, related_name="items")
    target = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    url = models.CharField(
        _("address"), max_length=500, blank=True, help_text=_("A path such as /zoeken/ or a whole address.")
    )
    label = models.CharField(
        _("link text"), max_length=80, blank=True, help_text=_("Leave empty to use the title of the page.")
    )

    # For pages.text_passages: the words of a link.
    link_text_fields = ["label"]

    panels = [PageChooserPanel("target"), FieldRowPanel([FieldPanel("url"), FieldPanel("label")])]

    class Meta(Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self):
        return self.label or str(self.target or self.url)

    def clean(self):
        """Refuse a link without target, an address without text, and an address that is neither path nor http(s)."""
        super().clean()
        if bool(self.target) == bool(self.url):
            raise ValidationError({"target": _("Choose a page or write an address, not both.")})
        if self.url and not self.label:
            raise ValidationError({"label": _("Write the text of the link.")})
        if self.url and not self.url.startswith(("/", "https://", "http://", "mailto:")):
            raise ValidationError({"url": _("Begin with / for this site or with https:// for another.")})
        if self.url.startswith("//"):
            raise ValidationError({"url": _("Begin with / for this site or with https:// for another.")})
