"""What another version of the code has cached is not taken for one's own."""

import pytest

from pages import cache_version
from pages.cache_kinds import ANY
from pages.code_version import code_version, source_files
from pages.process_cache import ProcessCache
from tests.checkout import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring_out(settings, tmp_path, monkeypatch):
    """bring_out(text) lets this process be one of a version whose names of static files are the text."""

    def bring_out(text):
        settings.STATIC_ROOT = tmp_path
        (tmp_path / "staticfiles.json").write_text(text)
        code_version.cache_clear()
        # A process that starts has read and holds nothing.
        monkeypatch.setattr(cache_version, "_last_read", {})
        monkeypatch.setattr(cache_version, "VALUES", ProcessCache(cache_version.HELD, cache_version.LARGEST_HELD))

    yield bring_out
    code_version.cache_clear()


def test_a_value_of_other_code_is_made_again(bring_out):
    bring_out("old")
    assert cache_version.cached("code-test", lambda: "of the old code") == "of the old code"
    bring_out("new")
    assert cache_version.cached("code-test", lambda: "of the new code") == "of the new code"


def test_what_names_no_code_is_not_current():
    versions = cache_version.read_versions()
    stamp = cache_version.stamp_of({ANY}, versions)
    assert cache_version.is_current(stamp, versions)
    without = [pair for pair in stamp if pair[0] == ANY]
    assert not cache_version.is_current(without, versions)
    assert cache_version.find_end(stamp, versions) is None
    assert cache_version.find_end(without, versions) == 0


def test_a_value_of_the_same_code_is_found_by_another_process(bring_out):
    bring_out("same")
    cache_version.cached("code-test", lambda: "first")
    bring_out("same")
    assert cache_version.cached("code-test", lambda: "second") == "first"


def test_a_kept_page_of_other_code_is_not_shown(client, home, bring_out):
    bring_out("old")
    assert [client.get("/").wsgi_request.page_cache for _time in range(2)] == ["miss", "hit"]
    bring_out("new")
    assert client.get("/").wsgi_request.page_cache == "miss"


def test_it_covers_code_templates_translations_and_packages():
    names = {path.relative_to(ROOT).as_posix() for path in source_files()}
    assert {"pages/views.py", "templates/base.html", "locale/nl/LC_MESSAGES/django.po", "requirements.txt"} <= names
    assert not [name for name in names if name.startswith((".venv", "var", "tests"))]
