from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from pages import structured_data
from pages.blocks import BodyBlock
from pages.record_index.facets import ChoiceFacet, replaced
from pages.record_index.relations import Role
from pages.stream_field import StreamField
from pages.trays import NewsletterTray

from .base import RecordPage
from .listing import ListingPage


class ArticleIndexPage(ListingPage):
    """/nieuws/: news, interviews, practice examples and reports."""

    max_count_per_parent = 1
    parent_page_types = ["pages.HomePage"]

    content_name = "article-index"

    class Meta:
        verbose_name = _("news overview")
        verbose_name_plural = _("news overviews")


class ArticlePage(RecordPage):
    """A piece of writing: news, an interview, an example from practice, a report."""

    class Kind(models.TextChoices):
        NEWS = "news", _("News")
        INTERVIEW = "interview", _("Interview")
        PRACTICE = "practice", _("Practice example")
        REPORT = "report", _("Report")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.NEWS, db_index=True)
    author = models.ForeignKey(
        "network.Person",
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
    )
    interviewee = models.ForeignKey(
        "network.Person",
        verbose_name=_("interviewee"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="interviews",
    )
    interviewee_role = models.CharField(
        _("role of the interviewee"), max_length=200, blank=True, help_text=_("At the time of the interview.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("date")]),
        FieldPanel("author"),
        MultiFieldPanel([FieldPanel("interviewee"), FieldPanel("interviewee_role")], _("Interview")),
        FieldPanel("body"),
        *RecordPage.link_panels,
        *RecordPage.classification_panels,
    ]
    search_fields = [*RecordPage.search_fields, index.SearchField("body"), index.FilterField("kind")]
    search_names = [*RecordPage.search_names, "author", "interviewee"]
    parent_page_types = ["pages.ArticleIndexPage"]
    subpage_types = []
    shown_joins = [*RecordPage.shown_joins, "author", "interviewee"]

    listed_on = "pages.ArticleIndexPage"
    is_shared = True
    is_news = True
    dossier_order = 30
    search_kind = "article"
    facets = replaced(RecordPage.facets, ChoiceFacet("soort", _("Kind"), "kind"))
    relations = [
        *RecordPage.relations,
        Role("person", "auteur", _("Written"), "author"),
        Role("person", "geinterviewd", _("Interviewed"), "interviewee"),
    ]
    entry_prefetch = [*RecordPage.entry_prefetch, "author"]
    newsletter_trays = [NewsletterTray("articles", _("Articles"), order=15)]
    content_name = "article"
    content_folder = "articles"
    content_fields = ["kind", "author", "interviewee", "interviewee_role"]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @property
    def kind_label(self):
        return self.get_kind_display()

    @property
    def author_names(self):
        """The name of its author, if any."""
        return [self.author.name] if self.author else []

    @property
    def schema_type(self):
        return "NewsArticle" if self.kind == self.Kind.NEWS else "Article"

    def get_structured_data(self, request):
        return [structured_data.describe_article(self, request)]
