"""Atom feeds (RFC 4287) of listings: /nieuws/feed/ and its like, narrowed by the listing's own filters."""

from django.db.models import F
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext, override
from wagtail.models import Page

from pages import cache_version
from pages.examples import example_keys
from pages.record_index.build import shape_of
from pages.record_index.reading import make_cards
from pages.structured_data import absolute, address_of, site_facts
from visitors.plain_text import xml_text

MOST_ENTRIES = 50


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
    """The feed of one listing page and one request, read from the record index.

    The order is that of news on this site, by day and then as the listing has it, so that an old record that is entered
    today reaches the subscribers, and so does a meeting that is cancelled today. Filters with unknown values are
    ignored, as in the listing.
    """

    def __init__(self, page, request):
        self.page = page
        self.request = request
        self.listing = page.get_listing(request)

    def describe(self, card):
        """Return what an entry says of a record, as HTML; here its date and summary."""
        words = " ".join(part for part in (card.own_note, card.summary) if part)
        return escape(xml_text(": ".join(line for line in (str(card.news_date), words) if line)))

    def cards(self):
        """Return the Cards of at most 50 records, in a fixed number of queries."""
        selection = self.listing.selection
        # Rows written by an older release may lack fields of an entry; `migrate` and the clock index them again.
        complete = selection.records().filter(shape=shape_of(selection.model)).defer(None)
        newest = complete.order_by("-published_on", "-sort_day", F("page").desc())
        cards = make_cards(newest[:MOST_ENTRIES])
        for card in cards:
            # An entry gives the date of the record itself.
            card.mentioned_on = None
        return cards

    def response(self):
        """Return the feed as application/atom+xml, with Last-Modified; the page cache adds an ETag."""
        language = self.page.locale.language_code
        # Before the content is read, so that a change meanwhile is fetched next time.
        headers = {"Last-Modified": http_date(cache_version.changed_at().timestamp())}
        with override(language):
            return HttpResponse(self._write(language), content_type=AtomFeed.content_type, headers=headers)

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
            feed_guid=self.page.stable_id(self.listing.query_string),
            author_name=xml_text(name),
            changed_at=self.page.changed_at,
        )
        examples = example_keys(Page)
        for card in self.cards():
            self._add(feed, card, [gettext("Example")] if card.pk in examples else [])
        return feed.writeString("utf-8")

    def _add(self, feed, card, marks):
        if not card.url:
            return
        feed.add_item(
            title=xml_text(card.news_title),
            link=absolute(self.request, card.url),
            # Atom1Feed calls it HTML.
            description=self.describe(card) or None,
            unique_id=card.entry["id"],
            pubdate=card.first_published_at,
            updateddate=card.changed_at,
            categories=marks + [xml_text(term) for term in card.entry["category_terms"]],
            author_names=[xml_text(name) for name in card.entry["author_names"]],
            contributor_names=[xml_text(name) for name in card.entry["contributor_names"]],
            enclosures=[
                Enclosure(absolute(self.request, file["url"]), str(file["length"] or 0), file["type"])
                for file in card.entry["enclosures"]
            ],
            language=card.language_code,
        )
