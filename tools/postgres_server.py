"""A real PostgreSQL server for one test run: in a temporary folder, on a free port, gone afterwards."""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from scripts.commands import Failed, end, run_logged, var_folder
from scripts.preconditions import free_port
from scripts.steps import Refusal
from scripts.system_packages import is_root

SECONDS_TO_START = 60
CLUSTER, PASSWORD = "cluster.tar", "password"
# A database that lives for one run may forget everything at a power cut.
FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=60"]


def find_binaries():
    """Return the folder with initdb and postgres: the newest of Debian's, or the one on PATH, or None."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    versions = sorted(debian, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0))
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for folder in [*reversed(versions), *on_path]:
        if all((folder / program).exists() for program in ("initdb", "postgres", "pg_isready", "pg_basebackup")):
            return folder
    return None


@contextlib.contextmanager
def temporary_server(saved=None):
    """Start a server and yield its address as a DATABASE_URL; stop it and delete its folder, whatever happened.

    `saved`: a folder that holds a cluster kept by an earlier run with keep_cluster(); the server begins as a copy.
    """
    binaries = find_binaries()
    if binaries is None:
        raise Refusal("This machine has no PostgreSQL server: install Debian's package postgresql or set DATABASE_URL.")
    # The server refuses to run as root, so then it runs as Debian's user for it.
    owner = _unprivileged_account() if is_root() else None
    user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    folder = Path(tempfile.mkdtemp(prefix="kus-postgres-"))
    process = None
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        port = free_port()
        if saved and (saved / CLUSTER).exists():
            password = (saved / PASSWORD).read_text()
            _copy_cluster(saved, folder, owner)
        else:
            password = secrets.token_urlsafe(18)
            _make_cluster(binaries, folder, password, user)
        process = _start(binaries, folder, port, user)
        _wait_until_it_accepts(binaries, process, port)
        yield f"postgres://kus:{password}@127.0.0.1:{port}/postgres"
    finally:
        if process:
            # "Fast": connections that are still open are cut rather than waited for.
            process.send_signal(2)
            end(process)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def temporary_replica(address):
    """Start a streaming replica of the running server at `address`; yield its address, with the same database.

    It is gone afterwards, like temporary_server().
    """
    owner = _unprivileged_account() if is_root() else None
    user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    folder = Path(tempfile.mkdtemp(prefix="kus-replica-"))
    process = None
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        command = [find_binaries() / "pg_basebackup", "-d", address, "--checkpoint=fast", "--wal-method=stream"]
        # With what the server needs to follow the other one.
        run_logged(
            [*command, "--write-recovery-conf", "-D", folder / "data"], "pg_basebackup.log", folder=folder, **user
        )
        port = free_port()
        process = _start(find_binaries(), folder, port, user, "replica.log")
        _wait_until_it_accepts(find_binaries(), process, port)
        parts = urlsplit(address)
        yield parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}").geturl()
    finally:
        if process:
            process.send_signal(2)
            end(process)
        shutil.rmtree(folder, ignore_errors=True)


def keep_cluster(address, saved):
    """Write the cluster of the running server at `address` to the folder `saved`, for temporary_server(saved)."""
    saved.mkdir(parents=True, exist_ok=True)
    password = saved / PASSWORD
    password.touch(mode=0o600)
    password.write_text(urlsplit(address).password)
    half = saved / f"{CLUSTER}.{os.getpid()}"
    command = [find_binaries() / "pg_basebackup", "-d", address, "--checkpoint=fast", "--wal-method=fetch", "-Ft"]
    try:
        run_logged([*command, "-D", half], "pg_basebackup.log")
        (half / "base.tar").replace(saved / CLUSTER)
    except Failed as failure:
        raise Refusal(f"The PostgreSQL server for the tests could not be kept: {failure}.") from None
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _copy_cluster(saved, folder, owner):
    """Unpack a kept cluster into folder/data as the account that runs the server."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    with tarfile.open(saved / CLUSTER) as archive:
        archive.extractall(data, filter="data")
    if owner:
        for path in [data, *data.rglob("*")]:
            os.chown(path, owner.pw_uid, owner.pw_gid)


def _unprivileged_account():
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Refusal("The database server refuses to run as root: make a user 'postgres', or set DATABASE_URL.")


def _make_cluster(binaries, folder, password, user):
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o600)
    if user:
        os.chown(secret, user["user"], user["group"])
    command = [binaries / "initdb", "-D", folder / "data", "-U", "kus", "--pwfile", secret, "--auth", "scram-sha-256"]
    try:
        run_logged(
            [*command, "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--wal-segsize", "1"],
            "initdb.log",
            folder=folder,
            **user,
        )
    except Failed as failure:
        log = var_folder() / "log" / "initdb.log"
        raise Refusal(f"The PostgreSQL server for the tests could not be made: {failure} (see {log}).") from None


def _start(binaries, folder, port, user, log_name="postgres.log"):
    command = [binaries / "postgres", "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1", "-k", folder, *FAST]
    with (var_folder() / "log" / log_name).open("wb") as log:
        # A session of its own: a Ctrl-C in the terminal must stop the tests first and the server after them.
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **user)


def _wait_until_it_accepts(binaries, process, port):
    # An open port is not enough: until it has recovered, the server refuses everybody.
    ask = [binaries / "pg_isready", "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        if subprocess.run(ask).returncode == 0:
            return
        time.sleep(0.1)
    raise Refusal(f"The PostgreSQL server for the tests did not start (see {var_folder() / 'log' / 'postgres.log'}).")
