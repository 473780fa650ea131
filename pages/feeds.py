"""Atom feeds (RFC 4287) of listings: /nieuws/feed/ and its like, narrowed by the listing's own filters."""

import re
import uuid
from datetime import UTC, datetime

from django.db.models import F
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import override

from pages.structured_data import address_of, site_facts
from pages.subjects import subjects_of

MOST_ENTRIES = 50
# For a page that was made by a program and never published in the editor.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# What XML 1.0 (section 2.2) cannot hold.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class AtomFeed(Atom1Feed):
    """Django's Atom writer with several authors per entry, entries in another language, and a stable `updated`."""

    def latest_post_date(self):
        """Return the moment (aware datetime) of the newest entry; of the listing itself when there are none."""
        return max((item["updateddate"] for item in self.items), default=self.feed["changed_at"])

    def item_attributes(self, item):
        """Mark an entry that is not in the language of the feed (RFC 4287 2)."""
        return {"xml:lang": item["language"]} if item["language"] != self.feed["language"] else {}

    def add_item_elements(self, handler, item):
        """Add every author and contributor (RFC 4287 4.2.1, 4.2.3) to what Django writes."""
        super().add_item_elements(handler, item)
        people = [("author", name) for name in item["author_names"]]
        for element, name in people + [("contributor", name) for name in item["contributor_names"]]:
            handler.startElement(element, {})
            handler.addQuickElement("name", name)
            handler.endElement(element)


class ListingFeed:
    """The feed of one listing page and one request. Rooms say who wrote their records by `prefetch` and `authors`.

    The order is that of publication on this site, by day and then as the listing has it, so that an old record that is
    entered today reaches the subscribers. Filters with unknown values are ignored, as in the listing.
    """

    prefetch = ["theme_links__theme", "subject_links__subject"]

    def __init__(self, page, request):
        self.page = page
        self.request = request
        self.listing = page.get_listing(request)

    def authors(self, record):
        """Return the names of those who made a record; none leaves it to the author of the feed."""
        return []

    def contributors(self, record):
        """Return the names of those who did something else for a record, such as translating it."""
        return []

    def categories(self, record):
        """Return what a record is and what it is about, as terms (RFC 4287 4.2.2)."""
        themes = [link.theme.title for link in record.theme_links.all() if link.theme.live]
        return [str(record.kind_label), *themes, *(str(subject) for subject in subjects_of(record))]

    def describe(self, record):
        """Return what an entry says of a record, as HTML; here its date and summary."""
        lines = [str(record.date_line), record.summary]
        return escape(xml_text(": ".join(line for line in lines if line)))

    def records(self):
        """Return at most 50 records with all that an entry shows, in a fixed number of queries."""
        selection = self.listing.selection
        newest = selection.records().order_by("-published_on", "-sort_day", F("page").desc())
        pks = list(newest.values_list("page", flat=True)[:MOST_ENTRIES])
        found = selection.model.objects.prefetch_related(*selection.model.listing_prefetch, *self.prefetch)
        records = found.in_bulk(pks)
        return [records[pk] for pk in pks if pk in records]

    def response(self):
        """Return the feed as application/atom+xml."""
        language = self.page.locale.language_code
        with override(language):
            return HttpResponse(self._write(language), content_type=AtomFeed.content_type)

    def _write(self, language):
        address = address_of(self.page, self.request)
        filters = f"?{self.listing.query_string}" if self.listing.query_string else ""
        name = site_facts(self.request)["name"]
        chosen = ", ".join(f"{item.label.lower()} {item.name}" for item in self.listing.chosen)
        title = f"{self.page.title} ({chosen})" if chosen else self.page.title
        feed = AtomFeed(
            title=xml_text(f"{title} – {name}"),
            link=f"{address}{filters}",
            description=None,
            subtitle=xml_text(self.page.description) or None,
            language=language,
            feed_url=f"{address}feed/{filters}",
            feed_guid=stable_id(self.page, self.listing.query_string),
            author_name=xml_text(name),
            changed_at=changed_at(self.page),
        )
        for record in self.records():
            self._add(feed, record)
        return feed.writeString("utf-8")

    def _add(self, feed, record):
        link = address_of(record, self.request)
        if not link:
            return
        feed.add_item(
            title=xml_text(record.title),
            link=link,
            # Atom1Feed calls it HTML.
            description=self.describe(record) or None,
            unique_id=stable_id(record),
            pubdate=record.first_published_at,
            updateddate=changed_at(record),
            categories=[xml_text(term) for term in self.categories(record)],
            author_names=[xml_text(name) for name in self.authors(record)],
            contributor_names=[xml_text(name) for name in self.contributors(record)],
            language=record.locale.language_code,
        )


def xml_text(text):
    """Return a text without the characters that XML cannot hold."""
    return NOT_XML.sub("", str(text))


def changed_at(page):
    """Return the moment (aware datetime) a page last changed for its readers."""
    return page.last_published_at or page.first_published_at or page.latest_revision_created_at or EPOCH


def stable_id(page, more=""):
    """Return an id (RFC 4287 4.2.6) that survives a new title, a new address and a new host.

    It is made of the translation key and the language, for translations share the key; `more` sets apart what else
    the page offers.
    """
    return uuid.uuid5(page.translation_key, f"{page.locale.language_code}/{more}").urn


class ArticleFeed(ListingFeed):
    """News, interviews and examples from practice, with their author."""

    prefetch = [*ListingFeed.prefetch, "author"]

    def authors(self, record):
        return [record.author.name] if record.author else []
