from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

from pages.blocks import BodyBlock
from pages.models import ListingPage, RecordPage
from pages.stream_field import StreamField
from pages.trays import NewsletterTray


class ExcursionIndexPage(ListingPage):
    """The listing of excursions; it has no template of its own."""

    template = "pages/listing_page.html"
    max_count_per_parent = 1
    parent_page_types = ["pages.HomePage"]
    content_name = "excursion-index"

    class Meta:
        verbose_name = "excursions overview"
        verbose_name_plural = "excursions overviews"


class ExcursionPage(RecordPage):
    """A visit to an organisation, in a programme; it cannot be kept without either."""

    host = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey("themes.ProgrammePage", on_delete=models.PROTECT, related_name="+")
    meeting_point = models.CharField(max_length=200, blank=True)
    body = StreamField(BodyBlock(), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldPanel("date"),
        FieldPanel("host"),
        PageChooserPanel("programme"),
        FieldPanel("meeting_point"),
        InlinePanel("stops"),
        FieldPanel("body"),
        *RecordPage.link_panels,
        *RecordPage.classification_panels,
    ]
    search_fields = [*RecordPage.search_fields, index.SearchField("body")]
    search_names = [*RecordPage.search_names, "host"]
    parent_page_types = ["record_app.ExcursionIndexPage"]
    subpage_types = []
    listed_on = "record_app.ExcursionIndexPage"
    is_shared = True
    is_news = True
    dossier_order = 15
    search_kind = "excursion"
    newsletter_trays = [NewsletterTray("excursions", "Excursions", order=90)]
    content_name = "excursion"
    content_folder = "excursions"
    content_fields = ["host", "programme", "meeting_point", "stops"]

    class Meta:
        verbose_name = "excursion"
        verbose_name_plural = "excursions"


class ExcursionStop(Orderable):
    """A place that is visited; its columns are not named anywhere else."""

    excursion = ParentalKey(ExcursionPage, on_delete=models.CASCADE, related_name="stops")
    title = models.CharField(max_length=100)
    municipality = models.ForeignKey(
        "network.Municipality", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [FieldPanel("title"), FieldPanel("municipality")]

    def __str__(self):
        return self.title


class Route(models.Model):
    """A way to walk that continues another; no route can be made before the one it continues."""

    name = models.CharField(max_length=100)
    continues = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+")

    content_name = "route"
    content_folder = "routes"
    content_fields = ["name", "continues"]

    def __str__(self):
        return self.name
