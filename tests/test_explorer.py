"""The explorer of the admin: what a folder shows page by page, and what it asks of the database for that."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pages.models import WerkplaatsPage
from publications.models import PublicationPage
from tests.bulk_rows import copy_pages
from tests.sample_records import add_publication, settle, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def publications(module_transaction):
    """Sixty publications and no others, made once."""
    page = add_publication("Blad")
    PublicationPage.objects.exclude(pk=page.pk).delete()
    copy_pages(page, 59)
    settle()


@pytest.fixture
def folder(publications, client, administrator):
    """The listing of publications with 60 publications, for an administrator who is logged in."""
    client.force_login(administrator)
    return PublicationPage.objects.first().get_parent()


def titles(client, folder, **query):
    """Return the titles of the rows of the explorer below a page."""
    response = client.get(reverse("wagtailadmin_explore", args=[folder.pk]), query)
    soup = BeautifulSoup(response.content, "html.parser")
    return [text_of(link) for link in soup.select("main table td.title .title-wrapper a")]


def test_every_page_is_on_one_page_of_the_list_in_its_order(client, folder):
    expected = list(PublicationPage.objects.order_by("title").values_list("title", flat=True))
    assert titles(client, folder, ordering="title") == expected[:50]
    assert titles(client, folder, ordering="title", p=2) == expected[50:]
    assert titles(client, folder, ordering="-title", p=2) == expected[9::-1]


def test_an_editor_of_a_werkplaats_is_told_what_to_edit_without_a_query_for_each_row(client, django_user_model, folder):
    user = django_user_model.objects.create_user("zhz", password="geheim-voor-de-test")
    user.groups.add(Group.objects.get(name="Redactie Zuid-Holland Zuid"))
    client.force_login(user)
    own = WerkplaatsPage.objects.get(slug="zuid-holland-zuid")
    shared = PublicationPage.objects.order_by("title").last()
    shared.werkplaatsen.set([own])
    shared.save()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(reverse("wagtailadmin_explore", args=[folder.pk]), {"ordering": "-title"})
    edited = {
        page.pk
        for page in PublicationPage.objects.all()
        if f'href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"' in response.content.decode()
    }
    assert edited == {shared.pk}
    about = [query["sql"] for query in asked if "publicationpage_werkplaatsen" in query["sql"]]
    assert len(about) < 10
    # Nor does it cost two queries for each whether it may be deleted and moved.
    assert len(asked) < 55


def test_a_filter_and_a_search_look_below_the_folder_as_they_did(client, folder):
    add_publication("Elders")
    assert len(titles(client, folder, has_child_pages="false")) == 50
    assert titles(client, folder.get_parent(), q="Elders") == ["Elders"]


def test_pages_are_not_compared_with_all_pages_and_annotated_only_where_they_are_shown(client, folder):
    with CaptureQueriesContext(connection) as asked:
        titles(client, folder, p=2)
    listed = [query["sql"] for query in asked if '"path" BETWEEN' in query["sql"]]
    assert len(listed) >= 2
    for sql in listed:
        assert 'IN (SELECT U0."id" AS "pk" FROM "wagtailcore_page" U0)' not in sql
        assert "OFFSET" not in sql or "EXISTS" not in sql
