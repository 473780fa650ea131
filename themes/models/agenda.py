from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

from pages.blocks import BodyBlock
from pages.landing import Landing
from pages.models import ListingPage, RecordPage
from pages.record_index.orders import Order
from pages.record_index.relations import Relation
from pages.stream_field import StreamField
from themes.facets import THEME_FACETS
from themes.icons import Icon


class ThemeIndexPage(ListingPage):
    """/themas/: the themes of all knowledge agendas."""

    max_count_per_parent = 1
    per_page = 50
    orders = [Order("agenda", "", ("-sort_day", "sort_title", "page"))]
    feed_class = None
    parent_page_types = ["pages.HomePage"]

    content_name = "theme-index"

    class Meta:
        verbose_name = _("themes overview")
        verbose_name_plural = _("themes overviews")


class KnowledgeAgendaPage(RecordPage):
    """The themes of one werkplaats in one period (`date`). The themes stand under it in the tree."""

    werkplaats = models.ForeignKey(
        "pages.WerkplaatsPage",
        verbose_name=_("werkplaats"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="agendas",
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        PageChooserPanel("werkplaats"),
        FieldPanel("date", heading=capfirst(_("period"))),
        FieldPanel("body"),
        *RecordPage.link_panels,
    ]
    search_fields = [*RecordPage.search_fields, index.SearchField("body")]
    search_names = [*RecordPage.search_names, "werkplaats"]
    parent_page_types = ["themes.ThemeIndexPage"]
    schema_type = "CollectionPage"

    listed_on = ""
    is_shared = False
    is_news = False
    dossier_order = 100
    search_kind = "knowledgeagenda"
    card_fields = [*RecordPage.card_fields, "translation_key", "werkplaats_title", "werkplaats_key"]
    card_prefetch = ["werkplaats"]
    shown_joins = [*RecordPage.shown_joins, "werkplaats__locale"]
    relations = [*RecordPage.relations, Relation("agenda-werkplaats-key", "werkplaats")]
    newsletter_trays = []
    content_name = "knowledge-agenda"
    content_folder = "agendas"
    content_fields = ["werkplaats"]

    class Meta:
        verbose_name = _("knowledge agenda")
        verbose_name_plural = _("knowledge agendas")

    @property
    def themes(self):
        """Its published themes by number."""
        return self.agenda_themes.live().order_by("number", "pk")

    @property
    def werkplaats_title(self):
        """The title of its werkplaats; empty without one."""
        return self.werkplaats.title if self.werkplaats else ""

    @property
    def werkplaats_key(self):
        """The translation key of its werkplaats as text; empty without one."""
        return str(self.werkplaats.translation_key) if self.werkplaats else ""


class ThemePage(RecordPage):
    """A theme of a knowledge agenda; its colour and icon serve the house style."""

    class Colour(models.TextChoices):
        BLUE = "blue", _("Blue")
        GREEN = "green", _("Green")
        ORANGE = "orange", _("Orange")
        PURPLE = "purple", _("Purple")
        RED = "red", _("Red")
        TEAL = "teal", _("Teal")

    agenda = models.ForeignKey(
        KnowledgeAgendaPage, null=True, editable=False, on_delete=models.SET_NULL, related_name="agenda_themes"
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1, help_text=_("Its place in the agenda."))
    colour = models.CharField(_("colour"), max_length=10, choices=Colour.choices, default=Colour.BLUE)
    icon = models.CharField(_("icon"), max_length=15, choices=Icon.choices, blank=True, default="")
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldRowPanel([FieldPanel("number"), FieldPanel("colour"), FieldPanel("icon")]),
        FieldPanel("body"),
        InlinePanel("mappings", label=_("Mapping"), heading=_("Themes of other agendas")),
        *RecordPage.link_panels,
    ]
    search_fields = [*RecordPage.search_fields, index.SearchField("body")]
    search_names = [*RecordPage.search_names, "agenda"]
    parent_page_types = ["themes.KnowledgeAgendaPage"]
    subpage_types = []

    listed_on = "themes.ThemeIndexPage"
    is_shared = False
    is_news = False
    dossier_order = 100
    search_kind = "theme"
    api_name = "themes"
    api_serializer = "themes.api.ThemeSerializer"
    newsletter_trays = []
    content_name = "theme"
    content_folder = "themes"
    content_fields = ["number", "colour", "icon", "mappings"]

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def save(self, *args, **kwargs):
        """Take the agenda it stands under, and the agenda's period where it has none of its own, then save."""
        above = KnowledgeAgendaPage.objects.filter(path=self.path[: -self.steplen]) if self.depth else ()
        for agenda in above:
            self.agenda = agenda
        super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        """Add `landing`, the pages.landing.Landing of the theme."""
        listed_by = ("thema", self.listed_as)
        landing = Landing("theme", self.locale, ["theme-key"], self.translation_key, entity=self, listed_by=listed_by)
        return super().get_context(request, *args, **kwargs) | {"landing": landing}

    @property
    def first_day(self):
        return super().first_day or (self.agenda.first_day if self.agenda else None)

    @property
    def dated_words(self):
        return super().dated_words or (self.agenda.dated_words if self.agenda else "")

    @property
    def sort_title(self):
        """By its agenda and its number there."""
        return f"{self.agenda.title if self.agenda else ''} {self.number:05d} {self.title}"

    @property
    def shown_agenda(self):
        """Its agenda as a heading above it: {title, url, date_line}; the address is empty for a draft; or None."""
        if not self.agenda:
            return None
        url = self.agenda.url if self.agenda.live else ""
        return {"title": self.agenda.title, "url": url or "", "date_line": self.agenda.date_line}

    @cached_property
    def listed_as(self):
        """Its value in the filters of lists: the slug of the published version in the main language, else its own."""
        if self.locale.language_code == settings.LANGUAGE_CODE:
            return self.slug
        main = ThemePage.objects.live().filter(
            translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE
        )
        return main.values_list("slug", flat=True).first() or self.slug

    @property
    def agenda_key(self):
        """The translation key of its agenda as text; empty without one."""
        return str(self.agenda.translation_key) if self.agenda else ""

    facets = THEME_FACETS
    relations = [*RecordPage.relations, Relation("agenda-key", "agenda")]
    card_fields = [*RecordPage.card_fields, "slug", "number", "colour", "icon", "shown_agenda", "agenda_key"]
    card_prefetch = ["agenda__locale", "agenda__werkplaats"]
    listing_prefetch = [*RecordPage.listing_prefetch, "agenda"]
    shown_joins = [*RecordPage.shown_joins, "agenda__locale"]
    shown_rows = {**RecordPage.shown_rows, "mappings": ["other__agenda", "other__locale"]}
    # What a line in a list asks: the date may be that of the agenda.
    line_prefetch = ["agenda"]


class ThemeMapping(Orderable):
    """How a theme relates to a theme of another agenda; read in the other direction it turns round."""

    class Relation(models.TextChoices):
        SAME = "same", _("same as")
        BROADER = "broader", _("broader than")
        NARROWER = "narrower", _("narrower than")
        CONTINUES = "continues", _("continues")

    INVERSE = {
        Relation.SAME: _("same as"),
        Relation.BROADER: _("narrower than"),
        Relation.NARROWER: _("broader than"),
        Relation.CONTINUES: _("continued by"),
    }

    theme = ParentalKey(ThemePage, on_delete=models.CASCADE, related_name="mappings")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices)
    other = models.ForeignKey(
        ThemePage, verbose_name=_("other theme"), on_delete=models.CASCADE, related_name="mapped_from"
    )

    panels = [FieldPanel("relation"), PageChooserPanel("other")]

    class Meta(Orderable.Meta):
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")

    def __str__(self):
        return f"{self.get_relation_display()} {self.other}"

    @property
    def inverse_label(self):
        """The relation as the other theme says it."""
        return self.INVERSE[self.relation]


class ThemeLink(Orderable):
    """A record's theme: a child of wagtailcore.Page, so that one table serves every type of record."""

    record = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(ThemePage, verbose_name=_("theme"), on_delete=models.CASCADE, related_name="record_links")

    panels = [PageChooserPanel("theme")]

    content_reference = "theme"

    class Meta(Orderable.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self):
        return str(self.theme)
