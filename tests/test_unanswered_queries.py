"""Searches that found nothing: counted without who asked, shown to editors from the second day on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pages.models import UnansweredQuery
from pages.search import unanswered

pytestmark = pytest.mark.django_db

NOTHING = "xyzzyx kwizelbeek"


def a_day_later(days=1):
    UnansweredQuery.objects.update(last_day=timezone.localdate() - timedelta(days=days))


def ask(client, query, **more):
    """Search anew, not from the page cache."""
    from pages import cache_version

    cache_version.invalidate()
    return client.get("/zoeken/", {"q": query, **more})


def test_words_are_kept_from_the_second_day_on(client):
    ask(client, NOTHING)
    ask(client, "Xyzzyx  KWIZELBEEK!")
    row = UnansweredQuery.objects.get()
    assert (row.query, row.count, row.days) == ("", 2, 1)
    a_day_later()
    ask(client, NOTHING)
    row = UnansweredQuery.objects.get()
    assert (row.query, row.count, row.days, row.last_day) == (NOTHING, 3, 2, timezone.localdate())


def test_what_finds_something_is_not_counted(client, home):
    for query in ("armoede", "Amersfoort", "armoode", ""):
        ask(client, query)
    assert not UnansweredQuery.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "iemand@xyzzyx.example",
        "06 12345678",
        "xyzzyx 3512 AB",
        "https://xyzzyx.example/",
        "xyzzyx " * 20,
        "xy",
        "xyz yzx zxy xzy yxz zyx qqx",
    ],
)
def test_what_may_tell_who_asked_is_not_counted(client, home, query):
    ask(client, query)
    assert not UnansweredQuery.objects.exists()


def test_what_was_asked_once_is_forgotten(client):
    ask(client, NOTHING)
    a_day_later(days=40)
    ask(client, "qqqzzz")
    assert UnansweredQuery.objects.count() == 1
    a_day_later(days=401)
    unanswered.forget(timezone.localdate())
    assert not UnansweredQuery.objects.exists()


def test_editors_see_what_was_searched_and_others_do_not(client, admin_client, django_user_model):
    UnansweredQuery.objects.create(digest="a", query="xyzzyx", count=5, days=2, last_day=timezone.localdate())
    UnansweredQuery.objects.create(digest="b", query="", count=1, days=1, last_day=timezone.localdate())
    address = reverse("unanswered_queries")
    words = admin_client.get(address).content.decode()
    assert "xyzzyx" in words
    assert admin_client.get(f"{address}?export=csv").status_code == 200
    assert client.get(address).status_code == 302
    from django.contrib.auth.models import Group

    editor = django_user_model.objects.create_user("twente", "t@example.org", "geheim-voor-de-test")
    editor.groups.add(Group.objects.exclude(name="Redactie kUS").filter(name__startswith="Redactie").first())
    client.force_login(editor)
    response = client.get(address)
    assert response.status_code == 302
    assert "xyzzyx" not in response.content.decode()


def test_nothing_found_says_whom_to_ask(client, home):
    assert 'href="/contact/bericht/"' in ask(client, NOTHING).content.decode()


def test_results_have_a_description_though_no_search_engine_lists_them(client, home):
    head = ask(client, "wmo").content.decode().partition("</head>")[0]
    assert '<meta name="robots" content="noindex">' in head
    assert '<meta name="description" content="Doorzoek' in head
