"""The steps of `make run`, from a fresh checkout to a site that answers."""

import contextlib
import fcntl
import hashlib
import os
import time
import urllib.error
import urllib.request

from scripts import preconditions
from scripts.commands import ROOT, run_step_command, var_folder
from scripts.service_commands import NAMES, service_command
from scripts.steps import Refusal, Steps, answer_refusals
from scripts.supervisor import Service, Supervisor
from scripts.virtual_environment import VirtualEnvironment

HOST = "127.0.0.1"
SECONDS_TO_START = 180


def main():
    """Prepare and serve until stopped; return the exit code."""
    return answer_refusals(prepare_and_serve)


def prepare_and_serve():
    """Do all steps and keep the site going; returns 0 after Ctrl-C or SIGTERM, the normal end of a site that ran."""
    began = time.monotonic()
    steps = Steps(total=6)
    with steps.step("Checks"):
        port = preconditions.read_port()
        preconditions.require_writable(ROOT)
        preconditions.require_writable(var_folder())
        listener = preconditions.open_port(port, HOST)
    address = f"http://{HOST}:{port}"
    environment = {
        "DJANGO_SETTINGS_MODULE": "kus_site.settings.local",
        "BASE_URL": os.environ.get("BASE_URL") or address,
    }
    with (var_folder() / "prepare.lock").open("w") as lock:
        _lock_or_refuse(lock)
        python = prepare(steps, environment)
    web, *others = services(python, listener)
    supervisor = Supervisor([web], environment)
    try:
        with steps.step("Start web server, task worker and clock"):
            supervisor.start()
            wait_until_healthy(address, supervisor)
            # After the web server, which a person waits for: each of them takes a processor for some seconds.
            supervisor.services += others
            supervisor.start()
        print(welcome(address, time.monotonic() - began), flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            supervisor.watch()
        print("\nStopping ...", flush=True)
    finally:
        supervisor.stop()
    print("Stopped.", flush=True)
    return 0


def services(python, listener):
    """Return the three processes; the web server answers on the socket that listens already."""
    inherited = {"web": (listener.fileno(),)}
    return [
        Service(
            name,
            service_command(name, python, f"fd://{listener.fileno()}"),
            var_folder() / "log" / f"{name}.log",
            inherited.get(name, ()),
        )
        for name in NAMES
    ]


def prepare(steps, environment):
    """Bring environment, packages, database, static files and content up to date; return the path of Python."""
    venv = VirtualEnvironment()
    with steps.step("Virtual environment .venv") as note:
        note(venv.make(note))
    with steps.step("Packages") as note:
        note(venv.install(ROOT / "requirements.txt", note))
    manage = [venv.python, "manage.py"]
    with steps.step("Static files") as note:
        note(collect_static(manage, environment, note))
    with steps.step("Database, content and logins") as note:
        # One process for all of it: starting Django takes longer than finding that nothing is to be done.
        server = "; check that the server of DATABASE_URL runs and lets this user in"
        run_step_command(
            [*manage, "first_run", "--migrate"],
            "first_run.log",
            "Preparing the database",
            advice=server if os.environ.get("DATABASE_URL", "").startswith("postgres") else "",
            on_line=note,
            environment=environment,
        )
    return venv.python


def collect_static(manage, environment, note=None):
    """Copy the static files into var/static when any of them, or the packages, changed. Returns what was done."""
    stamp_file = var_folder() / "static.stamp"
    stamp = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted([*ROOT.glob("static/**/*"), *ROOT.glob("*/static/**/*")]):
        if file.is_file() and var_folder() not in file.parents and ROOT / ".venv" not in file.parents:
            stamp.update(f"{file.relative_to(ROOT)} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode())
    made = (var_folder() / "static" / "staticfiles.json").exists()
    if made and stamp_file.exists() and stamp_file.read_text() == stamp.hexdigest():
        return "unchanged"
    command = [*manage, "collectstatic", "--no-input"]
    run_step_command(command, "static.log", "Collecting the static files", on_line=note, environment=environment)
    stamp_file.write_text(stamp.hexdigest())
    return "collected"


def wait_until_healthy(address, supervisor):
    """Return when /healthz answers 200; raise a Refusal when that takes too long or a process keeps dying."""
    # A proxy of the person's own must not stand between us and our own server.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    answer = "no answer"
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        supervisor.look_after()
        try:
            with opener.open(f"{address}/healthz", timeout=10):
                return
        except urllib.error.HTTPError as error:
            answer = f"{error.code}: {error.read(200).decode(errors='replace').strip()}"
        except OSError:
            pass
        time.sleep(0.2)
    log = var_folder() / "log" / "web.log"
    raise Refusal(f"The site did not become healthy in {SECONDS_TO_START} seconds, /healthz gave {answer} (see {log}).")


def welcome(address, seconds):
    """Return the closing words: the address, the logins, and how to stop."""
    logins = var_folder() / "logins.txt"
    known = logins.read_text().rstrip() if logins.exists() else "# Logins: only the users themselves know them"
    return (
        f"\nThe site is ready after {seconds:.0f} seconds.\n\n    {address}/\n    {address}/admin/\n\n{known}\n\n"
        f"Logs are in {var_folder() / 'log'}. Stop with Ctrl-C."
    )


def _lock_or_refuse(lock):
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Refusal("Another 'make run' is preparing this folder: wait until it is ready, then try again.") from None
