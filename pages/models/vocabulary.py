"""Short lists of terms that editors extend, with a Dutch and an English name."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel


class Term(models.Model):
    """Abstract: one term of a vocabulary, `slug` in addresses and files, its name in two languages."""

    name = models.CharField(_("Dutch name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    slug = models.SlugField(_("short name for addresses"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=_("Lower comes first."))

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("position")]),
    ]

    content_folder = "vocabularies"
    content_fields = ["name", "name_en", "slug", "position"]

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """The name in the active language; Dutch where there is no English."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Audience(Term):
    """Whom a record is for (“voor wie”)."""

    content_name = "audience"

    class Meta(Term.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Law(Term):
    """A law of the social domain: Wmo, Jeugdwet, Participatiewet."""

    content_name = "law"

    class Meta(Term.Meta):
        verbose_name = _("law")
        verbose_name_plural = _("laws")
