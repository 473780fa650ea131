"""Public pages read from a replica, and never an older state than the primary has."""

import contextlib
import os
from types import SimpleNamespace

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Site

from kus_site import read_replica
from kus_site.read_replica import READING, ReplicaMiddleware, ReplicaRouter
from kus_site.settings import environment
from tests.process_pool import process_pool
from tests.running_site import own_database
from tests.template_database import collect_static
from tools.postgres_server import temporary_replica

# Asks for a page and counts the queries of each server; `result` is [status, how many, whether the text is in it].
ASK = """
from collections import Counter
from django.db import connections
from django.test import Client
from kus_site import read_replica
import time
deadline = time.monotonic() + 20
while not read_replica.is_caught_up() and {wait}:
    assert time.monotonic() < deadline
    time.sleep(0.02)
counts = Counter()
def counting(alias):
    def count(execute, sql, params, many, context):
        counts[alias] += 1
        return execute(sql, params, many, context)
    return count
for alias in ("default", "replica"):
    connections[alias].execute_wrappers.append(counting(alias))
client = Client(SERVER_NAME="127.0.0.1")
for name, value in {cookies!r}.items():
    client.cookies[name] = value
response = client.{method}({path!r}, secure=True)
result = [response.status_code, counts, {text!r} in response.content.decode()]
"""
# Nothing of what was found is held by a process.
SEARCH = "/zoeken/?q=wonen"
SET_TITLE = """
from pages.models import HomePage
home = HomePage.objects.get(locale__language_code="nl")
home.title = {!r}
home.save_revision().publish()
result = None
"""


class TestRouter:
    @pytest.fixture(autouse=True)
    def reads_primary_afterwards(self):
        yield
        READING.uses_replica = False

    def test_reading_goes_to_the_replica_and_writing_to_the_primary(self):
        router = ReplicaRouter()
        assert router.db_for_read(None) == "default"
        READING.uses_replica = True
        assert router.db_for_write(None) == "default"
        assert router.db_for_read(None) == "replica"
        assert router.allow_relation(None, None)
        assert router.allow_migrate("default", "pages")
        assert not router.allow_migrate("replica", "pages")

    @pytest.mark.parametrize("begin", ["INSERT INTO", "  update", "WITH a AS (", "SAVEPOINT"])
    def test_after_writing_a_request_reads_the_primary(self, db, monkeypatch, begin):
        monkeypatch.setattr(read_replica, "is_caught_up", lambda: True)
        used = []

        def answer(request):
            Site.objects.using("default").first()
            used.append(READING.uses_replica)
            read_replica.note_writing(lambda *arguments: None, begin, (), False, {})
            used.append(READING.uses_replica)
            return "answer"

        assert ReplicaMiddleware(answer)(SimpleNamespace(may_be_kept=True)) == "answer"
        assert used == [True, False]

    def test_a_row_that_is_written_is_noticed(self, db, monkeypatch):
        monkeypatch.setattr(read_replica, "is_caught_up", lambda: True)

        def answer(request):
            Site.objects.using("default").update(port=81)
            return READING.uses_replica

        assert ReplicaMiddleware(answer)(SimpleNamespace(may_be_kept=True)) is False

    @pytest.mark.parametrize(("may_be_kept", "is_caught_up"), [(True, True), (True, False), (False, True)])
    def test_only_a_request_that_is_for_everybody_uses_it(self, db, monkeypatch, may_be_kept, is_caught_up):
        monkeypatch.setattr(read_replica, "is_caught_up", lambda: is_caught_up)
        used = []
        middleware = ReplicaMiddleware(lambda request: used.append(READING.uses_replica))
        middleware(SimpleNamespace(may_be_kept=may_be_kept))
        assert used == [may_be_kept and is_caught_up]
        assert not READING.uses_replica

    def test_a_request_that_nobody_has_judged_reads_the_primary(self):
        assert ReplicaMiddleware(lambda request: READING.uses_replica)(SimpleNamespace()) is False


def test_only_postgresql_has_replicas(monkeypatch):
    monkeypatch.delenv("DATABASE_REPLICA_URL", raising=False)
    assert environment.read_replica("DATABASE_REPLICA_URL") == {}
    monkeypatch.setenv("DATABASE_REPLICA_URL", "sqlite:////tmp/x")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URL does not begin with postgres:"):
        environment.read_replica("DATABASE_REPLICA_URL")
    monkeypatch.setenv("DATABASE_REPLICA_URL", "postgres://kus:geheim@replica:5432/kus")
    assert environment.read_replica("DATABASE_REPLICA_URL")["replica"]["HOST"] == "replica"


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_setup, django_db_blocker):
    """A pool of processes of a site with a replica, and the address of the replica."""
    folder = tmp_path_factory.mktemp("replica")
    (folder / "static").symlink_to(collect_static())
    with contextlib.ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        address = stack.enter_context(own_database(folder))
        replica = stack.enter_context(temporary_replica(address))
        variables = {
            "KUS_VAR": str(folder),
            "DATABASE_URL": address,
            "DATABASE_REPLICA_URL": replica,
            "BASE_URL": "https://127.0.0.1",
            "SECRET_KEY": "only-for-the-tests-" * 3,
            "DJANGO_SETTINGS_MODULE": "tests.proxy_settings",
        }
        pool = stack.enter_context(process_pool(variables, folder / "pool.log"))
        yield SimpleNamespace(pool=pool, replica=replica, number=0)


@pytest.mark.heavy
@pytest.mark.skipif(not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="SQLite has no replicas")
class TestStreamingReplica:
    def ask(self, site, path="/", text="", method="get", wait=True, before="", **cookies):
        """Return the status, the queries of each server and whether the text is there; each address once, uncached.

        wait: for a replica that has everything; before: code that the process runs first.
        """
        site.number += 1
        path = f"{path}{'&' if '?' in path else '?'}keer={site.number}"
        code = before + ASK.format(path=path, text=text, method=method, cookies=cookies, wait=wait)
        status, counts, found = site.pool.run(code)
        return status, counts.get("default", 0), counts.get("replica", 0), found

    def test_a_public_page_is_read_there(self, site):
        status, primary, replica, _found = self.ask(site)
        assert status == 200
        # The settings of the site are read by get_or_create(), and until when the page may be kept outside the replica.
        assert primary < replica

    def test_who_has_a_session_reads_the_primary(self, site):
        status, primary, replica, _found = self.ask(site, SEARCH, sessionid="x" * 32)
        assert (status, replica) == (200, 0)
        assert primary

    def test_forms_that_are_sent_read_the_primary(self, site):
        status, _primary, replica, _found = self.ask(site, "/contact/bericht/", method="post")
        assert (status, replica) == (302, 0)

    def test_a_replica_that_lags_shows_nobody_an_old_page(self, site):
        with psycopg.connect(site.replica, autocommit=True) as replica_server:
            replica_server.execute("SELECT pg_wal_replay_pause()")
            try:
                site.pool.run(SET_TITLE.format("Een nieuwe titel"))
                status, primary, replica, found = self.ask(site, text="Een nieuwe titel", wait=False)
                assert (status, found, replica) == (200, True, 1)
                assert primary
            finally:
                replica_server.execute("SELECT pg_wal_replay_resume()")
        status, primary, replica, found = self.ask(site, text="Een nieuwe titel")
        assert (status, primary, found) == (200, 0, True)

    def test_the_primary_is_read_when_the_replica_is_away(self, site):
        move = "from django.db import connections; connections['replica'].settings_dict['PORT'] = 1\n"
        status, primary, replica, _found = self.ask(site, SEARCH, before=move, wait=False)
        assert (status, replica) == (200, 0)
        assert primary
