"""Everything run for real: `make run` in a copy of the checkout, a first and a second time, on either engine.

Then, on the database that it filled, the steps of the Dockerfile and the processes of compose.yaml, without a container
engine. Those have PostgreSQL, so a whole run asks them of SQLite no more.
"""

import contextlib
import json
import os
import queue
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from scripts.built_files import stale_catalogs
from scripts.preconditions import free_port
from scripts.probe import find_fault
from scripts.services import NAMES
from tests import template_database
from tests.checkout import ROOT, assert_one_sentence, clean_environment, copy_checkout, run_script

# A group of their own: nothing here is timed to the second, and beside other tests they need not be waited for.
pytestmark = pytest.mark.xdist_group("setup")


class Run:
    """A `make run` in progress: its output line by line, and its end."""

    def __init__(self, folder, port, **variables):
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts.start_site"],
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
        return self.process.wait(timeout=120)


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """A first run that was ready and then stopped with Ctrl-C: its folder, its output, and what was seen meanwhile.

    On SQLite it begins with nothing. On PostgreSQL it finds a copy of the template database, which has the content and
    no logins: that PostgreSQL takes the migrations and the content was seen when the template was made.
    """
    folder = copy_checkout(tmp_path_factory.mktemp("run") / "checkout", with_packages=True)
    address = os.environ.get("DATABASE_URL", "")
    with contextlib.ExitStack() as stack:
        database = {}
        if address.startswith("postgres"):
            template = template_database.make_postgresql_template(address)
            shutil.copytree(template / "media", folder / "var" / "media")
            name = stack.enter_context(template_database.postgresql_copy(address))
            database = {"DATABASE_URL": template_database.database_address(address, name)}
        run = Run(folder, free_port(), **database)
        # Does nothing to a run that has ended.
        stack.callback(run.process.kill)
        run.wait_for("Stop with Ctrl-C")
        seen = {"health": run.get("/healthz"), "home": run.get("/"), "children": run.children()}
        seen |= {"seconds": run.seconds_until_ready(), "code": run.stop(signal.SIGINT)}
        yield {"folder": folder, "output": run.output, "port": run.port, "database": database, **seen}


@pytest.mark.engine
def test_every_step_is_numbered_and_timed(first_run):
    numbers = {match[1] for line in first_run["output"] if (match := re.match(r"\[(\d)/6\] .+ \(\d+\.\d s\)$", line))}
    assert numbers == set("123456")


@pytest.mark.engine
def test_address_and_logins_are_printed_when_the_site_answers(first_run):
    output = "\n".join(first_run["output"])
    assert f"http://127.0.0.1:{first_run['port']}/\n" in output
    assert first_run["health"][0] == first_run["home"][0] == 200
    assert (first_run["folder"] / "var" / "logins.txt").read_text().strip() in output
    for username in ("redacteur", "redacteur-zhz", "beheerder"):
        assert re.search(rf"^{username} .+ \w{{4}}-\w{{4}}-\w{{4}}-\w{{4}}$", output, re.MULTILINE)


@pytest.mark.engine
def test_passwords_are_for_the_owner_only_and_in_no_log(first_run):
    var = first_run["folder"] / "var"
    assert (var / "logins.txt").stat().st_mode & 0o777 == 0o600
    assert (var / "secret_key").stat().st_mode & 0o777 == 0o600
    passwords = [line.split()[-1] for line in (var / "logins.txt").read_text().splitlines() if line[0] != "#"]
    for log in (var / "log").iterdir():
        assert not [password for password in passwords if password in log.read_text(errors="replace")]


@pytest.mark.engine
def test_ctrl_c_ends_everything(first_run):
    assert first_run["code"] == 0
    assert first_run["output"][-1] == "Stopped."
    assert len(first_run["children"]) == 3
    for pid in first_run["children"]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 0)
            pytest.fail(f"process {pid} still runs")


@pytest.mark.engine
def test_what_the_site_stores_is_for_its_owner_only(first_run):
    assert stat.S_IMODE((first_run["folder"] / "var").stat().st_mode) == 0o700


def is_running(pid):
    """Return whether a process runs; one that nobody has waited for yet does not."""
    try:
        return not re.search(r"\) [ZX] ", Path(f"/proc/{pid}/stat").read_text())
    except OSError:
        return False


@pytest.mark.engine
def test_second_run_is_quick_and_a_third_after_a_killed_one_ends_what_was_left_and_itself_on_sigterm(first_run):
    logins = (first_run["folder"] / "var" / "logins.txt").read_text()
    killed = Run(first_run["folder"], first_run["port"], **first_run["database"])
    try:
        killed.wait_for("Stop with Ctrl-C")
        left = killed.children()
    finally:
        killed.stop(signal.SIGKILL)
    assert [is_running(pid) for pid in left] == [True] * 3
    run = Run(first_run["folder"], first_run["port"], **first_run["database"])
    try:
        run.wait_for("Stop with Ctrl-C")
        assert not any(is_running(pid) for pid in left)
        assert "ended 3 processes that an earlier run left behind" in "\n".join(run.output)
        children = run.children()
        assert run.get("/")[0] == 200
        assert run.stop(signal.SIGTERM) == 0
    finally:
        run.process.kill()
    output = "\n".join(run.output)
    for words in ("already there", "already installed", "unchanged", "already there, nothing changed"):
        assert words in output
    if "content imported" in "\n".join(first_run["output"]):
        # Some 5 seconds on a quiet machine; on a busy one still far less than the first time.
        assert run.seconds_until_ready() < first_run["seconds"] / 2
    assert (first_run["folder"] / "var" / "logins.txt").read_text() == logins
    assert not [pid for pid in children if os.path.exists(f"/proc/{pid}")]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Hands a redirect over as it is."""

    def redirect_request(self, *arguments):
        return None


def ask(port, path, **headers):
    """Return status and headers of one request; a redirect is not followed."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=30) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A folder as the image has it: without what .dockerignore names, static files collected by the script."""
    folder = copy_checkout(tmp_path_factory.mktemp("image") / "kus", with_packages=True)
    for name in (ROOT / ".dockerignore").read_text().split():
        if not name.startswith(("#", "*")) and (folder / name).is_dir() and not (folder / name).is_symlink():
            shutil.rmtree(folder / name)
    assert not list(folder.glob("locale/**/*.mo"))
    for part in ("packages", "static"):
        result = run_script(folder, "scripts/install.py", part)
        assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def production(first_run):
    """The environment of a container, on the database of the first run: filling a second one would take a minute."""
    sqlite = {"DATABASE_URL": f"sqlite:///{first_run['folder'] / 'var' / 'kus.sqlite3'}"}
    return clean_environment(
        SECRET_KEY="only-for-this-test-" + "x" * 50,
        BASE_URL="https://www.example.nl",
        CONTACT_EMAIL="redactie@example.nl",
        PORT=str(free_port()),
        **(first_run["database"] or sqlite),
    )


@pytest.fixture(scope="module")
def prepared(image, production):
    """What `serve.py prepare` printed."""
    command = [sys.executable, "scripts/serve.py", "prepare"]
    result = subprocess.run(command, cwd=image, env=production, capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def running(image, production, prepared):
    """The three processes, started at once: {name: (process, its log)}. The web server is healthy, the others ready."""
    (image / "var").mkdir(exist_ok=True)
    started = {}
    try:
        for name in NAMES:
            log = image / "var" / f"{name}.log"
            with log.open("wb") as output:
                command = [sys.executable, "scripts/serve.py", name]
                process = subprocess.Popen(command, cwd=image, env=production, stdout=output, stderr=output)
            started[name] = process, log
        # The first line of the others is written when they are ready, and listen to signals.
        ready = {name: started[name][1].read_bytes for name in NAMES if name != "web"} | {
            "web": lambda: find_fault(production["PORT"]) is None
        }
        deadline = time.monotonic() + 300
        while ready and time.monotonic() < deadline:
            for name in [name for name, is_ready in ready.items() if is_ready()]:
                del ready[name]
            for process, log in started.values():
                assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        assert not ready
        yield started
    finally:
        for process, _log in started.values():
            process.terminate()
        for process, _log in started.values():
            process.wait(120)


def test_the_build_collects_and_compresses_the_static_files(image):
    manifest = json.loads((image / "var" / "static" / "staticfiles.json").read_text())
    assert manifest["paths"]
    assert list((image / "var" / "static").rglob("*.css.br"))


def test_the_build_compiles_the_translations(image):
    assert stale_catalogs(image) == []


def test_the_build_compiles_the_modules_for_good(image):
    """A process that may not write would compile all of them at each start."""
    [bytecode] = (image / "kus_site" / "__pycache__").glob("urls.*.pyc")
    # The flags of PEP 552: by a hash of the source, which is not compared.
    assert bytecode.read_bytes()[4:8] == b"\x01\x00\x00\x00"


def test_an_unknown_part_of_the_build_is_refused(image):
    assert_one_sentence(run_script(image, "scripts/install.py", "everything"), "packages or static")


def test_prepare_looks_after_the_tables(prepared):
    assert "Apply all migrations" in prepared


def test_the_site_is_healthy_behind_its_proxy(running, production):
    status, headers = ask(production["PORT"], "/healthz", **{"Host": "www.example.nl", "X-Forwarded-Proto": "https"})
    assert status == 200
    assert headers["Cache-Control"] == "no-store"


def test_a_page_is_served_behind_the_proxy(running, production):
    status, headers = ask(production["PORT"], "/", **{"Host": "www.example.nl", "X-Forwarded-Proto": "https"})
    assert status == 200
    assert headers["Strict-Transport-Security"]


def test_visitors_over_http_are_sent_to_https(running, production):
    status, headers = ask(production["PORT"], "/zoeken/?q=wmo", Host="www.example.nl")
    assert (status, headers["Location"]) == (301, "https://www.example.nl/zoeken/?q=wmo")


def test_the_web_server_listens_on_the_loopback_address_only(running, production):
    """Linux gives every address of 127.0.0.0/8 to this machine, so that this one stands for any other."""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", int(production["PORT"])), timeout=5).close()


def test_an_unknown_host_is_refused(running, production):
    assert ask(production["PORT"], "/", **{"Host": "evil.example", "X-Forwarded-Proto": "https"})[0] == 400


def test_the_health_check_of_the_image_agrees(running, image, production):
    command = [sys.executable, "scripts/probe.py"]
    assert subprocess.run(command, cwd=image, env=production).returncode == 0
    result = subprocess.run(
        command, cwd=image, env=production | {"PORT": str(free_port())}, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "does not answer" in result.stderr


@pytest.mark.parametrize("name", NAMES)
def test_every_process_runs_until_it_is_asked_to_stop(running, name):
    process, log = running[name]
    assert process.poll() is None, log.read_text()
    process.send_signal(signal.SIGTERM)
    assert process.wait(120) == 0, log.read_text()


def test_an_unknown_role_is_refused(image):
    assert_one_sentence(run_script(image, "scripts/serve.py", "everything"), "web, worker, clock, prepare or first-run")


def test_a_database_that_does_not_answer_is_one_sentence(image, production):
    program = "import sys; sys.argv = ['scripts/serve.py', 'prepare']; sys.path.insert(0, '.');"
    program += "from kus_site import database; from scripts import serve, steps; database.SECONDS_TO_WAIT = 0;"
    program += "sys.exit(steps.answer_refusals(lambda: serve.main(['prepare'])))"
    environment = production | {"DATABASE_URL": "postgres://kus:x@127.0.0.1:9/kus"}
    result = subprocess.run([sys.executable, "-c", program], cwd=image, env=environment, capture_output=True, text=True)
    assert result.returncode == 1
    assert "The database of DATABASE_URL does not answer" in result.stderr.splitlines()[-1]
    assert "Connection refused" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_an_ordinary_user_can_run_what_root_has_built():
    """In the image the code belongs to root and the process does not: every file must be readable for others."""
    for folder in ("scripts", "kus_site", "pages", "visitors", "templates", "static", "content", "locale"):
        for path in (ROOT / folder).rglob("*"):
            wanted = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
            assert path.stat().st_mode & wanted == wanted or os.path.basename(path) == "__pycache__", path
