"""/healthz: the health check of this process: database and migrations. Cache and object store are named only.

The site does without the cache, and shows all but pictures and documents without the store: to take every process out
of rotation for them would help nobody.

A middleware and not a view, so that in production too a probe by bare address (Host: 127.0.0.1 or a pod's address) over
http is answered, before hosts are checked and http is redirected.
"""

from functools import cache

from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponseNotAllowed, JsonResponse

PATH = "/healthz"
NEEDED = ("database", "migrations")


class HealthMiddleware:
    """Answers /healthz with 200 or 503 and leaves all else alone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info != PATH:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        parts = examine()
        healthy = all(parts[part] == "ok" for part in NEEDED)
        response = JsonResponse({"status": "ok" if healthy else "failing", **parts}, status=200 if healthy else 503)
        response["Cache-Control"] = "no-store"
        return response


def examine():
    """Return the state of "database", "migrations" and "cache": "ok", "failing" or "unknown".

    "uploads" too when they are in an object store.
    """
    # Files always answer.
    answers = getattr(caches["default"], "answers", lambda: True)
    state = {"cache": "ok" if answers() else "failing"}
    if hasattr(default_storage, "answers"):
        state["uploads"] = "ok" if default_storage.answers() else "failing"
    try:
        unapplied = has_unapplied_migrations()
    except (DatabaseError, InterfaceError):
        return {"database": "failing", "migrations": "unknown", **state}
    return {"database": "ok", "migrations": "failing" if unapplied else "ok", **state}


def has_unapplied_migrations():
    """Return whether the code has a migration that the database lacks; costs two short queries."""
    applied = MigrationRecorder(connection).applied_migrations()
    return any(
        key not in applied and not (replaces and all(replaced in applied for replaced in replaces))
        for key, replaces in migrations_of_code().items()
    )


@cache
def migrations_of_code():
    """Return {(app, name): [keys it replaces]} of all migration files; they do not change while a process runs."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return {key: list(map(tuple, migration.replaces)) for key, migration in loader.disk_migrations.items()}
