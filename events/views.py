"""The public page of a series of events."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from events.models import EventPage, EventSeries
from pages.page_context import find_listings
from pages.public_views import PublicView
from pages.record_index.reading import indexed_records, make_cards
from pages.structured_data import absolute
from visitors.breadcrumbs import Link, breadcrumbs_from_home

PER_PAGE = 50


@require_safe
def show_series(request, slug):
    """Show one series: what it is, and its events, PER_PAGE on a page (?page=); what is to come first."""
    series, locale = get_object_or_404(EventSeries, slug=slug), Locale.get_active()
    found = indexed_records(locale.language_code, EventPage).with_value("reeks", slug)
    moment = timezone.now()
    events = make_cards([*found.current(moment).soonest_first(), *found.over(moment).newest_first()])
    if not events:
        raise Http404
    shown = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    address, _filters = find_listings(locale).get("events.EventPage", ("", ()))
    count = ngettext("%(count)d meeting", "%(count)d meetings", len(events)) % {"count": len(events)}
    context = {
        "title": series.label,
        "description": series.description or gettext("Series of %(count)s.") % {"count": count},
        "series": series,
        # Its description is written once, in the main language.
        "series_language": "" if locale.language_code == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE,
        "shown": shown,
        "pages": list(shown.paginator.get_elided_page_range(shown.number)),
        "count": count,
        "address": address,
        # Of the listing, narrowed to the series.
        "filters": urlencode({"reeks": series.slug}),
        "crumbs": breadcrumbs_from_home(
            *([Link(gettext("Agenda"), address)] if address else []), Link(series.label, "")
        ),
    }
    return render(request, "events/series.html", context)


def list_public_views():
    """Return the public pages of this room that are no Wagtail page."""
    rows = EventSeries.objects.filter(events__live=True).distinct
    return [PublicView("event-series", rows, schema_type="EventSeries", describe=describe_series)]


def describe_series(request, context, address):
    """Return what JSON-LD says of a series besides: its events on this page."""
    events = [
        {"@type": "Event", "name": event.title, "url": absolute(request, event.url)}
        | ({"startDate": timezone.localdate(event.starts_at).isoformat()} if event.starts_at else {})
        for event in context["shown"]
    ]
    return {"description": context["series"].description, "subEvent": events}
