"""`make lint` (python3 -m tools.lint): every check of the source.

The words `format` and `messages` put right what a machine can put right.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from scripts import preconditions, system_packages
from scripts.commands import ROOT, var_folder
from scripts.steps import Refusal, Steps, answer_refusals
from scripts.suite_tools import missing_packages
from scripts.virtual_environment import VirtualEnvironment

TAB_WIDTH = "2"


def main(arguments):
    """Check all ([]), or do `format` or `messages`; return the exit code."""
    return answer_refusals(lambda: run(arguments))


def run(arguments):
    """Prepare the tools and do what the arguments ask; return 0 when all is well."""
    # What formats changes the same files, one after the other.
    return run_all(chosen_commands(prepare(), arguments), at_once=1 if arguments else 2)


def chosen_commands(python, arguments):
    """Return the commands that the arguments name, each as (name, command, environment)."""
    if arguments == ["format"]:
        return formatting(python)
    if arguments == ["messages"]:
        return [("messages", [python, "-m", "tools.messages", "--write"], {})]
    if arguments:
        raise Refusal(f"'{' '.join(arguments)}' is no part of lint: write 'format', 'messages' or nothing.")
    return checks(python)


def prepare():
    """Install the tools of the checks; return the path of Python."""
    steps = Steps(total=3)
    with steps.step("Checks"):
        preconditions.require_writable(ROOT)
        preconditions.require_writable(var_folder())
    with steps.step("gettext") as note:
        missing = [name for name in missing_packages() if name == "gettext"]
        if missing:
            system_packages.install(missing, note)
        note("installed" if missing else "already there")
    venv = VirtualEnvironment()
    with steps.step("Virtual environment and packages") as note:
        venv.make(note)
        for name in ("requirements.txt", "tests/requirements.txt"):
            note(venv.install(ROOT / name, note))
    return venv.python


def checks(python):
    """Return every check as (name, command, environment)."""
    fresh = {"KUS_VAR": tempfile.gettempdir(), "DATABASE_URL": "sqlite://:memory:", "CACHE_URL": ""}
    testing = fresh | {"DJANGO_SETTINGS_MODULE": "kus_site.settings.testing"}
    production = fresh | {
        "DJANGO_SETTINGS_MODULE": "kus_site.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "BASE_URL": "https://www.example.nl",
    }
    return [
        ("ruff check", [python, "-m", "ruff", "check", "."], {}),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."], {}),
        ("djhtml", [python, "-m", "djhtml", "--check", "--tabwidth", TAB_WIDTH, *templates()], {}),
        ("import directions", [python.parent / "lint-imports"], {}),
        ("migrations complete", [python, "manage.py", "makemigrations", "--check", "--dry-run"], testing),
        ("check --deploy", [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], production),
        ("translations complete", [python, "-m", "tools.messages"], testing),
    ]


def formatting(python):
    """Return the commands of `make format`."""
    return [
        ("ruff check --fix", [python, "-m", "ruff", "check", "--fix", "."], {}),
        ("ruff format", [python, "-m", "ruff", "format", "."], {}),
        ("djhtml", [python, "-m", "djhtml", "--tabwidth", TAB_WIDTH, *templates()], {}),
    ]


def templates():
    """Return all HTML templates of the checkout."""
    found = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def run_all(commands, at_once=2):
    """Run the commands, also after a failure, `at_once` at a time; print what each says, in order.

    Returns 1 if any failed, else 0.
    """
    failed = []
    with ThreadPoolExecutor(at_once) as pool:
        running = [(name, pool.submit(_run_one, command, environment)) for name, command, environment in commands]
        for name, done in running:
            print(f"\n--- {name} ---\n{done.result().stdout}", end="", flush=True)
            if done.result().returncode:
                failed.append(name)
    if failed:
        print(f"\nNot in order: {', '.join(failed)}.", file=sys.stderr, flush=True)
        return 1
    print("\nAll in order.", flush=True)
    return 0


def _run_one(command, environment):
    command, environment = [str(part) for part in command], os.environ | environment
    return subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
