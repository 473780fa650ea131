"""`make run` (python3 -m scripts.start_site): the steps from a fresh checkout to a site that answers."""

import contextlib
import fcntl
import os
import sys
import time

from scripts import orphans, preconditions
from scripts.built_files import build_files
from scripts.commands import ROOT, run_step_command, var_folder
from scripts.probe import find_fault
from scripts.services import NAMES, Service, Supervisor, service_command
from scripts.steps import Refusal, Steps, answer_refusals
from scripts.virtual_environment import VirtualEnvironment

HOST = "127.0.0.1"
SECONDS_TO_START = 180


def prepare_and_serve():
    """Do all steps and keep the site going; returns 0 after Ctrl-C or SIGTERM, the normal end of a site that ran."""
    began = time.monotonic()
    steps = Steps(total=6)
    with contextlib.ExitStack() as stack:
        with steps.step("Checks") as note:
            port = preconditions.read_port()
            preconditions.require_writable(ROOT)
            preconditions.require_writable(var_folder())
            preconditions.keep_private(var_folder())
            register = stack.enter_context((var_folder() / "run.lock").open("a+"))
            _lock_or_refuse(register)
            if count := orphans.end_registered(register):
                note(f"ended {count} processes that an earlier run left behind")
            listener = preconditions.open_port(port, HOST)
        address = f"http://{HOST}:{port}"
        environment = {
            "DJANGO_SETTINGS_MODULE": "kus_site.settings.local",
            "BASE_URL": os.environ.get("BASE_URL") or address,
        }
        web, *others = services(prepare(steps, environment), listener)
        supervisor = Supervisor([web], environment, register)
        stack.callback(supervisor.stop)
        with steps.step("Start web server, task worker and clock"):
            supervisor.start()
            wait_until_healthy(port, supervisor)
            # After the web server, which a person waits for: each of them takes a processor for some seconds.
            supervisor.services += others
            supervisor.start()
        print(welcome(address, time.monotonic() - began), flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            supervisor.watch()
        print("\nStopping ...", flush=True)
    print("Stopped.", flush=True)
    return 0


def services(python, listener):
    """Return the three processes; the web server answers on the socket that listens already."""
    socket, logs = listener.fileno(), var_folder() / "log"
    return [
        Service(
            name, service_command(name, python, f"fd://{socket}"), logs / f"{name}.log", {"web": [socket]}.get(name, [])
        )
        for name in NAMES
    ]


def prepare(steps, environment):
    """Bring packages, built files, database and content up to date; return the path of Python."""
    venv = VirtualEnvironment()
    with steps.step("Virtual environment .venv") as note:
        note(venv.make(note))
    with steps.step("Packages") as note:
        note(venv.install(ROOT / "requirements.txt", note))
    with steps.step("Translations and static files") as note:
        note(build_files(venv.python, environment, note))
    with steps.step("Database, content and logins") as note:
        # One process for all of it: starting Django takes longer than finding that nothing is to be done.
        server = "; check that the server of DATABASE_URL runs and lets this user in"
        run_step_command(
            [venv.python, "manage.py", "first_run", "--migrate", *(["--example"] if wants_example() else [])],
            "first_run.log",
            "Preparing the database",
            advice=server if os.environ.get("DATABASE_URL", "").startswith("postgres") else "",
            on_line=note,
            environment=environment,
        )
    return venv.python


def wants_example():
    """Return whether a new site gets the invented records of content-example/: unless EXAMPLE is no."""
    return os.environ.get("EXAMPLE", "").strip().lower() not in ("no", "0", "false")


def wait_until_healthy(port, supervisor):
    """Return when /healthz answers 200; raise a Refusal when that takes too long or a process keeps dying."""
    deadline = time.monotonic() + SECONDS_TO_START
    while fault := find_fault(port, timeout=10):
        supervisor.look_after()
        if time.monotonic() > deadline:
            log = var_folder() / "log" / "web.log"
            raise Refusal(f"The site was not healthy in {SECONDS_TO_START} seconds: /healthz {fault} (see {log}).")
        time.sleep(0.2)


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
        raise Refusal("Another 'make run' serves this folder: stop it first, or set KUS_VAR to a folder.") from None


if __name__ == "__main__":
    sys.exit(answer_refusals(prepare_and_serve))
