from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import PageManager
from wagtail.search import index

from events.calendar.entries import ENTRY_PREFETCH
from events.cards import EventCard
from events.facets import EVENT_FACETS, EVENT_RELATIONS, QUOTED
from events.trays import EVENT_TRAYS
from pages.blocks import BodyBlock
from pages.entry_check_panel import EntryCheckPanel
from pages.models import RecordPage
from pages.questions.editing import QuestionsPageForm
from pages.stream_field import StreamField

from .agenda import EventQuerySet
from .lookback import EventLookback
from .news import EventNews
from .place import EventPlace
from .plan import EventPlan
from .questions import EventQuestions
from .registration import EventRegistration
from .schedule import EventSchedule
from .series import EventInSeries
from .words import EventCalendar, EventWords


class EventPage(
    EventQuestions,
    EventWords,
    EventCalendar,
    RoutablePageMixin,
    EventInSeries,
    EventSchedule,
    EventNews,
    EventPlan,
    EventPlace,
    EventRegistration,
    EventLookback,
    RecordPage,
):
    """A meeting; afterwards the same page is its look-back.

    With sessions, its dates follow from them; `date` serves events of which only a month or year is known.
    """

    kind = models.ForeignKey(
        "events.EventKind", verbose_name=_("kind"), null=True, on_delete=models.PROTECT, related_name="events"
    )
    body = StreamField(BodyBlock(), verbose_name=_("announcement"), blank=True)

    content_panels = [
        *RecordPage.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
        EventPlan.plan_panel,
        EventInSeries.series_panel,
        InlinePanel(
            "sessions", label=_("Session"), heading=_("Sessions"), help_text=_("Times are those of Amsterdam.")
        ),
        FieldPanel("date", heading=capfirst(_("date, when there is no exact day"))),
        EntryCheckPanel("event_clashes", "events/admin/clash_panel.html", heading=_("What else is on?")),
        InlinePanel("speakers", label=_("Speaker"), heading=_("Speakers")),
        InlinePanel("programme_items", label=_("Programme item"), heading=_("Programme")),
        EventPlace.place_panel,
        FieldPanel("body"),
        InlinePanel("organisers", label=_("Organiser"), heading=_("Organisers")),
        EventRegistration.registration_panel,
        *EventQuestions.questions_panels,
        *EventLookback.lookback_panels,
        *RecordPage.link_panels,
        *RecordPage.classification_panels,
    ]
    search_fields = [
        *RecordPage.search_fields,
        index.SearchField("body"),
        index.SearchField("report"),
        index.SearchField("venue"),
        index.FilterField("starts_at"),
    ]
    search_names = [
        *RecordPage.search_names,
        "kind",
        "series",
        "municipality",
        "organisers__organisation",
        "speakers__person",
        "speakers__subject",
        "sessions__title",
        "programme_items__title",
        "programme_items__description",
        "recordings__title",
        "photos__caption",
        "quotes__text",
        "quotes__said_by",
        "quotes__person",
    ]
    parent_page_types = ["events.EventIndexPage"]
    subpage_types = []
    base_form_class = QuestionsPageForm
    card_prefetch = ["kind", "municipality", "sessions", "recordings", "series"]
    listing_prefetch = [*RecordPage.listing_prefetch, *card_prefetch, "recordings__document", "instead"]
    shown_joins = [*RecordPage.shown_joins, "kind", "municipality", "series", "instead__locale"]
    shown_rows = {
        **RecordPage.shown_rows,
        "sessions": [],
        "recordings": ["document", "captions", "transcript"],
        "speakers": ["person__organisation"],
        "organisers": ["organisation"],
        "programme_items": [],
        "photos": ["image"],
        "quotes": ["person"],
    }
    facets = EVENT_FACETS
    card_class = EventCard
    card_fields = [
        *RecordPage.card_fields,
        "status",
        "status_label",
        "is_recorded",
        "has_report",
        "status_reason",
        "previous_words",
        "is_partly_off",
        "registers_until",
        "series_place",
        "calendar_days",
    ]
    # The numbers of the others in its series follow from its day.
    followed = ["series__events"]
    entry_fields = [*RecordPage.entry_fields, "calendar_entry"]
    entry_prefetch = [*RecordPage.entry_prefetch, *ENTRY_PREFETCH, "organisers__organisation"]
    relations = EVENT_RELATIONS
    # What somebody said stands on the page of that person itself.
    own_parts = (QUOTED,)
    # What a line in a list asks: kind and date.
    line_prefetch = ["kind", "sessions"]
    # For pages.text_passages: the template gives these an h2 of their own.
    fields_below_heading = ["report"]

    objects = PageManager.from_queryset(EventQuerySet)()

    listed_on = "events.EventIndexPage"
    is_shared = True
    is_news = True
    dossier_order = 20
    search_kind = "event"
    api_name = "events"
    api_serializer = "events.api.EventSerializer"
    newsletter_trays = EVENT_TRAYS
    content_name = "event"
    content_folder = "events"
    content_fields = [
        "kind",
        "status",
        *EventPlan.plan_fields,
        *EventInSeries.series_fields,
        "sessions",
        "calendar_entries",
        *EventPlace.place_fields,
        *EventRegistration.registration_fields,
        *EventQuestions.questions_fields,
        "programme_items",
        "speakers",
        "organisers",
        *EventLookback.lookback_fields,
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def serve_preview(self, request, mode_name):
        """Show a draft by the sessions that the editor has just typed."""
        self.follow_sessions()
        return super().serve_preview(request, mode_name)
