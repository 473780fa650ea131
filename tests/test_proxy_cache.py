"""What a proxy with a cache of its own is told: how long it may store a page, and that content has changed."""

import logging
import os
import time

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from kus_site import kept_pages, proxy_cache
from kus_site.kept_pages import KeptPagesApplication, KeptPagesMiddleware
from kus_site.page_cache import PageCacheMiddleware
from pages import cache_version


@pytest.fixture
def link(settings, tmp_path):
    """The link of a site with such a proxy."""
    settings.CACHE_VERSION_LINK = tmp_path / "cache-version"
    settings.PROXY_STORES_PAGES = True
    return settings.CACHE_VERSION_LINK


class Clock:
    """Stands still at `now` (seconds since 1970)."""

    def __init__(self, monkeypatch, now):
        self.now = now
        monkeypatch.setattr(time, "time", lambda: self.now)


@pytest.mark.parametrize(
    ("until", "seconds"), [(1000.0, "0"), (1000.5, "0"), (1001.0, "0"), (1001.5, "1"), (1300.0, "299")]
)
def test_a_page_is_stored_until_its_end_and_not_a_part_of_a_second_longer(link, monkeypatch, until, seconds):
    Clock(monkeypatch, 1000.0)
    assert proxy_cache.storing_headers(until, is_former=False) == [("X-Accel-Expires", seconds)]


def test_a_former_page_is_not_stored(link):
    assert proxy_cache.storing_headers(time.time() + 100, is_former=True) == [("X-Accel-Expires", "0")]


class TestHeaders:
    def ask(self, view=None, application=None, method="get", **headers):
        """Return the headers of an answer, through Django or from `application` before it."""
        request = getattr(RequestFactory(), method)("/seite/", headers=headers)
        if application:
            found = {}
            application(request.environ, lambda status, pairs: found.update(pairs))
            return found
        view = view or (lambda request: HttpResponse("text"))
        return KeptPagesMiddleware(PageCacheMiddleware(view))(request).headers

    def test_what_is_kept_may_be_stored(self, link):
        assert int(self.ask()["X-Accel-Expires"]) > 0
        assert int(self.ask()["X-Accel-Expires"]) > 0
        assert int(self.ask(application=KeptPagesApplication(None))["X-Accel-Expires"]) > 0

    def test_without_such_a_proxy_nothing_is_said(self):
        assert "X-Accel-Expires" not in self.ask()
        assert "X-Accel-Expires" not in self.ask(application=KeptPagesApplication(None))

    def test_the_former_page_may_not(self, link):
        self.ask()
        cache_version.invalidate()
        assert kept_pages.take_lease(kept_pages.look_up(RequestFactory().get("/seite/").environ))
        assert self.ask(application=KeptPagesApplication(None))["X-Accel-Expires"] == "0"
        assert self.ask()["X-Accel-Expires"] == "0"

    @pytest.mark.parametrize(
        "headers", [{"Cookie": "sessionid=a"}, {"Cookie": "messages=a"}, {"Authorization": "Basic YTpi"}]
    )
    def test_what_is_for_one_person_may_not(self, link, headers):
        assert "X-Accel-Expires" not in self.ask(**headers)

    def test_what_is_not_for_everybody_may_not(self, link):
        def personal(request):
            return HttpResponse("text", headers={"Cache-Control": "private"})

        assert "X-Accel-Expires" not in self.ask(personal)
        assert "X-Accel-Expires" not in self.ask(lambda request: HttpResponse("text", status=404))

    def test_what_found_no_room_may_not(self, link, monkeypatch):
        monkeypatch.setattr(kept_pages, "MAX_BODY", 3)
        assert "X-Accel-Expires" not in self.ask()


class TestLink:
    def test_it_leads_elsewhere_after_each_change(self, link):
        targets = set()
        for _ in range(3):
            cache_version.invalidate()
            targets.add(link.resolve(strict=True))
        assert len(targets) == 3
        assert not link.readlink().is_absolute()

    def test_it_moves_after_the_commit_and_after_the_cache_version(
        self, link, db, home, django_capture_on_commit_callbacks
    ):
        seen = []
        with django_capture_on_commit_callbacks() as callbacks:
            home.save_revision().publish()
            assert not link.exists()
        before = cache_version.KEY, kept_pages.cache.get(cache_version.KEY)

        def look(**kwargs):
            seen.append((kept_pages.cache.get(cache_version.KEY) != before[1], link.exists()))

        cache_version.invalidated.connect(look)
        try:
            for callback in callbacks:
                callback()
        finally:
            cache_version.invalidated.disconnect(look)
        assert seen
        assert set(seen) == {(True, True)}

    def test_a_change_that_is_rolled_back_moves_nothing(self, link, db, home):
        with transaction.atomic():
            home.save()
            transaction.set_rollback(True)
        assert not link.exists()

    def test_old_folders_are_removed_and_young_ones_stay(self, link):
        for name in ("first", "second", "third"):
            proxy_cache.lead_to(link, name)
        folders = link.with_name("cache-versions")
        (folders / "fourth.link").symlink_to("nowhere")
        past = time.time() - 2 * proxy_cache.FORGOTTEN_AFTER
        for name in ("first", "third", "fourth.link"):
            os.utime(folders / name, (past, past), follow_symlinks=False)
        proxy_cache.lead_to(link, "fifth")
        assert {path.name for path in folders.iterdir()} == {"second", "fifth"}
        assert link.resolve().name == "fifth"

    def test_others_may_look_into_it(self, link):
        umask = os.umask(0o077)
        try:
            cache_version.invalidate()
        finally:
            os.umask(umask)
        assert link.with_name("cache-versions").stat().st_mode & 0o777 == 0o755

    def test_when_it_cannot_be_moved_it_goes_and_the_change_stands(self, link, caplog):
        cache_version.invalidate()
        version = cache_version.current()
        folders = link.with_name("cache-versions")
        link.unlink()
        link.symlink_to("cache-versions")
        for folder in folders.iterdir():
            folder.rmdir()
        folders.rmdir()
        folders.write_text("in the way")
        with caplog.at_level(logging.ERROR):
            cache_version.invalidate()
        assert cache_version.current() != version
        assert not link.is_symlink()
        assert "may show old pages" in caplog.text
