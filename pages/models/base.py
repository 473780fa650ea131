"""What every page and every record has."""

import inspect
import uuid
from datetime import UTC, date, datetime
from http import HTTPMethod

from django import forms
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from pages import child_writes, signals
from pages.co_owners import CoOwnerTester
from pages.fuzzy_date import FuzzyDateField
from pages.page_context import restricted_paths
from pages.page_rows import fetch_rows
from pages.record_index.cards import Card
from pages.record_index.facets import base_facets
from pages.record_index.relations import base_relations
from pages.references import BulkReferenceChecksMixin
from pages.stored_columns import ChangedUniqueChecksMixin
from pages.subject_panel import SubjectPanel

from .head_facts import HeadFacts
from .listed_facts import ListedFacts, RecordFacts
from .published import ListedManager

# Records without any date sort after all others.
UNDATED = date(1, 1, 1)
# When a page changed that was made by a program and never published in the editor.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# Page.save() without the savepoint that it opens: what fails in it leaves the transaction of BasePage.save() as well.
_save_page = inspect.unwrap(Page.save)
# The links at the end of a text, as `shown_rows`.
SHOWN_LINKS = {"action_links": ["document", "target__locale"], "attachments": ["document"]}


class BasePage(ListedFacts, HeadFacts, BulkReferenceChecksMixin, ChangedUniqueChecksMixin, Page):
    """Abstract: every page of the site. `summary` is plain text for lists, search engines and newsletters."""

    # Every form has an address of its own.
    allowed_http_methods = (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS)

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=600,
        help_text=_("Two or three plain sentences; shown in lists, newsletters and search."),
    )
    listing_image = models.ForeignKey(
        "pages.SiteImage",
        verbose_name=_("image in lists"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown on cards and when the page is shared. Not required."),
    )

    data_note = models.TextField(
        _("about these data"),
        blank=True,
        max_length=1000,
        help_text=_("Where the facts come from and what is missing; folded at the end of the page. Mostly empty."),
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = [
        *Page.promote_panels,
        FieldPanel("listing_image"),
        FieldPanel("data_note"),
        MultipleChooserPanel("teaser_placements", chooser_field_name="teaser", label=_("Teasers in the sidebar")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.AutocompleteField("summary"),
    ]
    # Wagtail would do it before the child rows are written: save() does it instead. The admin searches this index;
    # what readers search is made from the same fields (pages/search/documents.py).
    search_auto_update = False
    # Lookups of rows whose text or name belongs to what is searched, such as "contributors__person".
    search_names = []

    objects = ListedManager()
    listing_prefetch = ["locale", "listing_image"]
    # Shown on its card where there is no image for lists, with the page or its Card as `record`; empty for none.
    thumbnail_template = ""
    # Whether it repeats what other pages say, such as an issue of a newsletter: search shows those pages before it.
    is_digest = False
    # Whether a teaser that leads to it holds the form to sign up for the newsletter.
    offers_sign_up = False
    # Whether it is a record (RecordPage) or a listing of records (ListingPage).
    is_record = False
    is_listing = False
    # The foreign keys that its own page shows, joined when it is read for a reader (pages.routes).
    shown_joins = ["listing_image"]
    # The relations whose rows its own page shows, with the lookups of what the rows refer to (pages.page_rows).
    shown_rows = {"teaser_placements": ["teaser__target__locale"]}

    # The type in content files (kus_site/content), the folder of its files, and the fields between those of every page
    # and the text, in the order of a file. What files need not hold is named in `content_omitted`.
    content_name = ""
    content_folder = "pages"
    content_fields = []
    content_omitted = []

    class Meta:
        abstract = True

    def get_view_restrictions(self):
        """Return the restrictions that hold for the page, without a query where the site has none at all."""
        return super().get_view_restrictions() if restricted_paths() else PageViewRestriction.objects.none()

    def get_context(self, request, *args, **kwargs):
        """Give the page its rows and its locale first, which all parts of it ask for."""
        fetch_rows(self, request)
        return super().get_context(request, *args, **kwargs)

    def save(self, *args, **kwargs):
        """Save, and index the page with its child rows."""
        from pages import saving

        is_touched = signals.are_touched(kwargs.get("update_fields"))
        with transaction.atomic(savepoint=False):
            with saving.references_collected() as rows, self.stored_columns_known(is_wanted=is_touched):
                _save_page(self, *args, **kwargs)
            known = vars(self).pop("_known_rows", {})
            stored = saving.as_stored(self, known) if is_touched and (rows or saving.is_indexing()) else None
            saving.write_references(rows, self, stored)
            if stored:
                saving.write_index_of_admin(stored)
            if is_touched:
                signals.page_saved.send(type(self), page=self, stored=stored)

    def save_revision(self, *args, **kwargs):
        """Keep a draft; its columns and child rows are read once for all that asks for them."""
        with self.stored_columns_known(is_wanted=True), child_writes.rows_read_once(self):
            return super().save_revision(*args, **kwargs)

    def save_base(self, *args, raw=False, **kwargs):
        """Save the columns, then the child rows of a page that is saved whole, before modelcluster would."""
        is_new = self._state.adding
        super().save_base(*args, raw=raw, **kwargs)
        if not raw and kwargs.get("update_fields") is None:
            self._known_rows = child_writes.write(self, is_new=is_new)

    def get_admin_display_title(self):
        """Return the title for lists in the admin, which editors see who may not see its draft."""
        return self.title if self.live else super().get_admin_display_title()

    @property
    def language_code(self):
        """The language in which it is written (ISO 639-1 code)."""
        return self.locale.language_code

    @property
    def changed_at(self):
        """The moment (aware datetime) it last changed for its readers."""
        return self.last_published_at or self.first_published_at or EPOCH

    def stable_id(self, more=""):
        """Return an id (a URN; RFC 4287 4.2.6) that survives a new title, a new address and a new host.

        It is made of the translation key and the language, for translations share the key; `more` sets apart what else
        the page offers.
        """
        return uuid.uuid5(self.translation_key, f"{self.locale.language_code}/{more}").urn


class RecordPage(RecordFacts, BasePage):
    """Abstract: a page that lists, newsletters, feeds and calendars show too.

    The attributes that are None here are for every type to say; `manage.py check` names those that are missing
    (pages/checks.py), and pages/record_types.py reads them.
    """

    is_record = True
    # "app.Model" of the ListingPage that shows the records; empty for none.
    listed_on = None
    # Whether the editors of every werkplaats may add records of their own to that listing.
    is_shared = None
    # Whether its records are news of a werkplaats that they name.
    is_news = None
    # Whether there can be something to tell of a record after its publication, so that it can be followed by itself.
    has_later_news = False
    # Where it stands in the dossier of a theme, lower numbers first; types with the same number follow by their label.
    dossier_order = None
    # Its name in the addresses of search: /zoeken/?soort=publication.
    search_kind = None
    # The pages.trays.NewsletterTray objects from which an issue takes over its records; [] for none.
    newsletter_trays = None
    # Lookups to rows of which others make something when the record is indexed (pages.signals.records_indexed).
    followed = []
    # What its listing can be narrowed by (pages.record_index.facets).
    facets = base_facets()
    # What pages of something else choose its records by, such as that of a person.
    relations = base_relations()
    # The names of facets for whose values the page has a part of its own with these records (`template_slots`).
    own_parts = ()
    # How a list draws it (pages.record_index.cards), the attributes that the record index keeps for that, and the
    # lookups that they need: when a row there changes, the record is indexed anew.
    card_class = Card
    card_fields = [
        "url",
        "language_code",
        "summary",
        "kind_label",
        "dated_words",
        "card_note",
        "picture",
        "date_text",
        "shown_subjects",
        "made_by",
        "formats",
        "download",
    ]
    card_prefetch = []
    MOST_SUBJECTS = 3  # in a row of a list
    # The same for what a feed says of it besides.
    entry_fields = ["author_names", "contributor_names", "category_terms", "enclosures"]
    entry_prefetch = ["theme_links__theme", "subject_links__subject"]
    # Its name in the addresses of the read API, and the serializer of one record there (pages.api); empty for a type
    # that the API does not serve.
    api_name = ""
    api_serializer = ""

    date = FuzzyDateField(
        _("date"),
        blank=True,
        help_text=_("As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027."),
    )
    sort_date = models.DateField(default=UNDATED, editable=False, db_index=True)
    audiences = ParentalManyToManyField("pages.Audience", verbose_name=_("audiences"), blank=True)
    laws = ParentalManyToManyField("pages.Law", verbose_name=_("laws"), blank=True)
    municipalities = ParentalManyToManyField("network.Municipality", verbose_name=_("municipalities"), blank=True)
    werkplaatsen = ParentalManyToManyField(
        "pages.WerkplaatsPage", verbose_name=_("werkplaatsen"), blank=True, related_name="%(app_label)s_%(class)s_set"
    )

    classification_panels = [
        SubjectPanel("subject_links", chooser_field_name="subject", label=_("Subjects")),
        MultipleChooserPanel("theme_links", chooser_field_name="theme", label=_("Themes")),
        MultiFieldPanel(
            [
                FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
                FieldPanel("laws", widget=forms.CheckboxSelectMultiple),
                FieldPanel("werkplaatsen", widget=forms.CheckboxSelectMultiple),
                FieldPanel("municipalities", widget=forms.CheckboxSelectMultiple),
            ],
            _("For whom and where"),
        ),
    ]
    link_panels = [
        InlinePanel(
            "action_links",
            label=_("Action"),
            heading=_("Actions"),
            help_text=_("What readers can do: download, order, watch."),
        ),
        InlinePanel("attachments", label=_("Attachment"), heading=_("Attachments")),
        MultipleChooserPanel("related_records", chooser_field_name="target", label=_("Related records")),
    ]
    search_fields = [*BasePage.search_fields, index.FilterField("sort_date")]
    search_names = [
        "audiences",
        "laws",
        "municipalities",
        "werkplaatsen",
        "theme_links__theme",
        "subject_links__subject__all_names",
    ]
    listing_prefetch = [*BasePage.listing_prefetch, "action_links__document", "action_links__target__locale"]
    shown_rows = {
        **BasePage.shown_rows,
        **SHOWN_LINKS,
        "theme_links": ["theme"],
        "subject_links": ["subject"],
        **{name: [] for name in ("audiences", "laws", "municipalities", "werkplaatsen", "related_records")},
    }

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Keep `sort_date` in step with the date, then save."""
        self.sort_date = self.first_day or UNDATED
        super().save(*args, **kwargs)

    def permissions_for_user(self, user):
        """Return the tester of what a user may do; editors of each werkplaats of a shared record may edit it."""
        return CoOwnerTester(user, self) if self.is_shared else super().permissions_for_user(user)

    @property
    def organisations_to_ask(self):
        """The Organisations that know more of it, the nearest first; for pages.templatetags.contact.ways_to_ask."""
        return []

    @property
    def first_day(self):
        """The first day (date) the record can mean, or None when nothing is known."""
        return self.date.earliest if self.date else None

    @property
    def dated_words(self):
        """When it is by its own date, in words; empty for none."""
        return self.date.display() if self.date else ""

    @property
    def date_line(self):
        return self.dated_words

    @property
    def date_text(self):
        """Its fuzzy date as text (EDTF), empty for none."""
        return self.date.text if self.date else ""
