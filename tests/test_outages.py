"""Redis or PostgreSQL away and back: what the cache, the connection pool, the clock and the waiting make of it."""

import contextlib
import logging
import os
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client

from kus_site import database, postgres
from kus_site.clock_lock import ClockLock
from kus_site.database import wait_for_database
from kus_site.management.commands import run_clock
from kus_site.settings import environment
from pages import cache_version
from scripts.preconditions import free_port
from tests.another_process import ROOT, in_another_process, in_new_python
from tests.gate import Gate, frozen
from tests.redis_server import end_pause
from tools.postgres_server import temporary_server

# Redis


def test_cache_without_its_server_finds_and_keeps_nothing_and_fails_nowhere(tolerant_cache, redis_server, caplog):
    tolerant_cache.set("a", [1, "x"])
    assert tolerant_cache.get("a") == [1, "x"]
    redis_server.stop()
    with caplog.at_level(logging.WARNING):
        assert tolerant_cache.get("a", "none") == "none"
        tolerant_cache.set("b", 1)
        tolerant_cache.set_many({"c": 1})
        assert tolerant_cache.get_many(["a", "b"]) == {}
        assert tolerant_cache.add("b", 1)
        assert not tolerant_cache.has_key("a")
        assert not tolerant_cache.delete("a")
        assert not tolerant_cache.touch("a")
        assert not tolerant_cache.clear()
        assert not tolerant_cache.answers()
        with pytest.raises(ValueError, match="not found"):
            tolerant_cache.incr("n")
    assert [record.getMessage()[:25] for record in caplog.records] == ["The cache does not answer"]
    end_pause()
    redis_server.start()
    assert tolerant_cache.answers()
    tolerant_cache.set("b", 2)
    assert tolerant_cache.get("b") == 2


def test_what_was_to_be_replaced_during_the_outage_is_gone_after_it(tolerant_cache, redis_server):
    """The cache version above all: pages kept under the old one must not come back."""
    tolerant_cache.set("version", "old", timeout=None)
    tolerant_cache.set("deleted", "old")
    tolerant_cache.set("page", "kept", timeout=60)
    redis_server.stop()
    tolerant_cache.set("version", "new", timeout=None)
    tolerant_cache.delete("deleted")
    tolerant_cache.set("page", "newer", timeout=60)
    end_pause()
    redis_server.start()
    assert tolerant_cache.get("page") == "kept"
    assert (tolerant_cache.get("version"), tolerant_cache.get("deleted")) == (None, None)


def test_server_that_hangs_costs_a_second_once_and_is_then_left_alone(tolerant_cache, redis_server):
    tolerant_cache.set("a", 1)
    redis_server.hang()
    began = time.monotonic()
    assert tolerant_cache.get("a") is None
    first = time.monotonic() - began
    for _ in range(50):
        assert tolerant_cache.get("a") is None
    # Without limits it would wait for ever, and without the pause each would take a second.
    assert first < 30
    assert time.monotonic() - began - first < 20


def test_pages_are_answered_and_published_without_redis(redis_server, settings, home, administrator_client):
    settings.CACHES = {"default": {"BACKEND": "kus_site.redis_cache.RedisCache", "LOCATION": redis_server.url}}
    assert [Client().get("/").wsgi_request.page_cache for _ in range(2)] == ["miss", "hit"]
    health = {"status": "ok", "database": "ok", "migrations": "ok"}
    assert Client().get("/healthz").json() == health | {"cache": "ok"}
    redis_server.stop()
    response = Client().get("/")
    assert (response.status_code, response.wsgi_request.page_cache) == (200, "miss")
    assert administrator_client.get("/admin/").status_code == 200
    cache_version.invalidate()
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, health | {"cache": "failing"})
    end_pause()
    redis_server.start()
    assert [Client().get("/").wsgi_request.page_cache for _ in range(2)] == ["miss", "hit"]
    caches["default"].clear()


def test_task_that_redis_does_not_take_fails_nothing():
    program = (
        "import time; from visitors.data_requests import answer_data_request as task; began = time.monotonic();"
        "print(task.enqueue(1).status, time.monotonic() - began < 5)"
    )
    said = in_another_process(program, TASK_QUEUE_URL=f"redis://127.0.0.1:{free_port()}/1")
    assert said.splitlines()[-1] == "FAILED True"
    assert "was not queued" in said


# PostgreSQL


@pytest.fixture(scope="module")
def postgresql():
    """A PostgreSQL server with an empty database: its address."""
    with temporary_server() as address:
        yield address


@pytest.fixture
def gate(postgresql):
    """An open Gate before that server."""
    gate = Gate(urlsplit(postgresql).port)
    gate.open()
    yield gate
    gate.shut()


@pytest.fixture
def connect(postgresql, gate, monkeypatch, django_db_blocker):
    """Return a function that makes a Django connection through the gate, with the settings of the platform."""
    parts = urlsplit(postgresql)
    address = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{gate.port}")))
    monkeypatch.setenv("DATABASE_URL", address)
    made = []

    def connect(alias="outage"):
        values = environment.read_database("DATABASE_URL", "")
        defaults = {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "TIME_ZONE": None, "TEST": {}}
        made.append(DatabaseWrapper(defaults | values, alias))
        # Django looks for types of PostgreSQL on the connection with this alias.
        connections[alias] = made[-1]
        return made[-1]

    with django_db_blocker.unblock():
        yield connect
        for each in made:
            each.close()
            each.close_pool()
        if made:
            del connections["outage"]


def ask(connection):
    """Send a query as a request does: on a connection of the pool, given back afterwards."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone()[0]
    finally:
        connection.close()


@pytest.mark.heavy
def test_query_fails_soon_and_works_soon_after_the_server_is_back(connect, gate):
    own = connect()
    assert ask(own) == 1
    gate.shut()
    for _ in range(3):
        began = time.monotonic()
        with pytest.raises(OperationalError):
            ask(own)
        # The pool alone would wait 30 seconds for a connection.
        assert time.monotonic() - began < 25
    gate.open()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            assert ask(own) == 1
            break
        except OperationalError:
            continue
    else:
        pytest.fail("The pool did not find the server again.")


@pytest.mark.heavy
def test_query_to_a_frozen_server_fails_within_seconds_and_works_soon_after(connect, postgresql):
    own = connect()
    assert ask(own) == 1
    with frozen(postgresql):
        began = time.monotonic()
        for _ in range(3):
            with pytest.raises(OperationalError):
                ask(own)
        # psycopg would wait for ever, and the pool 30 seconds for a connection: 90 for these.
        assert time.monotonic() - began < 60
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OperationalError):
            assert ask(own) == 1
            break
    else:
        pytest.fail("The pool did not find the server again.")


@pytest.mark.heavy
def test_slow_statement_of_a_server_that_lives_is_waited_for(connect, monkeypatch):
    monkeypatch.setattr(postgres, "PATIENCE", 0.1)
    own = connect()
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.5), 7")
        assert cursor.fetchone()[1] == 7


@pytest.mark.heavy
def test_worker_waits_for_its_database_and_goes_on(postgresql, gate, tmp_path):
    parts = urlsplit(postgresql)
    address = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{gate.port}")))
    environment = os.environ | {"DATABASE_URL": address}

    def finished():
        with psycopg.connect(postgresql) as own:
            rows = own.execute("SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE finished_at IS NOT NULL")
            return rows.fetchone()[0]

    def wait_until(what, seconds=120):
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, log.read_text()[-3000:]
            assert worker.poll() is None, log.read_text()[-3000:]
            time.sleep(0.1)

    in_another_process(
        "from django.db import connection; from django.db.migrations.executor import MigrationExecutor as Executor;"
        "executor = Executor(connection); own = 'django_tasks_database';"
        "executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == own]);"
        "from visitors.data_requests import answer_data_request as task; task.enqueue(1)",
        **environment,
    )
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        command = [sys.executable, "manage.py", "run_worker"]
        worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        # What the task itself does fails for want of its table; that it was taken is what counts.
        wait_until(lambda: finished() == 1)
        gate.shut()
        wait_until(lambda: "The worker waits for the database" in log.read_text())
        with psycopg.connect(postgresql) as own:
            own.execute("UPDATE django_tasks_database_dbtaskresult SET status = 'READY', finished_at = NULL")
        gate.open()
        wait_until(lambda: finished() == 1)
    finally:
        worker.kill()
        worker.wait()


@pytest.mark.heavy
def test_waiting_ends_when_the_database_is_there(connect, gate, monkeypatch):
    monkeypatch.setattr(database, "connection", connect())
    gate.shut()
    notes = []
    threading.Timer(1.5, gate.open).start()
    wait_for_database(60, note=notes.append)
    assert notes
    assert all(note.startswith("waiting for the database: ") for note in notes)


@pytest.mark.heavy
def test_waiting_ends_with_the_words_of_the_server_when_it_does_not_help(connect, gate, monkeypatch):
    refused = connect()
    refused.settings_dict["PASSWORD"] = "wrong"
    monkeypatch.setattr(database, "connection", refused)
    began = time.monotonic()
    with pytest.raises(CommandError, match="password authentication failed"):
        wait_for_database(60)
    assert time.monotonic() - began < 40
    gate.shut()
    with pytest.raises(CommandError, match="refused"):
        wait_for_database(0)


@pytest.mark.heavy
def test_one_clock_has_a_postgresql_database_and_loses_it_with_its_connection(connect, gate, monkeypatch):
    monkeypatch.setattr("kus_site.clock_lock.connection", connect())
    first, second = ClockLock(), ClockLock()
    assert [first.acquire(), first.acquire(), second.acquire()] == [True, True, False]
    gate.shut()
    with pytest.raises(OperationalError):
        first.acquire()
    gate.open()
    assert [second.acquire(), first.acquire()] == [True, False]
    second.release()
    assert first.acquire()
    first.release()


@pytest.mark.engine
@pytest.mark.django_db
def test_one_clock_has_a_database_until_it_ends():
    first, second = ClockLock(), ClockLock()
    assert [first.acquire(), first.acquire(), second.acquire()] == [True, True, False]
    first.release()
    assert [second.acquire(), first.acquire()] == [True, False]
    second.release()


@pytest.mark.engine
@pytest.mark.django_db
def test_a_second_clock_does_nothing_but_says_so(monkeypatch, caplog):
    monkeypatch.setattr(run_clock, "JOBS", [["no_such_job"]])
    lock = ClockLock()
    assert lock.acquire()
    call_command("run_clock", once=True)
    assert "Another clock runs on this database" in caplog.text
    lock.release()
    with pytest.raises(CommandError, match="no_such_job"):
        call_command("run_clock", once=True)


def test_a_worker_that_is_asked_to_stop_while_it_commits_ends_without_an_error():
    """The commit still goes on when the transaction is left, and PostgreSQL's driver refuses what comes next."""
    program = """
from django.core.management import call_command
from django.db import connection
def stop():
    connection.connection.pgconn.send_query(b"SELECT pg_sleep(5)")
    raise SystemExit(0)
def no_task(execute, sql, parameters, *rest):
    if "dbtaskresult" not in sql:
        return execute(sql, parameters, *rest)
    if connection.vendor == "sqlite":
        raise SystemExit(0)
    connection.connection.commit = stop
    return execute("SELECT 1 WHERE false", (), *rest)
with connection.execute_wrapper(no_task):
    call_command("run_worker")
print("did not stop")
"""
    assert "did not stop" not in in_new_python(program)
