"""The databases of a benchmark: the content with its example, and copies of it with so many records more.

They are filled once: on a server of one's own (`--server`) they stay, else the server's files are kept in the folder
`var/bench/cluster`, by a key of what decides the tables and the content.
"""

import contextlib
import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from scripts.commands import ROOT, run_step_command, var_folder
from tools import postgres_server

BASE = "kus_bench"
SOURCES = ("*/migrations/*.py", "content*/**/*.md", "content*/**/*.yaml", "kus_site/sample_data/*.py")


class Databases:
    """The databases of one server (`address`: a DATABASE_URL); `environment` is that of the site's processes."""

    def __init__(self, address, python, environment, note):
        self.address, self.python, self.environment, self.note = address, python, environment, note
        self.is_changed = False

    def address_of(self, size=0):
        """Return the DATABASE_URL of the content with `size` publications more, filled unless it was there."""
        name = f"{BASE}_{size}" if size else BASE
        address = urlunsplit(urlsplit(self.address)._replace(path=f"/{name}"))
        if name not in self.names():
            self._fill(name, address, size)
            self.is_changed = True
        elif name not in self._migrated():
            self._manage(address, "migrate", "--no-input")
            self._migrated().add(name)
        return address

    @contextlib.contextmanager
    def copy(self):
        """Yield the DATABASE_URL of a copy of the content, which may be changed; it is dropped afterwards."""
        name = f"{BASE}_copy"
        self._client("dropdb", "--if-exists", "--force", name)
        self._client("createdb", "--template", BASE, name)
        try:
            yield urlunsplit(urlsplit(self.address)._replace(path=f"/{name}"))
        finally:
            self._client("dropdb", "--force", name)

    def names(self):
        """Return the names of the databases of the server."""
        said = self._client("psql", "-Atc", "SELECT datname FROM pg_database", "postgres")
        return set(said.split())

    def _fill(self, name, address, size):
        half = f"{name}_half"
        half_address = urlunsplit(urlsplit(address)._replace(path=f"/{half}"))
        self._client("dropdb", "--if-exists", half)
        # On top of the next smaller one that is there, or that is made.
        smaller = max((other for other in _sizes(self.names()) if other < size), default=0)
        if size:
            self.address_of(smaller)
            self._client("createdb", "--template", f"{BASE}_{smaller}" if smaller else BASE, half)
            for command in sample_commands(size, smaller):
                self._manage(half_address, *command)
        else:
            self._client("createdb", half)
            # Not os.devnull: the file is put in the place of what has its name, and root may do that there too.
            with tempfile.TemporaryDirectory() as folder:
                self._manage(half_address, "first_run", "--migrate", "--example", "--logins", f"{folder}/logins.txt")
        # Under its own name only when it is whole.
        self._client("psql", "-qc", f'ALTER DATABASE "{half}" RENAME TO "{name}"', "postgres")
        self._client("psql", "-qc", "VACUUM ANALYZE", name)
        self._migrated().add(name)

    @functools.cache  # noqa: B019 - one object per run
    def _migrated(self):
        return set()

    def _manage(self, address, *arguments):
        self.note(f"{urlsplit(address).path[1:]}: {arguments[0]}")
        run_step_command(
            [self.python, "manage.py", *arguments],
            "bench-fill.log",
            f"Filling a database of the benchmark ({arguments[0]})",
            environment=self.environment | {"DATABASE_URL": address},
        )

    def _client(self, program, *arguments):
        parts = urlsplit(self.address)
        environment = os.environ | {
            "PGHOST": parts.hostname,
            "PGPORT": str(parts.port or 5432),
            "PGUSER": parts.username or "",
            "PGPASSWORD": parts.password or "",
            "PGOPTIONS": "-c client_min_messages=warning",
        }
        command = [postgres_server.find_binaries() / program, *arguments]
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def sample_commands(size, already=0):
    """Return the commands that bring a database of `already` publications to `size`, with events, projects and so on.

    In the proportions of `make_sample_data --size ceiling`.
    """
    more = size - already
    counts = {
        "publications": more,
        "events": more // 2,
        "projects": more // 2,
        "issues": more // 20,
        "subscribers": more * 5 // 2,
    }
    options = [f"--{name}={count}" for name, count in counts.items()]
    return [
        ["make_sample_data", *options, f"--seed={size}", "--verbosity=0"],
        ["rebuild_record_index", "--verbosity=0"],
        ["rebuild_search_index", "--verbosity=0"],
    ]


def _sizes(names):
    return [int(name.rpartition("_")[2]) for name in names if name.startswith(f"{BASE}_") and name[-1].isdigit()]


@contextlib.contextmanager
def server(address=None):
    """Yield the address of a PostgreSQL server and a function that keeps what was filled for the next run.

    address: of a server that is there already, which then keeps its databases itself.
    """
    if address:
        yield address, lambda: None
        return
    saved = var_folder() / "cluster" / _key()
    for other in saved.parent.glob("*"):
        if other != saved:
            shutil.rmtree(other)
    (var_folder() / "log").mkdir(parents=True, exist_ok=True)
    with postgres_server.temporary_server(saved) as own:
        yield own, lambda: postgres_server.keep_cluster(own, saved)


def _key():
    found = hashlib.sha256()
    for path in sorted(file for pattern in SOURCES for file in Path(ROOT).glob(pattern)):
        found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]
