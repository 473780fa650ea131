"""Nothing asks the database more when it has more to show: one row or thirty, the same number of queries."""

from collections.abc import Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from pages import cache_version
from pages.record_index.changes import bring_up_to_date
from publications.models import PublicationPage
from tests import query_cases_of_editors, query_cases_of_lists, query_cases_of_records  # noqa: F401 (their cases)
from tests.bulk_rows import copy_pages
from tests.desk_samples import an_editor
from tests.page_samples import count_child_rows, find_sample
from tests.query_cases import CASES


@pytest.fixture
def visitor(client, db, django_user_model):
    """A function that returns a client of a reader, an editor of kUS or an administrator, for whom no page is kept."""

    def visitor(role):
        client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
        if role == "editor":
            client.force_login(an_editor(django_user_model))
        elif role == "administrator":
            client.force_login(django_user_model.objects.create_superuser("beheerder", password="geheim"))
        return client

    return visitor


def do(client, asked):
    """Ask for a path, whose answer must be 200 and is read to its end, or call a function."""
    if callable(asked):
        asked()
        return
    response = client.get(asked)
    assert response.status_code == 200
    assert response.getvalue()


def capture(client, asked):
    """Return the SQL of the queries that it costs with nothing cached, and with menus and choices cached."""
    found = []
    do(client, asked)
    cache_version.invalidate()
    for _time in ("cold", "warm"):
        with CaptureQueriesContext(connection) as queries:
            do(client, asked)
        found.append([query["sql"] for query in queries])
    return found


def as_list(asked):
    """Return what a case yields as a list: one path, one function, or a list of them."""
    return [asked] if isinstance(asked, str) or not isinstance(asked, Iterable) else list(asked)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_more_rows_cost_no_more_queries(case, visitor, record_property):
    client = visitor(case.visitor)
    rows = case.rows(client)
    asked = as_list(next(rows))
    few = [capture(client, each) for each in asked]
    assert next(rows, "no more rows to add") == "no more rows to add"
    # In life the commit does it.
    bring_up_to_date()
    for each, (few_cold, few_warm) in zip(asked, few, strict=True):
        many_cold, many_warm = capture(client, each)
        record_property("queries", len(many_warm))
        # What is kept of a page may be all of it.
        assert many_cold, each
        assert len(many_warm) <= case.most, each
        if case.most_cold is not None:
            assert len(few_cold) <= case.most_cold, "\n".join(few_cold)
            assert len(many_cold) <= case.most_cold, "\n".join(many_cold)
        for before, after in [(few_warm, many_warm), *([(few_cold, many_cold)] if case.cold else [])]:
            more = "\n".join([str(each), *sorted(set(after) - set(before))[:12]])
            if case.slack is None:
                assert len(after) == len(before), more
            else:
                assert len(after) <= len(before) + case.slack, more


def test_copies_made_in_bulk_are_pages_like_their_model(db):
    model = find_sample(PublicationPage)
    copies = PublicationPage.objects.filter(pk__in=[page.pk for page in copy_pages(model, 3)])
    assert [list(problems) for problems in Page.find_problems()] == [[], [], [], [], []]
    assert len({page.url for page in copies} - {model.url}) == 3
    for page in copies:
        assert page.get_parent() == model.get_parent()
        assert (page.kind, page.sort_date, page.live) == (model.kind, model.sort_date, model.live)
        assert count_child_rows(page) == count_child_rows(model) > 0


def test_a_warm_page_asks_nothing_for_menus_footer_and_settings(visitor, home):
    asked = [
        query
        for query in capture(visitor("reader"), home.url)[1]
        if "pages_menu" in query or "pages_sitesettings" in query
    ]
    assert asked == []


def test_a_kept_page_asks_the_database_nothing(client, home, django_assert_num_queries):
    client.get(home.url)
    with django_assert_num_queries(0):
        response = client.get(home.url)
    assert response.status_code == 200
