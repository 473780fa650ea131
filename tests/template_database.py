"""Template databases: the migrated schema with the demo content, made once and copied for each test process.

A template is known by a key: a hash of all that decides what is in it (SOURCES). On SQLite it is a file, on PostgreSQL
a database of the server; both have a folder with the media beside them, `var/tests/templates/<engine>-<key>/`. It is
made from a template of the schema, `<engine>-schema-<key>/`, which holds what the migrations make and has a key of
their files only: they cost more than the content. A lock lets one process make them while others wait, so several runs
and several checkouts can work at once: a name on a shared server holds a hash of the checkout's path too.

At import it needs the standard library only, because scripts/suite.py asks it before any package is installed.
"""

import contextlib
import fcntl
import functools
import gc
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tools import postgres_server

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "var" / "tests" / "templates"
# What decides the rows of a template: schema, record types and their blocks, the importer, the content, the index.
SOURCES = (
    "requirements.txt",
    "content/**/*",
    "kus_site/content/**/*.py",
    "kus_site/management/commands/import_content.py",
    "kus_site/roles.py",
    "kus_site/settings/base.py",
    "kus_site/settings/testing.py",
    "*/migrations/*.py",
    "*/models.py",
    "*/models/**/*.py",
    "*/blocks.py",
    "*/cards.py",
    "*/facets.py",
    "*/signal_handlers.py",
    "newsletters/public/mentions.py",
    "pages/child_*.py",
    "pages/fuzzy_date/*.py",
    "pages/migration_operations.py",
    "pages/record_index/*.py",
    "pages/references.py",
    "pages/saving.py",
    "pages/stored_columns.py",
    "publications/covers.py",
    "themes/current_themes.py",
    "pages/search/*.py",
    "pages/signals.py",
    "tests/record_app/**/*.py",
    "tests/template_database.py",
)
# What decides the migrated schema. Filling it migrates once more, which makes what a new setting asks for.
SCHEMA_SOURCES = (
    "requirements.txt",
    "*/migrations/*.py",
    "pages/migration_operations.py",
    "tests/record_app/migrations/*.py",
)
# What decides the static files as browsers get them: our own, those of the packages, and how they are collected.
STATIC_SOURCES = ("static/**/*", "kus_site/static_storage.py", "requirements.txt")
# A template that no run has used for so long is removed.
SECONDS_KEPT = 3 * 24 * 3600
SQLITE_FILE = "database.sqlite3"


@functools.cache
def template_key(sources=SOURCES):
    """Return 16 hexadecimal digits that change with any file of `sources` (patterns) and with the version of Python.

    Computed once per process, so that a run keeps its template when a model is edited meanwhile.
    """
    found = hashlib.sha256(sys.version.encode())
    for file in sorted({file for pattern in sources for file in ROOT.glob(pattern) if file.is_file()}):
        if "__pycache__" not in file.parts:
            found.update(f"{file.relative_to(ROOT)}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()[:16]


def template_folder(engine):
    """Return the folder of the present template of `engine` ("sqlite", "postgresql"); it may not be there yet."""
    return TEMPLATES / f"{engine}-{template_key()}"


def schema_folder(engine):
    """Return the folder of the present template of the schema of `engine`; it may not be there yet."""
    return TEMPLATES / f"{engine}-schema-{template_key(SCHEMA_SOURCES)}"


def template_name():
    """Return the name of the template database on a PostgreSQL server: of this checkout, with the present key."""
    return f"kus_template_{_checkout()}_{template_key()}"


def _schema_name():
    """Return the name of the database with the schema on a PostgreSQL server, named like the template."""
    return f"kus_schema_{_checkout()}_{template_key(SCHEMA_SOURCES)}"


def _checkout():
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def make_sqlite_template():
    """Make the SQLite template unless it is there; return its folder (media/, database.sqlite3)."""
    folder = template_folder("sqlite")
    with _lock("sqlite"):
        if not (folder / SQLITE_FILE).exists():
            schema = _make_sqlite_schema()
            with _building_folder() as building:
                shutil.copyfile(schema / SQLITE_FILE, building / SQLITE_FILE)
                _fill("content", building, f"sqlite:///{building / SQLITE_FILE}")
                _replace(building, folder)
        os.utime(folder)
        _remove_unused("sqlite")
    return folder


def _make_sqlite_schema():
    """Make the template of the schema on SQLite unless it is there; return its folder."""
    folder = schema_folder("sqlite")
    if not (folder / SQLITE_FILE).exists():
        with _building_folder() as building:
            _fill("schema", building, f"sqlite:///{building / SQLITE_FILE}")
            _replace(building, folder)
    os.utime(folder)
    return folder


def make_postgresql_template(address):
    """Make the template on the server of `address` (a DATABASE_URL) unless it is there; return its folder (media/)."""
    import psycopg

    folder = template_folder("postgresql")
    name = template_name()
    with _lock("postgresql"), psycopg.connect(address, autocommit=True) as server:
        if not _is_there(server, name) or not (folder / "media").exists():
            _make_postgresql_schema(server, address)
            with _building_folder() as building:
                _make_database("content", server, address, name, _schema_name(), building)
                _replace(building, folder)
        os.utime(folder)
        _remove_unused("postgresql")
    return folder


def _make_postgresql_schema(server, address):
    """Make the template of the schema unless it is there; `server`: a connection to the server of `address`."""
    if not _is_there(server, _schema_name()):
        with _building_folder() as building:
            _make_database("schema", server, address, _schema_name(), "template1", building)


def _is_there(server, name):
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _make_database(part, server, address, name, source, folder):
    """Make the database `name` as a copy of `source` with `part` of _fill() in it, whose files come in `folder`."""
    server.execute(f'DROP DATABASE IF EXISTS "{name}"')
    half = f"kus_half_{uuid.uuid4().hex[:12]}"
    server.execute(f'CREATE DATABASE "{half}" TEMPLATE "{source}"')
    _fill(part, folder, database_address(address, half))
    # Under its own name only when it is whole: an interrupted run leaves a database that nobody copies.
    server.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')


def collect_static():
    """Return the folder with the static files as the site serves them: hashed names, compressed; made once."""
    folder = TEMPLATES / f"static-{template_key(STATIC_SOURCES)}"
    with _lock("static"):
        if not folder.exists():
            with _building_folder() as building:
                command = ["manage.py", "collectstatic", "--noinput", "--verbosity=0"]
                _run(command, building, f"sqlite:///{building / SQLITE_FILE}", "kus_site.settings.local")
                _copy_at_once(building / "static", folder)
        os.utime(folder)
        _remove_unused("static")
    return folder


def database_address(address, name):
    """Return a DATABASE_URL with another database name."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


@contextlib.contextmanager
def postgresql_copy(address):
    """Yield the name of a copy of the template on the server of `address`; dropped afterwards."""
    import psycopg

    name = f"kus_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_name()}"')
    try:
        yield name
    finally:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def _lock(engine):
    """Let one process of this checkout at a time look for, make and remove templates of an engine."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / f"{engine}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _building_folder():
    """A folder to make a template in, where temporary files are: to fill a database in memory takes half the time."""
    with tempfile.TemporaryDirectory(prefix="kus-building-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _fill(part, folder, address):
    """Run fill_schema() or fill_content() (`part`: "schema", "content") for the database at `address`, in a process."""
    _run(["-m", "tests.template_database", "fill", part], folder, address, "kus_site.settings.testing")


def _run(arguments, folder, address, settings):
    """Run Python with a folder for what it makes, the DATABASE_URL `address` and the module `settings`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")} | {
        "KUS_VAR": str(folder),
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": settings,
        "CACHE_URL": "",
        "BASE_URL": "",
    }
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        said = f"{done.stdout[-2000:]}\n{done.stderr[-6000:]}"
        raise RuntimeError(f"What the tests copy could not be made ({' '.join(arguments)}):\n{said}")


def _replace(building, folder):
    """Give a finished template its place at once; what was half there before goes."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(building / "cache", ignore_errors=True)
    (building / "media").mkdir(exist_ok=True)
    _copy_at_once(building, folder)


def _copy_at_once(source, folder):
    """Copy a folder to its place, which may be on another disk: whole, or not at all."""
    half = Path(tempfile.mkdtemp(prefix="building-", dir=TEMPLATES))
    shutil.copytree(source, half, dirs_exist_ok=True)
    half.chmod(0o755)
    half.rename(folder)


def _remove_unused(engine):
    """Remove the templates of an engine, and what died while it was made, that no run has used for three days."""
    for folder in [*TEMPLATES.glob(f"{engine}-*"), *TEMPLATES.glob("building-*")]:
        if time.time() - folder.stat().st_mtime > SECONDS_KEPT:
            shutil.rmtree(folder, ignore_errors=True)


def make_templates(engines):
    """Make the templates of these engines at the same time, unless they are there.

    On PostgreSQL that is on the server of DATABASE_URL, or else on one that is started for it; its cluster is kept in
    the template's folder, for tools.postgres_server.temporary_server().
    """
    makers = {"sqlite": make_sqlite_template, "postgresql": _make_postgresql_cluster}
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(makers[engine]) for engine in engines]:
            done.result()


def _make_postgresql_cluster():
    import psycopg

    if address := os.environ.get("DATABASE_URL", "").strip():
        make_postgresql_template(address)
        return
    folder, schema = template_folder("postgresql"), schema_folder("postgresql")
    if (folder / postgres_server.CLUSTER).exists():
        return
    with postgres_server.temporary_server(schema) as address:
        if not (schema / postgres_server.CLUSTER).exists():
            with psycopg.connect(address, autocommit=True) as server:
                _make_postgresql_schema(server, address)
            postgres_server.keep_cluster(address, schema)
        os.utime(schema)
        make_postgresql_template(address)
        postgres_server.keep_cluster(address, folder)


def fill_schema():
    """Migrate the empty database of the settings; run by _fill()."""
    from django.core.management import call_command

    # Migrations make and drop models by the thousand: looking for garbage less often saves a tenth of the time.
    gc.set_threshold(100_000, 20, 50)
    call_command("migrate", verbosity=0)


def fill_content():
    """Fill the migrated database of the settings with content/ and the roles; run by _fill()."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("import_content", str(ROOT / "content"), verbosity=0)
    call_command("create_roles", verbosity=0)


def fill(part):
    """Fill the database of the settings and leave it ready to be copied."""
    import django
    from django.db import connection

    django.setup()
    # The settings turned it off; what is loaded by now stays, and is left out.
    gc.freeze()
    gc.enable()
    {"schema": fill_schema, "content": fill_content}[part]()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # One file without a journal beside it can be copied as it is.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA journal_mode=DELETE")
        cursor.execute("ANALYZE")
    connection.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        fill(sys.argv[2])
    else:
        make_templates(sys.argv[1:])
