"""What is watched by the budget test: pages and functions that show rows, and how each of them gets more rows.

A case is a generator: it makes a few rows, yields what is asked (paths, functions, or both in a list), and adds more
rows when it is resumed. The page types and listings of the site are found by themselves.
"""

from dataclasses import dataclass
from functools import partial

from pages.models import (
    ListingPage,
)
from pages.record_types import record_type_of
from tests.bulk_rows import copy_pages, keep_one_child_row, repeat_child_rows
from tests.page_samples import find_sample, list_page_types

# The most queries that a case may cost once what is kept is cached, unless it says otherwise.
WARM_BUDGET = 60
# The same for a page of any type: its rows, its address and what stands beside it are kept.
PAGE_BUDGET = 8
# The same of a listing.
LISTING_BUDGET = 6
# What a page of any type may cost just after a change, when nothing of it is kept.
COLD_BUDGET = 15
CASES = []


@dataclass(frozen=True)
class Case:
    """`rows`: the generator function, given a client of `visitor` ("reader", "editor" of kUS, "administrator").

    most: the most queries it may cost with many rows and everything cached but what is asked; slack: it may cost up to
    so many more than with few rows (None: exactly as many); cold: whether that holds when nothing is cached too.
    most_cold: the most queries it may cost with nothing cached, with few rows and with many; None where nobody says.
    """

    name: str
    rows: callable
    visitor: str = "reader"
    most: int = WARM_BUDGET
    slack: int | None = None
    cold: bool = True
    most_cold: int | None = None


def case(**options):
    """Declare the decorated generator function as a Case."""

    def declare(rows):
        CASES.append(Case(rows.__name__, rows, **options))
        return rows

    return declare


def thirty_child_rows(page_type, client):
    """Every child relation of the page that has rows has one, and then thirty."""
    page = find_sample(page_type)
    keep_one_child_row(page)
    yield page.url
    repeat_child_rows(page, 30)


def thirty_records(page_type, client):
    """The listing has one record, and then thirty-one."""
    listing = find_sample(page_type)
    record_type = record_type_of(listing)
    record = find_sample(record_type)
    record_type.objects.exclude(pk=record.pk).update(live=False)
    yield listing.url
    copy_pages(record, 30)


for found in list_page_types():
    rows = partial(thirty_child_rows, found)
    CASES.append(
        Case(f"{found._meta.label}-children", rows, most=PAGE_BUDGET, slack=1, cold=False, most_cold=COLD_BUDGET)
    )
    if issubclass(found, ListingPage):
        rows = partial(thirty_records, found)
        CASES.append(
            Case(f"{found._meta.label}-records", rows, most=LISTING_BUDGET, slack=1, cold=False, most_cold=COLD_BUDGET)
        )
