"""Environment variables are read with types; a bad value is refused with one sentence that says what to write."""

import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from kus_site.settings import environment
from tests.checkout import ROOT, clean_environment


@pytest.fixture
def variable(monkeypatch):
    """Return a function that sets VALUE, or unsets it with None."""

    def set_variable(value):
        monkeypatch.delenv("VALUE", raising=False)
        if value is not None:
            monkeypatch.setenv("VALUE", value)

    return set_variable


def sentence(read, *arguments):
    """Return the words of the refusal; they are one line and name the variable."""
    with pytest.raises(ImproperlyConfigured) as refusal:
        read("VALUE", *arguments)
    words = str(refusal.value)
    assert "\n" not in words
    assert "VALUE" in words
    return words


@pytest.mark.parametrize("value", [None, "", "   "])
def test_required_text_that_is_absent_or_empty_is_refused(variable, value):
    variable(value)
    assert "docs/deploying.md" in sentence(environment.read_text)


def test_text_is_trimmed_and_falls_back_to_its_default(variable):
    variable("  words ")
    assert environment.read_text("VALUE") == "words"
    variable(" ")
    assert environment.read_text("VALUE", "default") == "default"


def test_choice_outside_the_list_is_refused_with_the_list(variable):
    variable("loud")
    assert "INFO" in sentence(environment.read_choice, environment.LOG_LEVELS, "INFO")
    variable("warning")
    assert environment.read_choice("VALUE", environment.LOG_LEVELS, "INFO") == "WARNING"


def test_list_drops_spaces_and_empty_parts(variable):
    variable(" a.nl, ,b.nl,")
    assert environment.read_list("VALUE") == ["a.nl", "b.nl"]
    variable(None)
    assert environment.read_list("VALUE") == []


@pytest.mark.parametrize(
    "value", ["www.example.nl", "ftp://example.nl", "https://", "//example.nl", "javascript:alert(1)"]
)
def test_address_that_is_not_whole_is_refused(variable, value):
    variable(value)
    assert "https://www.example.nl" in sentence(environment.read_url)


def test_address_loses_its_closing_slash(variable):
    variable("https://www.example.nl/")
    assert environment.read_url("VALUE") == "https://www.example.nl"


def test_folder_becomes_absolute(variable, tmp_path):
    variable("~/kus")
    assert environment.read_folder("VALUE", tmp_path).is_absolute()
    variable(None)
    assert environment.read_folder("VALUE", tmp_path) == tmp_path


@pytest.mark.parametrize("value", ["mysql://u:p@h/db", "oracle://x", "kus", "/srv/db.sqlite3"])
def test_database_of_another_kind_is_refused(variable, value, tmp_path):
    variable(value)
    assert "postgres://user:password@host:5432/name" in sentence(environment.read_database, tmp_path / "x")


def test_sqlite_is_set_up_for_several_processes(variable, tmp_path):
    variable(None)
    database = environment.read_database("VALUE", tmp_path / "kus.sqlite3")
    assert database["NAME"] == str(tmp_path / "kus.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_postgres_gets_a_pool_and_keeps_its_password(variable, tmp_path):
    variable("postgres://kus:p%40ss@db:5433/site")
    database = environment.read_database("VALUE", tmp_path / "x")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db", 5433, "site")
    assert database["PASSWORD"] == "p@ss"
    assert database["OPTIONS"]["pool"]["max_size"] > 1


def test_cache_is_redis_or_files_and_nothing_else(variable, tmp_path):
    variable("redis://cache:6379/0")
    assert environment.read_cache("VALUE", tmp_path)["BACKEND"].endswith("RedisCache")
    variable(None)
    assert environment.read_cache("VALUE", tmp_path)["LOCATION"] == str(tmp_path)
    variable("memcached://cache")
    assert "redis://host:6379/0" in sentence(environment.read_cache, tmp_path)


def test_secret_is_drawn_once_and_only_its_owner_reads_it(variable, tmp_path):
    variable(None)
    path = tmp_path / "deep" / "secret_key"
    drawn = environment.read_or_draw_secret("VALUE", path)
    assert len(drawn) == 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert environment.read_or_draw_secret("VALUE", path) == drawn
    variable("given")
    assert environment.read_or_draw_secret("VALUE", path) == "given"


@pytest.mark.parametrize("missing", ["SECRET_KEY", "BASE_URL=kus", "DATABASE_URL=mysql:x", "LOG_LEVEL=loud"])
def test_production_does_not_start_with_a_bad_variable(missing, tmp_path):
    name, _, value = missing.partition("=")
    given = {"SECRET_KEY": "x" * 60, "BASE_URL": "https://www.example.nl", "KUS_VAR": str(tmp_path), name: value}
    result = subprocess.run(
        [sys.executable, "scripts/serve.py", "prepare"],
        cwd=ROOT,
        env=clean_environment(**given),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert name in result.stderr
