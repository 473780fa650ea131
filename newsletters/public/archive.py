"""The feed (Atom) and the filters of the newsletter archive."""

from django.utils.html import format_html, format_html_join
from wagtail.models import Page

from pages.feeds import ListingFeed, xml_text
from pages.models import RecordPage
from pages.record_index.facets import without

# What the archive can be narrowed by: year and werkplaats.
ISSUE_FACETS = without(RecordPage.facets, "thema", "gemeente", "regio", "doelgroep", "wet", "openen")


class IssueFeed(ListingFeed):
    """Feed of issues; each entry lists the headings of its items."""

    def records(self):
        """Return the issues; the titles of their records take one extra query."""
        issues = list(super().records())
        wanted = {record for issue in issues for _heading, record in raw_headings(issue) if record}
        self.titles = dict(Page.objects.live().public().filter(pk__in=wanted).values_list("pk", "title"))
        return issues

    def describe(self, record):
        """Return the summary of an issue and the list of its headings, as HTML."""
        headings = [
            heading or self.titles[page]
            for heading, page in raw_headings(record)
            if (page is None and heading) or page in self.titles
        ]
        items = format_html_join("", "<li>{}</li>", ((xml_text(heading),) for heading in headings))
        return super().describe(record) + (format_html("<ul>{}</ul>", items) if items else "")


def raw_headings(issue):
    """Return [(heading, primary key of the record or None)] of the items, from the raw stream data, without queries."""
    found = []
    for block in issue.items.raw_data:
        value = block["value"] if isinstance(block["value"], dict) else {}
        found.append((value.get("heading", ""), value.get("record")))
    return found
