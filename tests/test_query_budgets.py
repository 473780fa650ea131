"""No page type asks the database more when it has more to show: one row or thirty, the same number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelcluster.models import get_all_child_relations

from pages import cache_version
from pages.models import ListingPage, RecordPage
from pages.record_types import record_type_of
from tests.page_samples import find_sample, list_page_types

PAGE_TYPES = list_page_types()
# The most queries that a page of any type may cost once menus and choices of filters are kept.
WARM_BUDGET = 60
ROWS = 30


def count_queries(client, url):
    """Return the number of queries that a visit costs with menus and choices kept, but not the page itself."""
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return len(queries), [query["sql"] for query in queries]


def multiply_child_rows(page):
    """Repeat the rows of every child relation that has any, up to ROWS."""
    for relation in get_all_child_relations(type(page)):
        rows = list(getattr(page, relation.get_accessor_name()).all())
        for number in range(ROWS - len(rows) if rows else 0):
            row = rows[number % len(rows)]
            row.pk = None
            row.sort_order = 100 + number
            row.save(force_insert=True)


def keep_one_child_row(page):
    """Delete all but the first row of every child relation."""
    for relation in get_all_child_relations(type(page)):
        model = relation.related_model
        rows = list(getattr(page, relation.get_accessor_name()).all())
        model.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=[page_type._meta.label for page_type in PAGE_TYPES])
def test_thirty_rows_cost_no_more_queries_than_one(page_type, client, db, record_property):
    page = find_sample(page_type)
    keep_one_child_row(page)
    cache_version.invalidate()
    with_one, first = count_queries(client, page.url)
    multiply_child_rows(page_type.objects.get(pk=page.pk))
    cache_version.invalidate()
    with_thirty, second = count_queries(client, page.url)
    record_property("queries", with_thirty)
    assert with_thirty <= with_one + 1, "\n".join(sorted(set(second) - set(first))[:12])
    assert with_thirty <= WARM_BUDGET


@pytest.mark.parametrize(
    "page_type",
    [page_type for page_type in PAGE_TYPES if issubclass(page_type, ListingPage)],
    ids=lambda page_type: page_type._meta.label,
)
def test_a_listing_of_thirty_costs_no_more_than_a_listing_of_one(page_type, client, db):
    listing = find_sample(page_type)
    record_type = record_type_of(listing)
    record = find_sample(record_type)
    record_type.objects.exclude(pk=record.pk).update(live=False)
    cache_version.invalidate()
    with_one, first = count_queries(client, listing.url)
    for number in range(ROWS):
        record.copy(
            update_attrs={"slug": f"kopie-{number}", "title": f"Kopie {number}"},
            reset_translation_key=True,
            recursive=False,
        )
    cache_version.invalidate()
    with_thirty, second = count_queries(client, listing.url)
    assert with_thirty <= with_one + 1, "\n".join(sorted(set(second) - set(first))[:12])


def test_thirty_new_records_make_the_home_page_no_dearer(client, home):
    with_few, first = count_queries(client, home.url)
    for page_type in PAGE_TYPES:
        if issubclass(page_type, RecordPage):
            sample = find_sample(page_type)
            for number in range(3):
                sample.copy(
                    update_attrs={"slug": f"kopie-{number}", "title": f"Kopie {number}"},
                    reset_translation_key=True,
                    recursive=False,
                )
    cache_version.invalidate()
    with_many, second = count_queries(client, home.url)
    assert with_many <= with_few + 1, "\n".join(sorted(set(second) - set(first))[:12])


def test_a_warm_page_asks_nothing_for_menus_footer_and_settings(client, home):
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
    client.get(home.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(home.url)
    asked = [
        query["sql"]
        for query in queries
        if any(table in query["sql"] for table in ("pages_menu", "pages_sitesettings"))
    ]
    assert asked == []


def test_a_kept_page_asks_the_database_nothing(client, home, django_assert_num_queries):
    client.get(home.url)
    with django_assert_num_queries(0):
        response = client.get(home.url)
    assert response.status_code == 200
