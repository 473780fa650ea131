"""The public page of a series, and the citations of what a search finds."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from pages import cache_version
from pages.page_context import find_listings
from pages.public_views import PublicView
from pages.record_index.reading import cards_of
from pages.search.results import Search
from pages.structured_data import absolute
from publications.bibliography.files import MOST_CITED, citation_response
from publications.models import PublicationPage, Series
from publications.podcasts import episodes_of_pages, podcast_link, series_podcast
from publications.series import read_episodes, read_series
from visitors.breadcrumbs import Link, breadcrumbs_from_home

PER_PAGE = 50


@require_safe
def show_series(request, slug):
    """Show one series: what it is, and its publications in the order of their numbers, PER_PAGE on a page (?page=)."""
    series, locale = get_object_or_404(Series, slug=slug), Locale.get_active()
    numbers = read_series(series, locale)
    if not numbers:
        raise Http404
    shown = Paginator(list(numbers), PER_PAGE).get_page(request.GET.get("page"))
    cards = cards_of(shown.object_list, locale.language_code)
    address, _filters = find_listings(locale).get("publications.PublicationPage", ("", ()))
    count = ngettext("%(count)d publication", "%(count)d publications", len(numbers)) % {"count": len(numbers)}
    context = {
        "title": series.label,
        "description": series.description or gettext("Series of %(count)s.") % {"count": count},
        "series": series,
        # Its description is written once, in the main language.
        "series_language": "" if locale.language_code == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE,
        "records": [(numbers[key], cards[key]) for key in shown.object_list if key in cards],
        "shown": shown,
        "pages": list(shown.paginator.get_elided_page_range(shown.number)),
        "count": count,
        "address": address,
        # Of the listing, narrowed to the series.
        "filters": urlencode({"reeks": series.slug}),
        "feeds": find_feeds(request, series, locale, numbers),
        "crumbs": breadcrumbs_from_home(
            *([Link(gettext("Publications"), address)] if address else []), Link(series.label, "")
        ),
    }
    return render(request, "publications/series.html", context)


def find_feeds(request, series, locale, keys):
    """Return the Feeds of a Series with these publications: its podcast, when an episode can be heard; kept."""

    def can_be_heard():
        return bool(episodes_of_pages(request, read_episodes(keys)))

    if not cache_version.cached(f"series-podcast:{series.pk}:{locale.pk}", can_be_heard):
        return []
    return [podcast_link(absolute(request, series.get_absolute_url()), series.label)]


@require_safe
def follow_series(request, slug):
    """Answer with the podcast of a series, 404 when none of its publications is an episode that can be heard."""
    series, locale = get_object_or_404(Series, slug=slug), Locale.get_active()
    response = series_podcast(request, series, read_episodes(read_series(series, locale)))
    if response is None:
        raise Http404
    return response


def list_public_views():
    """Return the public pages of this room that are no Wagtail page."""
    rows = Series.objects.filter(publications__live=True).distinct
    return [PublicView("series", rows, schema_type="CreativeWorkSeries", describe=describe_series)]


def describe_series(request, context, address):
    """Return what JSON-LD says of a series besides: its publications on this page, in their order."""
    works = [
        {"@type": "CreativeWork", "name": record.title, "position": number, "url": absolute(request, record.url)}
        for number, record in context["records"]
    ]
    return {"description": context["series"].description, "hasPart": works}


@require_safe
def cite_search(request, ending):
    """Answer with the citations of the first MOST_CITED publications that a search finds (`?q=`) as a file."""
    search = Search(request.GET)
    publications = search.selection.found.get(PublicationPage.search_kind, ())
    keys = [match.page for match in search.matches if match.page in publications][:MOST_CITED]
    found = PublicationPage.objects.published().in_bulk(keys)
    return citation_response([found[key] for key in keys if key in found], ending, "citations", request)
