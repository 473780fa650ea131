"""What editors teach search, and what search tells editors."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Synonym(models.Model):
    """Words that mean the same to search: an abbreviation and what it stands for, or words that people use alike."""

    name = models.CharField(_("word or abbreviation"), max_length=100, unique=True)
    others = models.TextField(
        _("means the same as"),
        help_text=_("One word or group of words on each line. Whoever searches for one of them finds all of them."),
    )

    panels = [FieldPanel("name"), FieldPanel("others")]

    content_name = "synonym"
    content_folder = "synonyms"
    content_fields = ["name", "others"]

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def terms(self):
        """All words and groups of words that mean the same, as a list of texts."""
        return [term for term in (self.name, *(line.strip() for line in self.others.splitlines())) if term]


class UnansweredQuery(models.Model):
    """A search that found nothing, without who asked: its words are kept from the second day on which it is asked.

    Until then only a keyed hash of them is, with which nothing can be read back (pages/search/unanswered.py).
    """

    digest = models.CharField(max_length=64, unique=True)
    query = models.CharField(_("searched for"), max_length=60, blank=True)
    count = models.PositiveIntegerField(_("times"), default=1)
    days = models.PositiveIntegerField(_("days"), default=1)
    last_day = models.DateField(_("last searched"), db_index=True)

    class Meta:
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searched, not found")
        ordering = ["-count", "query"]

    def __str__(self):
        return self.query
