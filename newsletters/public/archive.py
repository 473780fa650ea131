"""The feed (Atom) and the filters of the newsletter archive."""

from django.utils.html import format_html, format_html_join
from wagtail.models import Page

from pages.feeds import ListingFeed
from pages.models import ListedQuerySet, RecordPage
from pages.record_index.facets import without
from visitors.plain_text import xml_text

# What the archive can be narrowed by: year and werkplaats.
ISSUE_FACETS = without(RecordPage.facets, "thema", "gemeente", "regio", "doelgroep", "wet", "openen")


class IssueFeed(ListingFeed):
    """Feed of issues; each entry lists the headings of its items."""

    def cards(self):
        """Return the Cards of the issues; the titles of the records of their items take one extra query."""
        cards = super().cards()
        wanted = {record for card in cards for _heading, record in card.entry["item_headings"] if record}
        self.titles = dict(ListedQuerySet(Page).published().filter(pk__in=wanted).values_list("pk", "title"))
        return cards

    def describe(self, card):
        """Return the summary of an issue and the list of its headings, as HTML."""
        headings = [
            heading or self.titles[page]
            for heading, page in card.entry["item_headings"]
            if (page is None and heading) or page in self.titles
        ]
        items = format_html_join("", "<li>{}</li>", ((xml_text(heading),) for heading in headings))
        return super().describe(card) + (format_html("<ul>{}</ul>", items) if items else "")
