from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from newsletters.compose.blocks import IssueBlock
from newsletters.compose.items import read_summaries
from newsletters.compose.previews import IssuePreviews
from newsletters.compose.tray_panel import TraysPanel
from newsletters.public.archive import ISSUE_FACETS, IssueFeed
from pages.models import ListingPage, RecordPage
from pages.page_context import restricted_paths
from pages.stream_field import StreamField
from pages.structured_data import describe_work


class NewsletterIndexPage(ListingPage):
    """/nieuwsbrief/: all issues."""

    max_count_per_parent = 1
    feed_class = IssueFeed
    parent_page_types = ["pages.HomePage"]
    offers_sign_up = True

    content_name = "newsletter-index"

    class Meta:
        verbose_name = _("newsletter archive")
        verbose_name_plural = _("newsletter archives")


class NewsletterIssuePage(IssuePreviews, RecordPage):
    """One issue; `date` is its month and year."""

    items = StreamField(IssueBlock(), verbose_name=_("items"), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldPanel("date", heading=capfirst(_("month and year")), help_text=_("Such as March 2018.")),
        TraysPanel("items", heading=_("Since the last issue"), icon="folder-inverse"),
        FieldPanel("items"),
        MultiFieldPanel([FieldPanel("werkplaatsen")], _("Werkplaats")),
    ]
    search_fields = [*RecordPage.search_fields, index.SearchField("items"), index.SearchField("words_of_records")]
    parent_page_types = ["newsletters.NewsletterIndexPage"]
    subpage_types = []
    schema_type = "PublicationIssue"

    listed_on = "newsletters.NewsletterIndexPage"
    is_shared = False
    is_news = True
    dossier_order = 100
    is_digest = True
    search_kind = "newsletterissue"
    facets = ISSUE_FACETS
    entry_fields = [*RecordPage.entry_fields, "item_headings"]
    newsletter_trays = []
    content_name = "newsletter-issue"
    content_folder = "newsletters"
    content_fields = ["items"]

    class Meta:
        verbose_name = _("newsletter issue")
        verbose_name_plural = _("newsletter issues")

    def get_structured_data(self, request):
        return [describe_work(self, request)]

    @property
    def item_headings(self):
        """[heading, primary key of the record or None] of each item, from the raw stream data, without queries."""
        values = [block["value"] if isinstance(block["value"], dict) else {} for block in self.items.raw_data]
        return [[value.get("heading", ""), value.get("record")] for value in values]

    @cached_property
    def words_of_records(self):
        """The words that items take from their records, as a list, so that search finds the issue by them.

        They are those of newsletters.compose.items.build_items, which reads much more of a record.
        """
        values = [child.value for child in self.items if child.block_type == "record"]
        pages = [page for value in values for page in (value["record"], value["text_record"]) if page]
        hidden = tuple(restricted_paths())
        shown = {page.pk: page for page in pages if page.live and not page.path.startswith(hidden)}
        summaries, words = read_summaries(shown.values()), []
        for value in values:
            record, source = value["record"], value["text_record"]
            if record and record.pk in shown:
                has_text = value["text"] and value["text"].source
                source = source if source and source.pk in shown else record
                words += [value["heading"] or record.title, "" if has_text else summaries.get(source.pk, "")]
        return [word for word in words if word]
