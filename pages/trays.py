"""Records that a newsletter may take over, in trays by kind, from whichever room has them.

A room offers its trays by the Wagtail hook `newsletter_trays`: a function of (since, locale) that returns Tray objects,
`since` being the aware datetime of the last issue. So the newsletter offers records without knowing their classes.
"""

from dataclasses import dataclass

from wagtail import hooks
from wagtail.models import Page

MOST_OFFERED = 30


@dataclass(frozen=True)
class Offer:
    """One record in a tray: a specific page, and whether it appeared since the last issue."""

    record: Page
    is_new: bool


@dataclass(frozen=True)
class Tray:
    """Records of one kind: `name` in addresses and ids, `heading`, the Offers shown, and how many there are in all.

    `kicker` is the word above the heading that an item from this tray gets; empty for none. `order` places the tray.
    """

    name: str
    heading: str
    offers: list
    total: int
    kicker: str = ""
    order: int = 100

    @property
    def left_out(self):
        """How many records are not shown; an editor finds them with the page chooser."""
        return self.total - len(self.offers)


def fill_tray(name, heading, records, since, **details):
    """Return the Tray of `records`, a sorted queryset of pages of one type, in a fixed number of queries."""
    found = list(records.prefetch_related(*getattr(records.model, "line_prefetch", []))[:MOST_OFFERED])
    total = len(found) if len(found) < MOST_OFFERED else records.count()
    offers = [Offer(page, bool(page.first_published_at and page.first_published_at > since)) for page in found]
    return Tray(name, heading, offers, total, **details)


def new_records(page_type, since, locale):
    """Return what readers may see of `page_type` and could not before `since`, the newest first."""
    found = page_type.objects.published().in_language(locale).filter(first_published_at__gt=since, alias_of=None)
    return found.order_by("-first_published_at", "-pk")


def collect_trays(since, locale):
    """Return the Trays of all rooms that hold anything, in their order."""
    found = [tray for source in hooks.get_hooks("newsletter_trays") for tray in source(since, locale)]
    return sorted((tray for tray in found if tray.offers), key=lambda tray: tray.order)
