"""After a change of content what a page shows is found by indexes: no table that grows with records is read whole."""

import json

import pytest
from django.db import connection
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from events.models import EventPage
from inventory.models import ProjectPage
from newsletters.models import NewsletterIssuePage
from pages import cache_version
from pages.clock_moments import INDEX
from publications.models import PublicationPage
from tests.page_samples import find_sample, list_page_types

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL is asked for its plans"),
]
MANY = (PublicationPage, EventPage, ProjectPage, NewsletterIssuePage)
PLACES = ["/", "/gemeenten/amersfoort/", "/onderwerpen/informele-zorg/", "/publicaties/feed/"]


def growing_tables():
    """Return the tables (set) that have a row or more for each record of the types that are many."""
    rows = {relation.related_model for record in MANY for relation in get_all_child_relations(record)}
    return {model._meta.db_table for model in (Page, *MANY, *rows)} | INDEX


def whole_reads(plan, tables):
    """Return the tables that a plan (a node of EXPLAIN's JSON) reads from end to end, unless it may stop earlier."""
    if plan["Node Type"] == "Limit":
        return []
    found = [table for part in plan.get("Plans", []) for table in whole_reads(part, tables)]
    is_whole = plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in tables
    return [*found, plan["Relation Name"]] if is_whole else found


@pytest.fixture
def explain(client):
    """A function that asks for a path with nothing kept, and returns the queries that read a growing table whole."""
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"

    def explain(path):
        asked = []

        def note(execute, sql, parameters, many, context):
            if sql.lstrip(" (").startswith("SELECT"):
                asked.append((sql, parameters))
            return execute(sql, parameters, many, context)

        cache_version.invalidate()
        with connection.execute_wrapper(note):
            assert client.get(path).status_code == 200
        tables, found = growing_tables(), []
        with connection.cursor() as cursor:
            # The tables of the tests are so small that reading them whole is what costs least.
            cursor.execute("SET LOCAL enable_seqscan = off")
            for sql, parameters in asked:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
                [answer] = cursor.fetchone()
                plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
                found += [(table, sql) for table in whole_reads(plan, tables)]
        return found

    return explain


@pytest.mark.parametrize("page_type", list_page_types(), ids=lambda model: model._meta.label)
def test_a_page_of_each_type(explain, page_type):
    assert explain(find_sample(page_type).url) == []


@pytest.mark.parametrize("path", PLACES)
def test_a_page_of_a_place(explain, path):
    assert explain(path) == []
