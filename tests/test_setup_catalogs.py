"""Translations are not in git: they are compiled where the site is set up, and only when they changed."""

import gettext
import os
import subprocess

import pytest

from scripts.built_files import compile_catalogs, stale_catalogs
from tests.checkout import ROOT

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def source(tmp_path):
    """A .po file in a folder like the checkout's."""
    path = tmp_path / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + 'msgid "house"\nmsgstr "huis"\n\n#, fuzzy\nmsgid "guess"\nmsgstr "gok"\n')
    return path


def translate(folder, text):
    """Return the translation that gettext finds."""
    gettext._translations.clear()
    return gettext.translation("django", folder / "locale", languages=["nl"]).gettext(text)


def test_missing_file_is_compiled_without_what_is_fuzzy(source, tmp_path):
    assert compile_catalogs(tmp_path) == [source.with_suffix(".mo")]
    assert translate(tmp_path, "house") == "huis"
    assert translate(tmp_path, "guess") == "guess"
    assert [path.name for path in sorted(source.parent.iterdir())] == ["django.mo", "django.po"]
    assert source.with_suffix(".mo").stat().st_mode & 0o777 == source.stat().st_mode & 0o777


def test_unchanged_file_is_left_alone(source, tmp_path):
    compile_catalogs(tmp_path)
    assert stale_catalogs(tmp_path) == []
    assert compile_catalogs(tmp_path) == []


@pytest.mark.parametrize("seconds", [60, -60])
def test_other_version_of_the_source_is_compiled_even_an_older_one(source, tmp_path, seconds):
    compile_catalogs(tmp_path)
    time = source.stat().st_mtime
    source.write_text(HEADER + 'msgid "house"\nmsgstr "woning"\n')
    os.utime(source, (time + seconds, time + seconds))
    assert compile_catalogs(tmp_path) == [source.with_suffix(".mo")]
    assert translate(tmp_path, "house") == "woning"


def test_tests_see_the_translations_of_today():
    assert stale_catalogs() == []


def test_git_and_the_image_leave_compiled_files_out():
    assert "**/*.mo" in (ROOT / ".dockerignore").read_text().split()
    assert "*.mo" in (ROOT / ".gitignore").read_text().split()


def test_sources_carry_no_line_numbers():
    found = subprocess.run(["grep", "-rnE", r"^#: .*\.\w+:[0-9]", ROOT / "locale"], capture_output=True, text=True)
    assert found.stdout == ""


def test_every_translation_takes_what_its_message_gives(tmp_path):
    for catalog in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        checked = subprocess.run(
            ["msgfmt", "--check-format", "-o", tmp_path / "django.mo", catalog], capture_output=True, text=True
        )
        assert checked.returncode == 0, checked.stderr
