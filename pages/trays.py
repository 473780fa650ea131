"""Records that a newsletter may take over, in trays by kind.

A type of record declares its trays in `newsletter_trays`, so the newsletter offers records without knowing their
classes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from wagtail import hooks
from wagtail.models import Page

from pages.record_types import record_types
from pages.subjects import read_subjects, records_on, subjects_of

MOST_OFFERED = 30


@dataclass(frozen=True)
class Offer:
    """One record in a tray: a specific page, and whether it appeared since the last issue."""

    record: Page
    is_new: bool

    @property
    def subjects(self):
        """The Subjects of the record in their order; read for all offers together."""
        return subjects_of(self.record)


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


def new_records(page_type, since, locale):
    """Return what readers may see of `page_type` and could not before `since`, the newest first."""
    found = page_type.objects.published().in_language(locale).filter(first_published_at__gt=since, alias_of=None)
    return found.order_by("-first_published_at", "-pk")


@dataclass(frozen=True)
class NewsletterTray:
    """What a type of record says of one of its trays; name, heading, kicker and order are those of the Tray.

    `find` is a function of (page_type, since, locale) that returns the records as a sorted queryset, `since` being the
    aware datetime of the last issue; by default what is new since then.
    """

    name: str
    heading: str
    order: int
    kicker: str = ""
    find: Callable = new_records

    def fill(self, page_type, since, locale, on=None):
        """Return the Tray with what it holds for an issue in `locale`, in a fixed number of queries.

        on: a queryset of primary keys; only these records.
        """
        records = self.find(page_type, since, locale)
        if on is not None:
            records = records.filter(pk__in=on)
        found = list(records.prefetch_related(*getattr(page_type, "line_prefetch", []))[:MOST_OFFERED])
        total = len(found) if len(found) < MOST_OFFERED else records.count()
        offers = [Offer(page, bool(page.first_published_at and page.first_published_at > since)) for page in found]
        return Tray(self.name, str(self.heading), offers, total, str(self.kicker), self.order)


def collect_trays(since, locale, subject=None):
    """Return the Trays of all types of record that hold anything, in their order.

    subject: a Subject; only records on it or on what is narrower.
    """
    on = None if subject is None else records_on(subject)
    filled = [tray.fill(model, since, locale, on) for model in record_types() for tray in model.newsletter_trays]
    trays = sorted((tray for tray in filled if tray.offers), key=lambda tray: tray.order)
    read_subjects([offer.record for tray in trays for offer in tray.offers])
    return trays


def unsent_mentions(record):
    """Return the issues (pages) of all newsletters that name a record and were not sent yet.

    The hook `unsent_mentions` is a function of a page that returns such pages.
    """
    return [issue for source in hooks.get_hooks("unsent_mentions") for issue in source(record)]
