"""Events and calls for the templates of all rooms, and how the agenda puts them in order."""

from dataclasses import dataclass, field
from datetime import date

from django import template
from django.utils import formats, timezone
from django.utils.text import slugify
from django.utils.translation import gettext

from events.calendar.links import links_of_sessions, subscribe_to
from events.models import EventPage, EventQuote
from events.registrations.forms import SignUpForm
from events.registrations.places import availability
from pages.models.base import UNDATED
from pages.page_context import locale_of
from pages.record_index.reading import indexed_records, make_cards

register = template.Library()


@register.simple_tag(takes_context=True)
def coming_events(context, limit=4):
    """Return the Cards of the next `limit` events that take place, in the language of the page, the soonest first."""
    taking_place = _events(context).current(timezone.now()).exclude(card__status__in=EventPage.OFF)
    return make_cards(taking_place.soonest_first()[:limit])


@register.simple_tag
def next_events_of(landing):
    """Return the Cards of the next events of a pages.landing.Landing that take place, the soonest first."""
    return sorted(landing.cards("next-events"), key=lambda card: (card.sort_date, card.ends_at, card.pk))


@register.simple_tag
def open_calls_of(landing):
    """Return the Cards of the calls of a pages.landing.Landing that can still be answered, the first to close first."""
    return sorted(landing.cards("open-calls"), key=lambda card: (card.ends_at is None, card.ends_at, -card.pk))


@register.simple_tag
def words_of(landing):
    """Return what the person of a pages.landing.Landing said at the last events that quote this person.

    They are (EventQuote, Card of the event) pairs, the newest first.
    """
    cards = {card.pk: card for card in landing.cards("quoting-events")}
    quotes = EventQuote.objects.filter(person=landing.value, event__in=cards) if cards else []
    said = sorted(quotes, key=lambda quote: (cards[quote.event_id].sort_date, quote.event_id), reverse=True)
    return [(quote, cards[quote.event_id]) for quote in said]


@register.simple_tag(takes_context=True)
def latest_lookbacks(context, limit=3):
    """Return the Cards of the last `limit` events with something to look back on."""
    return make_cards(_events(context).over(timezone.now()).with_value("lookback", "yes").newest_first()[:limit])


def _events(context):
    return indexed_records(locale_of(context).language_code, EventPage)


@register.simple_tag
def event_places(page):
    """Return the Availability of an event in any language, or None for one that is not saved yet. One query."""
    return availability(page) if page.pk else None


@register.simple_tag
def registration_form(page):
    """Return the empty registration form of an event as it is in memory, for the preview."""
    return SignUpForm(event=page)


@register.simple_tag(takes_context=True)
def session_links(context, page):
    """Return the SessionLinks (events.calendar.links) of the sessions of an event that are to come."""
    return links_of_sessions(page, context.get("request"))


@register.simple_tag(takes_context=True)
def calendar_subscription(context, page, path, query="", name=""):
    """Return the Subscription to the calendar at `path` below a page, narrowed by `query`; None for a draft."""
    parts = page.get_url_parts(context.get("request")) if page.pk else None
    if parts is None:
        return None
    _site, root, address = parts
    filters = f"?{query}" if query else ""
    return subscribe_to(f"{address}{path}{filters}", root, name or page.title)


@dataclass
class Month:
    """The events of one month: its name, an anchor, and the events in the order of the listing."""

    label: str
    anchor: str
    events: list = field(default_factory=list)


@dataclass
class Period:
    """What comes, or what has been: a heading and its months."""

    is_past: bool
    months: list = field(default_factory=list)


@register.simple_tag
def agenda_periods(events):
    """Return Cards of events, in the order of the agenda, as Periods of Months: what comes before what has been."""
    periods = []
    for event in events:
        if not periods or periods[-1].is_past != event.is_past:
            periods.append(Period(event.is_past))
        months = periods[-1].months
        anchor = f"{'past' if event.is_past else 'coming'}-{_month_code(event)}"
        # An event in “autumn” may stand between two of September.
        month = next((month for month in months if month.anchor == anchor), None)
        if month is None:
            months.append(month := Month(_month_label(event), anchor))
        month.events.append(event)
    return periods


def _precision(event):
    """Return how much of the first day is known: day, month, year, or none."""
    if event.starts_at:
        return "day"
    if event.sort_date == UNDATED or not event.date:
        return "none"
    start = event.date.start
    return "day" if start.day else "month" if start.month and not start.is_season else "year"


def _month_code(event):
    precision = _precision(event)
    if precision == "none":
        return event.mentioned_on.strftime("%Y-%m") if event.mentioned_on else "undated"
    return slugify(event.date.text) if precision == "year" else event.sort_date.strftime("%Y-%m")


def _month_label(event):
    precision = _precision(event)
    if precision == "none" and event.mentioned_on:
        return formats.date_format(event.mentioned_on, "YEAR_MONTH_FORMAT")
    if precision == "none":
        return gettext("Without a date")
    if precision == "year":
        return str(event.date)
    return formats.date_format(event.sort_date, "YEAR_MONTH_FORMAT")


@dataclass(frozen=True)
class DateBlock:
    """The first day as a calendar leaf shows it; what is not known is empty. `is_today` marks the present day."""

    day: str = ""
    month: str = ""
    year: str = ""
    is_today: bool = False


@register.simple_tag
def date_block(event):
    """Return the DateBlock of an event's first day, no more precise than what is known."""
    precision = _precision(event)
    if precision == "none":
        return DateBlock()
    first: date = event.sort_date
    return DateBlock(
        day=str(first.day) if precision == "day" else "",
        month=formats.date_format(first, "M") if precision in ("day", "month") else "",
        year=str(first.year),
        is_today=precision == "day" and first == timezone.localdate(),
    )


@register.filter
def machine_time(session):
    """Return a session's start for the attribute `datetime`: with offset when the time is known, else the day."""
    start = timezone.localtime(session.start)
    return start.isoformat(timespec="minutes") if session.time_known else start.date().isoformat()


@register.filter
def offered_text(recording):
    """Return which text a recording offers to people who cannot hear it: captions, transcript, both, or none."""
    offers = [
        name
        for name, offered in (("captions", recording.has_captions), ("transcript", recording.transcript))
        if offered
    ]
    return "-and-".join(offers) or "none"
