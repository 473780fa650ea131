"""The number of visits of the counted links of an issue, per item and link; never per person."""

import csv
from dataclasses import dataclass, field

from django.db.models import Sum
from django.utils.translation import gettext

from newsletters.models import IssueLink
from visitors.spreadsheet_cells import safe_cell


@dataclass(frozen=True)
class VisitedLink:
    """One link: its IssueLink (as last rendered), visits, and percentage (0 to 100) of the most visited link."""

    link: IssueLink
    visits: int
    share: float


@dataclass
class ItemVisits:
    """The VisitedLinks of one item, in the order of the mail."""

    heading: str
    links: list = field(default_factory=list)

    @property
    def visits(self):
        """The sum of the visits of its links."""
        return sum(row.visits for row in self.links)


@dataclass(frozen=True)
class IssueVisits:
    """The ItemVisits of an issue, summed over its languages."""

    items: list

    @property
    def total(self):
        """The sum of the visits of all items."""
        return sum(item.visits for item in self.items)


def visits_of(issue):
    """Return the IssueVisits of an issue and its translations, in one query; empty before the first rendering."""
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
    """Write IssueVisits to a text stream as CSV (RFC 4180), one row per link, protected against formula injection."""
    writer = csv.writer(stream)
    writer.writerow([gettext("Item"), gettext("Kind"), gettext("Link"), gettext("Leads to"), gettext("Visits")])
    for item in visits.items:
        for row in item.links:
            words = [item.heading, row.link.get_kind_display(), row.link.label, row.link.url]
            writer.writerow([*map(safe_cell, words), row.visits])
