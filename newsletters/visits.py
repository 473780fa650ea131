"""How often the links in the mail of an issue were followed: per item and link, never per person."""

import csv
from dataclasses import dataclass, field

from django.db.models import Sum
from django.utils.translation import gettext

from newsletters.models import IssueLink

# What a spreadsheet would take for a formula (OWASP, CSV injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class VisitedLink:
    """One link: the IssueLink (as in the last rendering), its visits, and their share of the most (0 to 100)."""

    link: IssueLink
    visits: int
    share: float


@dataclass
class ItemVisits:
    """The links of one item under its heading, in the order of the mail."""

    heading: str
    links: list = field(default_factory=list)

    @property
    def visits(self):
        """The visits of all its links."""
        return sum(row.visits for row in self.links)


@dataclass(frozen=True)
class IssueVisits:
    """All ItemVisits of an issue, all its languages together."""

    items: list

    @property
    def total(self):
        """The visits of all items."""
        return sum(item.visits for item in self.items)


def visits_of(issue):
    """Return the IssueVisits of an issue and its translations, in one query; without links before a first rendering."""
    links = list(
        IssueLink.objects.filter(issue__translation_key=issue.translation_key)
        .annotate(visits=Sum("daily_visits__visits", default=0))
        .order_by("position", "pk")
    )
    most = max((link.visits for link in links), default=0) or 1
    items = {}
    for link in links:
        # Closing notes have no heading and share one.
        item = items.setdefault(link.item if link.heading else "", ItemVisits(link.heading or gettext("And also")))
        item.links.append(VisitedLink(link, link.visits, 100 * link.visits / most))
    return IssueVisits(list(items.values()))


def write_csv(stream, visits):
    """Write IssueVisits to a text stream as CSV (RFC 4180), a line per link, with nothing that a spreadsheet runs."""
    writer = csv.writer(stream)
    writer.writerow([gettext("Item"), gettext("Kind"), gettext("Link"), gettext("Leads to"), gettext("Visits")])
    for item in visits.items:
        for row in item.links:
            words = [item.heading, row.link.get_kind_display(), row.link.label, row.link.url]
            writer.writerow([*map(harmless, words), row.visits])


def harmless(text):
    """Return a text that a spreadsheet takes for a text: an apostrophe before what would begin a formula."""
    text = str(text)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text
