"""What the agenda adds to Wagtail: lines for newsletters, and its vocabulary in the editors' menu."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from events import clash_checks, views
from events.editors_tasks import MissingLookbacks
from events.event_list import event_list
from events.landing_lists import list_landing_lists
from events.models import CallPage, EventIndexPage, EventKind, EventPage, EventSeries
from events.plans import views as plans
from events.proposals import EventReceiver
from events.registrations.data_source import EventData
from events.registrations.desk import urls as registration_desk
from network.choosers import CreatingChooserViewSet
from pages import deadlines
from pages.agenda import AgendaEntry
from pages.choosers import TermForm
from pages.search.entities import EntityType, listing_address


@hooks.register("agenda_entries")
def list_agenda_entries(first_day, last_day, locale):
    """Return the events that start, and the calls that close, in the period (dates, both included)."""
    begin = timezone.make_aware(datetime.combine(first_day, time.min))
    end = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))
    events = EventPage.objects.published().in_language(locale).filter(starts_at__gte=begin, starts_at__lt=end)
    calls = CallPage.objects.published().in_language(locale).filter(closes_at__gte=begin, closes_at__lt=end)
    entries = [
        AgendaEntry(
            event.starts_at,
            event.date_line,
            event.title,
            event.url or "",
            event.kind_label,
            is_off=event.is_off,
            note=event.plan_note,
            place=event.place_line,
            turns_at=event.ends_at,
        )
        for event in events.prefetch_related(*EventPage.line_prefetch, "municipality")
    ]
    for call in calls:
        day = formats.date_format(deadlines.last_day(call.closes_at), "DATE_FORMAT")
        title = gettext("Last day for: %(title)s") % {"title": call.title}
        entries.append(AgendaEntry(call.closes_at, day, title, call.url or "", call.kind_label, is_deadline=True))
    return entries


class EventKindViewSet(SnippetViewSet):
    """The vocabulary of kinds of event, which editors extend."""

    model = EventKind
    icon = "calendar"
    list_display = ["name", "name_en", "slug", "position"]
    menu_label = _("Kinds of event")
    menu_order = 330
    add_to_admin_menu = True


register_snippet(EventKindViewSet)


class EventSeriesForm(TermForm):
    """A series of events, made within a chooser."""

    class Meta:
        model = EventSeries
        fields = ["name", "name_en", "description"]


class EventSeriesChooserViewSet(CreatingChooserViewSet):
    """The chooser of series of events."""

    creation_form_class = EventSeriesForm


class EventSeriesViewSet(SnippetViewSet):
    """Series of events."""

    model = EventSeries
    chooser_viewset_class = EventSeriesChooserViewSet
    icon = "list-ol"
    list_display = ["name", "name_en", "slug"]
    menu_label = _("Series of events")
    menu_order = 331
    add_to_admin_menu = True


register_snippet(EventSeriesViewSet)


hooks.register("register_admin_urls", plans.register_urls)
hooks.register("register_page_header_buttons", plans.add_header_buttons)


@hooks.register("editors_tasks")
def list_editors_tasks():
    """Return what waits for an editor in the agenda."""
    return [MissingLookbacks()]


hooks.register("register_admin_urls", registration_desk.register_urls)
hooks.register("register_page_header_buttons", registration_desk.header_buttons)


@hooks.register("personal_data")
def list_personal_data():
    """Return what the agenda holds on people."""
    return [EventData()]


@hooks.register("proposal_receivers")
def list_proposal_receivers():
    """Return what the agenda makes of calendars of partner sites."""
    return [EventReceiver()]


@hooks.register("search_entities")
def list_search_entities():
    """Return the kinds and series of events: search leads from their names to the list of all events of them."""
    of_kind = listing_address(EventIndexPage, "soort")
    return [
        EntityType("event-kind", _("kind of event"), EventKind, ("name_en",), of_kind),
        EntityType(
            "event-series",
            _("series of events"),
            EventSeries,
            ("name_en",),
            lambda slug: reverse("event-series", args=[slug]),
        ),
    ]


hooks.register("public_views", views.list_public_views)
hooks.register("landing_lists", list_landing_lists)
hooks.register("register_admin_viewset", lambda: event_list)
hooks.register("register_admin_urls", clash_checks.register_urls)
hooks.register("after_create_page", clash_checks.warn_of_clashes)
hooks.register("after_edit_page", clash_checks.warn_of_clashes)


@hooks.register("template_slots")
def fill_template_slots():
    """Return {slot: template}; see pages.templatetags.slots."""
    return {
        "home_agenda": "events/slots/home_agenda.html",
        "landing_next": "events/slots/landing_next.html",
        "landing_open": "events/slots/landing_open.html",
        "person_words": "events/slots/person_words.html",
        "style_records": "events/slots/style_records.html",
    }
