"""`make run` as a whole, in a copy of the checkout: first run, second run, ends cleanly. On the engine of this run."""

import contextlib
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from scripts.preconditions import free_port
from tests.checkout import clean_environment, copy_checkout


class Run:
    """A `make run` in progress: its output line by line, and its end."""

    def __init__(self, folder, port, **variables):
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "scripts/run.py"],
            cwd=folder,
            env=clean_environment(PORT=str(port), **variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output = []
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.output.append(line.rstrip())
            self.lines.put(line)
        self.lines.put("")

    def wait_for(self, words, seconds=900):
        """Return when a line with the words was printed."""
        deadline = time.monotonic() + seconds
        with contextlib.suppress(queue.Empty):
            while line := self.lines.get(timeout=max(0.1, deadline - time.monotonic())):
                if words in line:
                    return
        raise AssertionError("\n".join(self.output))

    def seconds_until_ready(self):
        """Return the seconds that the run itself counted."""
        return int(re.search(r"The site is ready after (\d+) seconds", "\n".join(self.output))[1])

    def get(self, path):
        """Return status and text of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()

    def children(self):
        """Return the process ids of the services."""
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        return [int(pid) for pid in listed.stdout.split()]

    def stop(self, number):
        """Send the signal; return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=40)


@pytest.fixture(scope="module")
def database():
    """The variables for an empty database of the engine that this run tests."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield {}
        return
    name = f"kus_run_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield {"DATABASE_URL": urlunsplit(urlsplit(address)._replace(path=f"/{name}"))}
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def first_run(tmp_path_factory, database):
    """A first run that was ready and then stopped with Ctrl-C: its folder, its output, and what was seen meanwhile."""
    folder = copy_checkout(tmp_path_factory.mktemp("run") / "checkout", with_packages=True)
    run = Run(folder, free_port(), **database)
    try:
        run.wait_for("Stop with Ctrl-C")
        seen = {"health": run.get("/healthz"), "home": run.get("/"), "children": run.children()}
        seen |= {"seconds": run.seconds_until_ready(), "code": run.stop(signal.SIGINT)}
    finally:
        run.process.kill()
    return {"folder": folder, "output": run.output, "port": run.port, "database": database, **seen}


def test_every_step_is_numbered_and_timed(first_run):
    numbers = {match[1] for line in first_run["output"] if (match := re.match(r"\[(\d)/6\] .+ \(\d+\.\d s\)$", line))}
    assert numbers == set("123456")


def test_address_and_logins_are_printed_when_the_site_answers(first_run):
    output = "\n".join(first_run["output"])
    assert f"http://127.0.0.1:{first_run['port']}/\n" in output
    assert first_run["health"][0] == first_run["home"][0] == 200
    assert (first_run["folder"] / "var" / "logins.txt").read_text().strip() in output
    for username in ("redacteur", "redacteur-zhz", "beheerder"):
        assert re.search(rf"^{username} .+ \w{{4}}-\w{{4}}-\w{{4}}-\w{{4}}$", output, re.MULTILINE)


def test_passwords_are_for_the_owner_only_and_in_no_log(first_run):
    var = first_run["folder"] / "var"
    assert (var / "logins.txt").stat().st_mode & 0o777 == 0o600
    assert (var / "secret_key").stat().st_mode & 0o777 == 0o600
    passwords = [line.split()[-1] for line in (var / "logins.txt").read_text().splitlines() if line[0] != "#"]
    for log in (var / "log").iterdir():
        assert not [password for password in passwords if password in log.read_text(errors="replace")]


def test_ctrl_c_ends_everything(first_run):
    assert first_run["code"] == 0
    assert first_run["output"][-1] == "Stopped."
    assert len(first_run["children"]) == 3
    for pid in first_run["children"]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 0)
            pytest.fail(f"process {pid} still runs")


def test_second_run_is_quick_and_changes_nothing_and_ends_on_sigterm(first_run):
    logins = (first_run["folder"] / "var" / "logins.txt").read_text()
    run = Run(first_run["folder"], free_port(), **first_run["database"])
    try:
        run.wait_for("Stop with Ctrl-C")
        children = run.children()
        assert run.get("/")[0] == 200
        assert run.stop(signal.SIGTERM) == 0
    finally:
        run.process.kill()
    output = "\n".join(run.output)
    for words in ("already there", "already installed", "unchanged", "already there, nothing changed"):
        assert words in output
    # Some 10 seconds on a quiet machine; on a busy one still far less than the first time.
    assert run.seconds_until_ready() < first_run["seconds"] / 2
    assert (first_run["folder"] / "var" / "logins.txt").read_text() == logins
    assert not [pid for pid in children if os.path.exists(f"/proc/{pid}")]
