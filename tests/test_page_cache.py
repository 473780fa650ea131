"""The page cache: what is kept, for whom, and that no change of content is hidden by it."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, Site

from kus_site import page_cache
from kus_site.apps import CONTENT_APPS, content_models
from kus_site.page_cache import PageCacheMiddleware
from pages import generation

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def no_period_ends(settings):
    """Let no test run over the end of a period by chance."""
    settings.PAGE_CACHE_SECONDS = 10**10


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Open the database without the transaction around the test, which has to put back what it changes."""
    with django_db_blocker.unblock():
        yield


def answer(request, view):
    return PageCacheMiddleware(view)(request)


def get(path="/", **headers):
    return RequestFactory().get(path, **headers)


def state(path, view):
    """Return whether a reader without cookies gets hit, miss or bypass."""
    request = get(path)
    answer(request, view)
    return request.page_cache


def counting_view():
    """Return a view that numbers its answers, from 1."""
    numbers = iter(range(1, 1000))
    return lambda request: HttpResponse(f"<p>{next(numbers)}</p>")


def in_another_process(code, **environment):
    """Run code in a new Python process with the settings, and so the cache, of this one; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# What a reader gets


def test_second_reader_is_answered_without_a_query(client, home, django_assert_num_queries):
    first = client.get("/")
    with django_assert_num_queries(0):
        second = Client().get("/")
    assert first.status_code == second.status_code == 200
    assert first.wsgi_request.page_cache == "miss"
    assert second.wsgi_request.page_cache == "hit"
    assert first.content == second.content
    assert first["Cache-Control"] == second["Cache-Control"] == "public, no-cache"
    assert first["Vary"] == second["Vary"] == "Cookie"
    assert first["Content-Type"] == second["Content-Type"]
    assert not second.cookies


def test_unchanged_page_is_answered_304_with_the_same_headers(client, home):
    for _ in ("miss", "hit"):
        whole = client.get("/")
        short = client.get("/", headers={"If-None-Match": f'"other", W/{whole["ETag"]}'})
        assert (short.status_code, short.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy", "X-Frame-Options"):
            assert short[name] == whole[name]
    assert client.get("/", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get("/", headers={"If-None-Match": "*"}).status_code == 304


def test_head_is_answered_like_get_and_fills_nothing(client, home):
    assert client.head("/").wsgi_request.page_cache == "miss"
    whole = client.get("/")
    assert whole.wsgi_request.page_cache == "miss"
    head = client.head("/")
    assert (head.wsgi_request.page_cache, head.content, head["ETag"]) == ("hit", b"", whole["ETag"])
    assert head["Content-Length"] == str(len(whole.content))


def test_request_id_is_not_kept(client, home):
    ids = {client.get("/")["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


def test_host_scheme_path_and_query_are_kept_apart():
    view = counting_view()
    factory = RequestFactory()
    requests = [
        factory.get("/a/"),
        factory.get("/a/", secure=True),
        factory.get("/a/", headers={"Host": "other.example"}),
        factory.get("/b/"),
        factory.get("/a/?soort=boek"),
        factory.get("/a/?soort=boek&soort=gids"),
        factory.get("/a/?soort=gids&soort=boek"),
        factory.get("/a/?soort=boek%26soort%3Dgids"),
    ]
    contents = {answer(request, view).content for request in requests}
    assert len(contents) == len(requests)
    one = answer(get("/a/?jaar=2016&soort=boek"), view)
    assert answer(get("/a/?soort=boek&jaar=2016"), view).content == one.content


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages"])
def test_a_visitor_with_a_cookie_of_ours_is_neither_answered_from_nor_put_into_the_cache(cookie):
    view = counting_view()
    request = get("/", headers={"Cookie": f"{cookie}=abc"})
    response = answer(request, view)
    assert request.page_cache == "bypass"
    assert response["Cache-Control"] == ("private, no-store" if cookie == "sessionid" else "private, no-cache")
    assert state("/", view) == "miss"


def test_somebody_logged_in_sees_nothing_kept(client, home):
    client.get("/")
    user = get_user_model().objects.create_superuser("redactie", "redactie@example.org", "geheim")
    client.force_login(user)
    for path in ("/", "/admin/"):
        response = client.get(path)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response.wsgi_request.page_cache == "bypass"
    assert Client().get("/").wsgi_request.page_cache == "hit"


def with_cookie(request):
    response = HttpResponse("x")
    response.set_cookie("any", "thing")
    return response


def with_policy(request):
    response = HttpResponse("x")
    response._csp_replace = {"img-src": "*"}
    return response


REFUSED = {
    "form token": lambda request: HttpResponse(get_token(request)),
    "cookie": with_cookie,
    "streaming": lambda request: StreamingHttpResponse(iter([b"x"])),
    "private": lambda request: HttpResponse("x", headers={"Cache-Control": "private"}),
    "no-store": lambda request: HttpResponse("x", headers={"Cache-Control": "No-Store"}),
    "varies by a header": lambda request: HttpResponse("x", headers={"Vary": "Cookie, HX-Request"}),
    "varies by all": lambda request: HttpResponse("x", headers={"Vary": "*"}),
    "own policy": with_policy,
    "not found": lambda request: HttpResponse("x", status=404),
    "redirect": lambda request: HttpResponse(status=301, headers={"Location": "/x/"}),
    "failure": lambda request: HttpResponse("x", status=500),
    "part": lambda request: HttpResponse("x", status=206),
    "too large": lambda request: HttpResponse("x" * (page_cache.MAX_BODY + 1)),
}


@pytest.mark.parametrize("why", REFUSED)
def test_response_is_not_kept(why):
    answer(get("/"), REFUSED[why])
    assert answer(get("/"), lambda request: HttpResponse("new")).content == b"new"


def test_missing_page_may_be_stored_by_nobody_without_asking(client, home):
    assert client.get("/bestaat-niet/")["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/admin/login/",
        "/documents/1/x.pdf",
        "/media/images/x.png",
        "/zoeken/",
        "/en/zoeken/",
        "/nieuwsbrief/voorkeuren/3kT9/",
        "/nieuwsbrief/afmelden/3kT9/",
        "/" + "a" * 600,
        "/a/?" + "q" * 300,
        "/a/?" + "&".join(f"a={n}" for n in range(9)),
    ],
)
def test_address_is_not_kept(path):
    view = counting_view()
    assert [state(path, view) for _ in range(2)] == ["bypass", "bypass"]


def test_other_methods_are_not_kept():
    view = counting_view()
    for method in ("post", "put", "delete", "options"):
        request = getattr(RequestFactory(), method)("/")
        answer(request, view)
        assert request.page_cache == "bypass"
    assert state("/", view) == "miss"


def test_invented_query_strings_fill_the_cache_up_to_a_limit_and_leave_plain_pages_alone(monkeypatch):
    cache.clear()
    monkeypatch.setattr(page_cache, "MAX_KEPT_QUERIES", 3)
    view = counting_view()
    for number in range(10):
        state(f"/a/?x={number}", view)
    assert [state(f"/a/?x={number}", view) for number in range(10)].count("hit") == 3
    assert [state("/b/", view), state("/b/", view)] == ["miss", "hit"]


def test_page_ends_with_the_period_that_was_running_when_it_was_begun(settings):
    settings.PAGE_CACHE_SECONDS = 1
    view = counting_view()

    def slow(request):
        time.sleep(1.1)
        return view(request)

    state("/slow/", slow)
    assert state("/slow/", view) == "miss"
    time.sleep(1 - time.time() % 1)
    assert [state("/", view), state("/", view)] == ["miss", "hit"]
    time.sleep(1.1)
    assert state("/", view) == "miss"
    settings.PAGE_CACHE_SECONDS = 300
    assert page_cache.end_of_period() % 300 == 0
    assert 0 < page_cache.end_of_period() - time.time() <= 300


# Changes of content


def test_page_rendered_while_content_changes_is_not_found_afterwards():
    def changing(request):
        in_another_process("from pages import generation; generation.raise_now()")
        return HttpResponse("rendered from what was there before")

    answer(get("/"), changing)
    assert answer(get("/"), lambda request: HttpResponse("new")).content == b"new"


def test_two_processes_share_the_stamp():
    read = "from pages import generation; print(generation.current())"
    before = generation.current()
    assert in_another_process(read) == before
    after = in_another_process(f"from pages import generation; generation.raise_now(); {read}")
    assert before != after == generation.current()


def test_lost_stamp_is_replaced_by_one_never_used():
    before = generation.current()
    cache.delete(generation.KEY)
    assert generation.current() not in (before, None)
    assert generation.current() == generation.current()


@pytest.mark.usefixtures("committed")
def test_change_is_visible_after_commit_and_not_after_rollback():
    page = Site.objects.get(is_default_site=True).root_page.specific
    title = page.title
    reader = Client()
    assert f"{title}" in reader.get("/").content.decode()
    stamp = generation.current()
    with pytest.raises(InterruptedError), transaction.atomic():  # noqa: PT012 (the rollback is what is tested)
        page.title = "Teruggedraaid"
        page.save()
        assert "Teruggedraaid" in reader.get("/").content.decode()
        raise InterruptedError
    assert generation.current() == stamp
    assert "Teruggedraaid" not in reader.get("/").content.decode()
    try:
        with transaction.atomic():
            page.title = "Nieuwe naam"
            page.save()
            assert cache.get(generation.KEY) == stamp
        assert cache.get(generation.KEY) != stamp
        assert "Nieuwe naam" in reader.get("/").content.decode()
    finally:
        page.title = title
        page.save()
    assert "Nieuwe naam" not in reader.get("/").content.decode()


@pytest.fixture
def reader_sees(client, home):
    """Return a context: what happens in it must make a page that was kept before unreachable."""

    @contextmanager
    def changing():
        assert client.get("/").status_code == 200
        stamp = generation.current()
        yield
        assert generation.current() != stamp
        assert client.get("/").wsgi_request.page_cache == "miss"

    return changing


def child(home, slug, **fields):
    """Return a new page under home; a plain Page, which every tree allows when code asks for it."""
    return home.add_child(instance=Page(title=slug, slug=slug, locale=home.locale, **fields))


def test_every_change_of_a_page_raises(home, reader_sees):
    with reader_sees():
        one = child(home, "een")
    two = child(home, "twee")
    with reader_sees():
        one.save_revision().publish()
    with reader_sees():
        one.unpublish()
    with reader_sees():
        Page.objects.get(pk=one.pk).move(Page.objects.get(pk=two.pk), pos="last-child")
    with reader_sees():
        Page.objects.get(pk=one.pk).move(Page.objects.get(pk=two.pk), pos="left")
    with reader_sees():
        Page.objects.get(pk=one.pk).copy(update_attrs={"slug": "een-kopie"}, to=home)
    with reader_sees():
        alias = Page.objects.get(pk=two.pk).create_alias(update_slug="twee-alias")
    with reader_sees():
        Page.objects.get(pk=alias.pk).delete()
    with reader_sees():
        restriction = PageViewRestriction.objects.create(page=two, restriction_type=PageViewRestriction.LOGIN)
    with reader_sees():
        restriction.delete()


def test_scheduled_pages_raise(home, reader_sees):
    past = timezone.now() - timedelta(minutes=1)
    page = child(home, "gepland", live=False)
    page.save_revision(approved_go_live_at=past)
    with reader_sees():
        call_command("publish_scheduled")
    page.refresh_from_db()
    assert page.live
    Page.objects.filter(pk=page.pk).update(expire_at=past)
    with reader_sees():
        call_command("publish_scheduled")
    page.refresh_from_db()
    assert not page.live


@pytest.mark.usefixtures("committed")
def test_scheduled_page_published_by_another_process_raises(tmp_path):
    home = Site.objects.get(is_default_site=True).root_page
    page = child(home, "gepland-elders", live=False)
    try:
        page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
        stamp = generation.current()
        address = database_address(tmp_path)
        command = "from django.core.management import call_command; call_command('publish_scheduled')"
        in_another_process(command, DATABASE_URL=address)
        assert generation.current() != stamp
    finally:
        Page.objects.get(pk=page.pk).delete()


def database_address(folder):
    """Return an address of this test's database for another process; SQLite in memory is copied to a file first."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(folder / "copy.sqlite3") as copy:
            connection.connection.backup(copy)
        return f"sqlite:///{folder / 'copy.sqlite3'}"
    values = connection.get_connection_params()
    place = f"{values.get('host', '')}:{values.get('port', '')}/{values['dbname']}"
    return f"postgres://{values['user']}:{quote(values.get('password', ''))}@{place}"


def test_site_locale_and_redirects_raise(home, reader_sees):
    with reader_sees():
        Site.objects.get(is_default_site=True).save()
    with reader_sees():
        Redirect.objects.create(old_path="/oud", redirect_link="/nieuw/")
    with reader_sees():
        Locale.objects.first().save()


def test_every_model_of_ours_is_watched_but_not_the_images_made_while_reading():
    watched = set(content_models())
    for label in CONTENT_APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            assert (model in watched) == (not model.__name__.endswith("Rendition")), model
    for model in watched:
        for signal in (post_save, post_delete):
            assert generation.raise_on_commit in signal._live_receivers(model)[0], model
    assert generation.raise_on_commit not in post_save._live_receivers(Session)[0]


# kept()


def test_value_is_built_once_per_generation():
    built = []

    def build():
        built.append(1)
        return None if len(built) == 1 else {"menu": ["Publicaties"]}

    assert [generation.kept("menu-nl", build) for _ in range(3)] == [None] * 3
    generation.raise_now()
    assert [generation.kept("menu-nl", build) for _ in range(2)] == [{"menu": ["Publicaties"]}] * 2
    assert len(built) == 2
    assert generation.kept("menu-en", lambda: "other") == "other"


def test_value_with_a_time_limit_ends():
    assert generation.kept("soon", lambda: 1, timeout=1) == 1
    time.sleep(1.1)
    assert generation.kept("soon", lambda: 2, timeout=1) == 2
