"""Feeds and calendars that programs find in the head of a page (RFC 8288 `alternate`, RSS autodiscovery)."""

from dataclasses import dataclass

from django.utils.translation import gettext

from pages import cache_version
from pages.page_context import find_listing_pages
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
        return [
            feed
            for page in find_listing_pages(locale)
            if (address := address_of(page, request))
            for feed in feeds_of_listing(page.specific_class, address, page.title)
        ]

    return cache_version.cached(f"feeds:{root_address(request)}:{locale.pk}", collect, alone=True)
