"""Environment variables are read with types; a bad value is refused with one sentence that says what to write."""

import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from kus_site.settings import environment
from tests.checkout import ROOT, clean_environment, run_script


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


def test_a_media_store_is_read_with_its_secret(variable):
    variable(None)
    assert environment.read_media_store("VALUE", "/media/")["BACKEND"] == "kus_site.media_storage.MediaStorage"
    variable("s3://AKI%2FA:se%2Fcr%2Bet@store.example.nl/kus-media")
    options = environment.read_media_store("VALUE", "/media/")["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("AKI/A", "se/cr+et")
    assert (options["host"], options["bucket"]) == ("store.example.nl", "kus-media")
    assert (options["secure"], options["region"]) == (True, "us-east-1")
    variable("s3://a:b@127.0.0.1:9000/media/?http=yes&region=eu-west-1")
    options = environment.read_media_store("VALUE", "/media/")["OPTIONS"]
    assert (options["host"], options["bucket"]) == ("127.0.0.1:9000", "media")
    assert (options["secure"], options["region"]) == (False, "eu-west-1")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("https://key:hush@host/bucket", "s3://key:secret@host:port/bucket"),
        ("s3://host/bucket", "lacks"),
        ("s3://key@host/bucket", "lacks"),
        ("s3://key:hush@host", "names no bucket"),
        ("s3://key:hush@host/a/folder", "names no bucket"),
        ("s3://key:hush@host/Bucket", "names no bucket"),
        ("s3://key:hu/sh@host/bucket", "%2F"),
        ("s3://key:hush@host:port/bucket", "is no address"),
        ("s3://key:hush@host:0/bucket", "is no address"),
        ("s3://key:hush@[host/bucket", "is no address"),
        ("s3://key:hush@host/bucket?http", "is no address"),
        ("s3://key:hush@host/bucket?http=no", "another http="),
        ("s3://key:hush@host/bucket?zone=eu", "zone"),
        ("s3://key:hush@host/bucket#x", "is no address"),
    ],
)
def test_a_media_store_that_cannot_be_is_refused_without_its_secret(variable, value, words):
    variable(value)
    refusal = sentence(environment.read_media_store, "/media/")
    assert words in refusal
    assert "hush" not in refusal
    assert "sh@" not in refusal


def test_the_admin_searches_the_database_or_a_server_with_its_password(variable):
    variable(None)
    assert environment.read_admin_search("VALUE").keys() == {"default"}
    variable("https://redactie:ge%2Fheim@search.example.nl")
    backends = environment.read_admin_search("VALUE")
    assert backends.keys() == {"default", "database"}
    [host] = backends["default"]["HOSTS"]
    assert (host["host"], host["port"], host["use_ssl"]) == ("search.example.nl", 9200, True)
    assert host["http_auth"] == ("redactie", "ge/heim")
    variable("http://127.0.0.1:9201")
    [host] = environment.read_admin_search("VALUE")["default"]["HOSTS"]
    assert host == {"host": "127.0.0.1", "port": 9201, "use_ssl": False}


@pytest.mark.parametrize(
    "value", ["search.example.nl:9200", "https://a:hush@", "https://a:hush@host:port", "https://a:hush@host/index"]
)
def test_an_admin_search_that_cannot_be_is_refused_without_its_password(variable, value):
    variable(value)
    refusal = sentence(environment.read_admin_search)
    assert "https://user:password@host:9200" in refusal
    assert "hush" not in refusal


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


def test_a_link_is_not_followed_and_stands_in_a_folder_that_is_there(variable, tmp_path):
    variable(None)
    assert environment.read_link("VALUE") is None
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    variable(str(link))
    assert environment.read_link("VALUE") == link
    for wrong in ("run/link", str(tmp_path / "nowhere" / "link")):
        variable(wrong)
        assert "/run/kus/cache-version" in sentence(environment.read_link)


def test_list_drops_spaces_and_empty_parts(variable):
    variable(" a.nl, ,b.nl,")
    assert environment.read_list("VALUE") == ["a.nl", "b.nl"]
    variable(None)
    assert environment.read_list("VALUE") == []


@pytest.mark.parametrize("value", [None, "", "  "])
def test_list_that_is_left_empty_is_its_default(variable, value):
    """As compose.yaml passes on what is not set."""
    variable(value)
    assert environment.read_list("VALUE", "a.nl,b.nl") == ["a.nl", "b.nl"]


@pytest.mark.parametrize(
    ("module", "given", "expected"),
    [
        ("production", "", ["www.example.nl"]),
        ("production", "kus.nl, oud.nl", ["www.example.nl", "kus.nl", "oud.nl"]),
        ("local", "", ["www.example.nl", "127.0.0.1", "localhost"]),
    ],
)
def test_host_of_the_site_and_more_hosts_are_allowed(module, given, expected, tmp_path):
    program = f"from kus_site.settings.{module} import *; print(*ALLOWED_HOSTS, FORCE_SCRIPT_NAME == '')"
    variables = {"BASE_URL": "https://www.example.nl", "SECRET_KEY": "x" * 60, "KUS_VAR": str(tmp_path)}
    result = run_script(ROOT, "-c", program, ALLOWED_HOSTS=given, **variables)
    assert result.stdout.split() == [*expected, "True"], result.stderr


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


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://mail", ("mail", 25, "", "", False, False)),
        ("smtp+tls://u%40x:p%3A%2F@mail", ("mail", 587, "u@x", "p:/", True, False)),
        ("smtps://u:p@mail:4465", ("mail", 4465, "u", "p", False, True)),
    ],
)
def test_mail_server_is_read_from_one_address(variable, address, expected):
    variable(address)
    assert environment.read_mail_server("VALUE", "smtp://localhost") == environment.MailServer(*expected)


@pytest.mark.parametrize("value", ["mail.example.nl", "http://mail", "smtp://", "smtp://mail:no"])
def test_mail_server_of_another_kind_is_refused_without_its_password(variable, value):
    variable(value)
    assert "smtp+tls://user:password@host:587" in sentence(environment.read_mail_server, "smtp://localhost")


def test_mail_provider_is_one_that_is_known(variable):
    variable("Postmark")
    assert environment.read_provider("VALUE") == "postmark"
    variable("pigeon")
    assert "mailgun" in sentence(environment.read_provider)


def test_keys_of_the_provider_are_taken_and_no_others(monkeypatch):
    monkeypatch.setenv("POSTMARK_SERVER_TOKEN", "x")
    monkeypatch.setenv("MAILGUN_API_KEY", "y")
    assert environment.read_provider_keys("postmark") == {"POSTMARK_SERVER_TOKEN": "x"}
    assert environment.read_provider_keys("") == {}


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many"])
def test_number_that_is_none_is_refused(variable, value):
    variable(value)
    assert "whole number" in sentence(lambda name: environment.read_number(name, 100, least=1))


def test_task_queue_is_the_database_or_redis(variable):
    variable(None)
    assert "db" in environment.read_task_queue("VALUE")["BACKEND"]
    variable("redis://queue:6379/1")
    assert "redis" in environment.read_task_queue("VALUE")["BACKEND"]
    variable("redis://kus:p%40ss@queue:6380/2")
    queue = environment.read_rq_queue("VALUE")
    assert [queue[name] for name in ("HOST", "PORT", "DB", "USERNAME", "PASSWORD")] == ["queue", 6380, 2, "kus", "p@ss"]
    variable("amqp://queue")
    assert "redis:" in sentence(environment.read_task_queue)


def test_bounce_mailbox_of_another_kind_is_refused(variable):
    variable("imaps://u:p@mail/INBOX")
    assert environment.read_mailbox("VALUE").startswith("imaps:")
    variable("pop3://mail")
    assert "imaps://" in sentence(environment.read_mailbox)


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
