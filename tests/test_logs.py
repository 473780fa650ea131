"""The log: JSON lines, one per request, findable by request id, without personal data."""

import io
import json
import logging
import logging.config
import time

import pytest
from django.db import DatabaseError
from django.test import override_settings
from django.urls import path

from kus_site import logs

SECRET = "jansen@example.org"


def broken(request):
    password = "geheim-in-een-variabele"
    raise ValueError(
        f"could not write to {SECRET} at /nieuwsbrief/afmelden/Xy7token/ for /zoeken/?q=depressie {len(password)}"
    )


def refused_row(request):
    raise DatabaseError(f"duplicate key value\nDETAIL:  Key (email)=({SECRET}) already exists.")


urlpatterns = [
    path("broken/", broken),
    path("nieuwsbrief/voorkeuren/<token>/", broken),
    path("admin/password_reset/confirm/<uid>/<token>/", broken),
    path("row/", refused_row),
]
handler500 = "kus_site.errors.server_error"


@pytest.fixture
def log_lines(settings):
    """Return a function that gives what was logged since its last call, as dicts."""
    logging.config.dictConfig(settings.LOGGING)
    stream = io.StringIO()
    logging.getLogger().handlers[0].setStream(stream)

    def lines():
        text = stream.getvalue()
        stream.seek(0)
        stream.truncate()
        return [json.loads(line) for line in text.splitlines()]

    yield lines
    logging.config.dictConfig(settings.LOGGING)


def request_lines(lines):
    return [line for line in lines if line["event"] == "request"]


def test_one_line_per_request_with_these_fields_and_no_others(client, home, log_lines):
    client.get(
        "/?q=schulden", headers={"User-Agent": "Nosy/1.0", "Referer": "https://a.example/?b"}, REMOTE_ADDR="192.0.2.7"
    )
    client.get("/?q=schulden")
    client.get("/bestaat-niet/")
    lines = log_lines()
    assert [line["event"] for line in lines] == ["request"] * 3
    first, second, third = lines
    assert set(first) == {
        *("event", "level", "logger", "timestamp", "request_id"),
        *("method", "path", "status", "duration_ms", "cache"),
    }
    assert (first["method"], first["path"], first["status"], first["cache"]) == ("GET", "/", 200, "miss")
    assert 0 < first["duration_ms"] < 60_000
    assert (second["cache"], third["status"]) == ("hit", 404)
    assert len({line["request_id"] for line in lines}) == 3
    for personal in ("schulden", "Nosy", "192.0.2.7", "a.example"):
        assert personal not in json.dumps(lines)


@pytest.mark.parametrize("offered", ["abcdefgh", "A-1" * 20, "0" * 64])
def test_id_of_a_proxy_is_taken_over(client, home, log_lines, offered):
    assert client.get("/", headers={"X-Request-ID": offered})["X-Request-ID"] == offered
    assert log_lines()[-1]["request_id"] == offered


@pytest.mark.parametrize(
    "offered", ["", "short", "a" * 65, "with space", "new\nline1", "jan@kus.example", "é" * 10, '"},{"a":"']
)
def test_other_ids_are_replaced(client, home, offered):
    answered = client.get("/", headers={"X-Request-ID": offered})["X-Request-ID"]
    assert answered != offered
    assert len(answered) == 32


def test_failure_is_logged_with_traceback_but_without_values(client, home, log_lines):
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        response = client.get("/broken/?naam=Jansen")
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    failure, request = log_lines()
    assert failure["request_id"] == request["request_id"] == response["X-Request-ID"]
    assert failure["level"] == "error"
    assert (
        "ValueError: could not write to [address] at /nieuwsbrief/afmelden/[token]/ for /zoeken/?[query]"
        in failure["exception"]
    )
    assert "in broken\n    raise ValueError(" in failure["exception"]
    for secret in (SECRET, "Jansen", "Xy7token", "depressie", "geheim-in-een-variabele", "WSGIRequest"):
        assert secret not in json.dumps([failure, request])


def test_failure_of_the_error_page_itself_still_gives_a_page_with_the_id(client, home, log_lines, settings, tmp_path):
    client.raise_request_exception = False
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path], "APP_DIRS": False}]
    with override_settings(ROOT_URLCONF=__name__):
        response = client.get("/broken/")
    assert response.status_code == 500
    assert f"storing: {response['X-Request-ID']}" in response.content.decode()
    assert response["Content-Security-Policy"]
    events = {line["event"] for line in log_lines()}
    assert {"Internal Server Error: /broken/", "The template 500.html cannot be rendered", "request"} <= events


def test_row_quoted_by_the_database_is_left_out(client, home, log_lines):
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        client.get("/row/")
    failure = log_lines()[0]
    assert "DatabaseError: duplicate key value\nDETAIL: [left out]" in failure["exception"]
    assert SECRET not in failure["exception"]


def test_token_in_the_path_is_not_logged(client, home, log_lines):
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        client.get("/nieuwsbrief/voorkeuren/geheimtoken123/")
    client.get("/nieuwsbrief/afmelden/geheimtoken123/x/")
    client.get("/nieuwsbrief/volgen/stoppen/geheimtoken123/")
    client.get("/nieuwsbrief/volgen/bevestigen/geheimtoken123/")
    lines = log_lines()
    assert "geheimtoken123" not in json.dumps(lines)
    assert request_lines(lines)[0]["path"] == "/nieuwsbrief/voorkeuren/[token]/"
    assert request_lines(lines)[1]["path"] == "/nieuwsbrief/afmelden/[token]/x/"


def test_token_for_a_new_password_is_not_logged(client, home, log_lines):
    client.raise_request_exception = False
    client.get("/admin/password_reset/confirm/MQ/geheimtoken123/")
    with override_settings(ROOT_URLCONF=__name__):
        client.get("/admin/password_reset/confirm/MQ/geheimtoken123/")
    lines = log_lines()
    assert "geheimtoken123" not in json.dumps(lines)
    assert {line["path"] for line in request_lines(lines)} == {"/admin/password_reset/confirm/MQ/[token]/"}


@pytest.mark.parametrize("text", ["a", "?", "a?", "/voorkeuren/", "x@", "=?", "DETAIL: ", "\n", "a b@c "])
def test_scrubbing_takes_time_in_proportion_to_the_text(text):
    def seconds(length):
        began = time.process_time()
        logs.scrubbed((text * length)[:length])
        return time.process_time() - began

    seconds(1000)
    assert seconds(1_000_000) < 2


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("mail jan@example.org, please", "mail [address], please"),
        ("<jan@example.org>", "<[address]>"),
        ("a@ b @c d@e", "a@ b @c [address]"),
        ("to=jan@example.org;", "to=[address];"),
        ("really? at /a?b?c=d e=f", "really? at /a?[query] e=f"),
        ("/a?q=jan@example.org", "/a?[query]"),
    ],
)
def test_addresses_and_queries_are_taken_out_of_any_text(text, scrubbed):
    assert logs.scrubbed(text) == scrubbed


def test_preview_inside_an_editors_request_gives_one_line(administrator_client, home, log_lines):
    log_lines()
    administrator_client.get(f"/admin/pages/{home.pk}/view_draft/")
    assert len(request_lines(log_lines())) == 1


def test_loggers_of_django_gunicorn_and_our_own_use_the_same_lines(log_lines):
    for name in ("django.security", "gunicorn.error", "events.models", "py.warnings"):
        logging.getLogger(name).warning("mail to %s failed", SECRET)
    lines = log_lines()
    assert [line["logger"] for line in lines] == ["django.security", "gunicorn.error", "events.models", "py.warnings"]
    assert {line["event"] for line in lines} == {"mail to [address] failed"}


def test_level_is_honoured(capsys):
    logging.config.dictConfig(logs.configuration("ERROR"))
    try:
        logging.getLogger("events").warning("quiet")
        logging.getLogger("django").warning("quiet")
        logging.getLogger("events").error("loud")
    finally:
        logging.config.dictConfig(logs.configuration("INFO"))
    assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()] == ["loud"]


def test_healthy_probe_is_silent_and_a_failing_one_is_not(client, home, log_lines):
    client.get("/healthz")
    client.post("/healthz")
    assert [(line["path"], line["status"]) for line in request_lines(log_lines())] == [("/healthz", 405)]
