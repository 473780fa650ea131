from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from pages.models import Term


class PublicationKind(Term):
    """What a publication is: boek, rapport, factsheet and so on; `schema_type` is its schema.org type."""

    class SchemaType(models.TextChoices):
        BOOK = "Book"
        REPORT = "Report"
        ARTICLE = "Article"
        SCHOLARLY_ARTICLE = "ScholarlyArticle"
        CHAPTER = "Chapter"
        THESIS = "Thesis"
        LEARNING_RESOURCE = "LearningResource"
        PODCAST = "PodcastSeries"
        PODCAST_EPISODE = "PodcastEpisode"
        VIDEO = "VideoObject"
        CREATIVE_WORK = "CreativeWork"

    schema_type = models.CharField(
        _("type for search engines"), max_length=20, choices=SchemaType.choices, default=SchemaType.CREATIVE_WORK
    )

    panels = [*Term.panels, FieldPanel("schema_type")]

    content_name = "publication-kind"
    content_fields = [*Term.content_fields, "schema_type"]

    class Meta(Term.Meta):
        verbose_name = _("kind of publication")
        verbose_name_plural = _("kinds of publication")


class Series(Term):
    """Publications that belong together, such as the Wmo-wijzers."""

    description = models.TextField(_("description"), blank=True)

    panels = [*Term.panels, FieldPanel("description")]

    content_name = "series"
    content_fields = [*Term.content_fields, "description"]

    class Meta(Term.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def get_absolute_url(self):
        """Return the path of its page, in the active language."""
        return reverse("series", args=[self.slug])
