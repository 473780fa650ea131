"""The cache version: every change of content starts a new one, so that no reader gets what was cached before."""

import sqlite3
import time
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, Site

from kus_site.apps import CONTENT_APPS, UNSEEN_MODELS, content_models
from pages import cache_kinds, cache_version
from tests.another_process import in_another_process


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Open the database without the transaction around the test, which has to put back what it changes."""
    with django_db_blocker.unblock():
        yield


@pytest.mark.usefixtures("cache_in_files")
def test_two_processes_share_the_version():
    read = "from pages import cache_version; print(cache_version.current())"
    before = cache_version.current()
    assert in_another_process(read) == before
    after = in_another_process(f"from pages import cache_version; cache_version.invalidate(); {read}")
    assert before != after == cache_version.current()


def test_lost_version_is_replaced_by_one_never_used():
    before = cache_version.current()
    cache.delete(cache_version.KEY)
    assert cache_version.current() not in (before, None)
    assert cache_version.current() == cache_version.current()


@pytest.mark.usefixtures("committed")
def test_change_is_visible_after_commit_and_not_after_rollback():
    page = Site.objects.get(is_default_site=True).root_page.specific
    title = page.title
    reader = Client()
    assert f"{title}" in reader.get("/").content.decode()
    version = cache_version.current()
    with pytest.raises(InterruptedError), transaction.atomic():  # noqa: PT012 (the rollback is what is tested)
        page.title = "Teruggedraaid"
        page.save()
        assert "Teruggedraaid" in reader.get("/").content.decode()
        raise InterruptedError
    assert cache_version.current() == version
    assert "Teruggedraaid" not in reader.get("/").content.decode()
    try:
        with transaction.atomic():
            page.title = "Nieuwe naam"
            page.save()
            assert cache.get(cache_version.KEY) == [version]
        assert cache.get(cache_version.KEY)[0] != version
        assert "Nieuwe naam" in reader.get("/").content.decode()
    finally:
        page.title = title
        page.save()
    assert "Nieuwe naam" not in reader.get("/").content.decode()


@pytest.fixture
def reader_sees(client, home):
    """Return a context: what happens in it must invalidate a page that was cached before."""

    @contextmanager
    def changing():
        assert client.get("/").status_code == 200
        version = cache_version.current()
        yield
        assert cache_version.current() != version
        assert client.get("/").wsgi_request.page_cache == "miss"

    return changing


def child(home, slug, **fields):
    """Return a new page under home; a plain Page, which every tree allows when code asks for it."""
    return home.add_child(instance=Page(title=slug, slug=slug, locale=home.locale, **fields))


def test_every_change_of_a_page_invalidates(home, reader_sees):
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


def test_scheduled_pages_invalidate(home, reader_sees):
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


@pytest.mark.usefixtures("committed", "cache_in_files")
def test_scheduled_page_published_by_another_process_invalidates(tmp_path):
    home = Site.objects.get(is_default_site=True).root_page
    page = child(home, "gepland-elders", live=False)
    try:
        page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
        version = cache_version.current()
        address = database_address(tmp_path)
        command = "from django.core.management import call_command; call_command('publish_scheduled')"
        in_another_process(command, DATABASE_URL=address)
        assert cache_version.current() != version
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


def test_site_locale_and_redirects_invalidate(home, reader_sees):
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
            is_seen = not model.__name__.endswith("Rendition") and model._meta.label not in UNSEEN_MODELS
            assert (model in watched) == is_seen, model
            assert (model._meta.db_table in cache_kinds.WATCHED) == is_seen, model
    assert Session._meta.db_table not in cache_kinds.WATCHED


# cached()


def test_value_is_built_once_per_cache_version():
    built = []

    def build():
        built.append(1)
        return None if len(built) == 1 else {"menu": ["Publicaties"]}

    assert [cache_version.cached("menu-nl", build) for _ in range(3)] == [None] * 3
    cache_version.invalidate()
    assert [cache_version.cached("menu-nl", build) for _ in range(2)] == [{"menu": ["Publicaties"]}] * 2
    assert len(built) == 2
    assert cache_version.cached("menu-en", lambda: "other") == "other"


def test_value_with_a_time_limit_ends():
    assert cache_version.cached("soon", lambda: 1, timeout=1) == 1
    time.sleep(1.1)
    assert cache_version.cached("soon", lambda: 2, timeout=1) == 2
