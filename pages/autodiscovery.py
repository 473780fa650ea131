"""Feeds and calendars that programs find in the head of a page (RFC 8288 `alternate`, RSS autodiscovery)."""

from dataclasses import dataclass

from django.utils.translation import gettext
from wagtail.models import Page

from pages import cache_version
from pages.page_context import only_public
from pages.record_types import listing_types
from pages.structured_data import address_of, root_address

ATOM, CALENDAR = "application/atom+xml", "text/calendar"


@dataclass(frozen=True)
class Feed:
    """A file that a program can follow: its whole address, media type and title."""

    address: str
    media_type: str
    title: str


def feeds_of_listing(page_type, address, title, query=""):
    """Return the Feeds of a listing: of its class, at a whole address, narrowed by the filters in `query`."""
    filters = f"?{query}" if query else ""
    return [
        Feed(f"{address}{path}{filters}", media_type, words % {"title": title})
        for path, media_type, words in _kinds(page_type)
    ]


def _kinds(page_type):
    if page_type.feed_class:
        yield "feed/", ATOM, gettext("%(title)s: news feed (Atom)")
    if page_type.calendar_path:
        yield page_type.calendar_path, CALENDAR, gettext("%(title)s: calendar (iCalendar)")


def feeds_of_site(request, locale):
    """Return the Feeds of all published listings in a Locale, kept until the content changes."""

    def collect():
        pages = only_public(Page.objects.live()).filter(locale=locale).type(*listing_types()).order_by("path")
        return [
            feed
            for page in pages.select_related("content_type", "locale")
            if (address := address_of(page, request))
            for feed in feeds_of_listing(page.specific_class, address, page.title)
        ]

    return cache_version.cached(f"feeds:{root_address(request)}:{locale.pk}", collect, alone=True)
