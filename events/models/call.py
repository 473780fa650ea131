from dataclasses import replace

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from events.cards import CallCard, CallTimes
from events.facets import CALL_FACETS
from events.trays import CALL_TRAYS
from pages.actions import FILL_IN, JOIN, REGISTER
from pages.blocks import SHORT_TEXT_FEATURES, BodyBlock
from pages.deadlines import DeadlineField
from pages.models import ListedQuerySet, ListingPage, RecordPage
from pages.record_index.facets import Facet
from pages.record_index.relations import Role
from pages.stream_field import StreamField

# What one does to answer a call.
ANSWERS = (FILL_IN, JOIN, REGISTER)


class CallQuerySet(ListedQuerySet):
    """Calls by whether they can still be answered; `moment` is an aware datetime."""

    def upcoming(self, moment):
        """Keep calls that are open at `moment`; without a closing instant a call stays open."""
        return self.filter(models.Q(closes_at=None) | models.Q(closes_at__gt=moment))

    def past(self, moment):
        """Keep calls that are closed at `moment`."""
        return self.filter(closes_at__lte=moment)


class CallIndexPage(ListingPage):
    """/oproepen/: what others ask of the reader."""

    max_count_per_parent = 1
    feed_class = None
    parent_page_types = ["pages.HomePage"]

    content_name = "call-index"

    class Meta:
        verbose_name = _("calls overview")
        verbose_name_plural = _("calls overviews")


class CallPage(CallTimes, RecordPage):
    """A call (oproep): it closes by itself at an exact instant."""

    closes_at = DeadlineField(
        _("closes at"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Time in Amsterdam. Afterwards the call shows as closed."),
    )
    how_to_answer = RichTextField(_("how to answer"), features=SHORT_TEXT_FEATURES, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldPanel("date", heading=capfirst(_("date of publication"))),
        FieldPanel("closes_at"),
        FieldPanel("body"),
        FieldPanel("how_to_answer"),
        InlinePanel("organisers", label=_("Organiser"), heading=_("Organisers")),
        *RecordPage.link_panels,
        *RecordPage.classification_panels,
    ]
    search_fields = [*RecordPage.search_fields, index.SearchField("body"), index.SearchField("how_to_answer")]
    parent_page_types = ["events.CallIndexPage"]
    search_names = [*RecordPage.search_names, "organisers__organisation"]
    subpage_types = []

    objects = PageManager.from_queryset(CallQuerySet)()

    listed_on = "events.CallIndexPage"
    is_shared = True
    is_news = True
    dossier_order = 40
    search_kind = "call"
    facets = CALL_FACETS
    shown_rows = {**RecordPage.shown_rows, "organisers": ["organisation"]}
    card_class = CallCard
    relations = [
        *RecordPage.relations,
        Role("organisation", "oproep", _("Calls"), "organisers__organisation"),
        # No choice of the list, as there are few calls; it brings them on the page of a municipality.
        Facet("gemeente", _("Municipality"), ["municipalities"]),
    ]
    newsletter_trays = CALL_TRAYS
    content_name = "call"
    content_folder = "calls"
    content_fields = ["closes_at", "how_to_answer", "organisers"]

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")

    @property
    def index_span(self):
        return None, self.closes_at

    def outdated_at(self, moment):
        """A call that is closed is no longer news."""
        return gettext("The call is closed by then.") if self.closes_at and self.closes_at <= moment else ""

    @property
    def when_and_where(self):
        """Until when it can be answered."""
        return [(gettext("When:"), self.date_line)] if self.date_line else []

    @property
    def organisations_to_ask(self):
        return [organiser.organisation for organiser in self.organisers.all()]

    @property
    def actions(self):
        """The editor's links; ways to answer without a deadline of their own close with the call."""
        return [
            replace(action, deadline=self.closes_at) if action.kind in ANSWERS and not action.deadline else action
            for action in super().actions
        ]


class CallOrganiser(Orderable):
    """An organisation that makes a call."""

    call = ParentalKey(CallPage, on_delete=models.CASCADE, related_name="organisers")
    organisation = models.ForeignKey(
        "network.Organisation", verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="calls"
    )

    panels = [FieldPanel("organisation")]

    class Meta(Orderable.Meta):
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")

    def __str__(self):
        return str(self.organisation)
