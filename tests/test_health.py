"""/healthz: 200 only when the database answers and has every migration."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

pytestmark = pytest.mark.engine


@pytest.mark.django_db
def test_healthy(client, django_assert_max_num_queries):
    client.get("/healthz")
    with django_assert_max_num_queries(2):
        response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "migrations": "ok", "cache": "ok"}
    assert response["Cache-Control"] == "no-store"
    assert "Vary" not in response
    assert not response.cookies


@pytest.mark.django_db
def test_unapplied_migration(client):
    MigrationRecorder(connection).migration_qs.filter(app="visitors").order_by("-id").first().delete()
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "failing", "database": "ok", "migrations": "failing", "cache": "ok"}


@pytest.mark.django_db
def test_migration_replaced_by_a_squashed_one_counts_as_applied(client, monkeypatch):
    from kus_site import health

    done = ("pages", "0001_initial")
    migrations = {("pages", "0001_squashed_0002"): [done]}
    monkeypatch.setattr(health, "migrations_of_code", lambda: migrations)
    assert client.get("/healthz").status_code == 200
    migrations[("pages", "0001_squashed_0002")] = [done, ("pages", "0002_never")]
    assert client.get("/healthz").status_code == 503


def test_database_that_does_not_answer(client, settings, django_db_blocker, tmp_path):
    """A database file in a folder that is not there, opened by a new thread, which has no connection yet."""
    from concurrent.futures import ThreadPoolExecutor

    def ask():
        from django.db import connections

        own = connections["default"]
        own.settings_dict = own.settings_dict | unreachable(own.vendor, tmp_path)
        return Client().get("/healthz")

    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as threads:
        response = threads.submit(ask).result()
    assert response.status_code == 503
    assert response.json() == {"status": "failing", "database": "failing", "migrations": "unknown", "cache": "ok"}
    assert str(tmp_path) not in response.content.decode()


def unreachable(vendor, folder):
    """Return connection settings that lead nowhere."""
    if vendor == "sqlite":
        return {"NAME": str(folder / "missing" / "kus.sqlite3")}
    return {"HOST": "127.0.0.1", "PORT": "1", "OPTIONS": {"connect_timeout": 2}}


@pytest.mark.django_db
def test_probe_by_bare_address_is_answered_whatever_hosts_are_allowed(client, settings):
    settings.ALLOWED_HOSTS = ["kus.example"]
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405
