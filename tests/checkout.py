"""Copies of this checkout in a temporary folder, for tests that run its scripts as a person would."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_COPIED = {".git", ".venv", "var", "tests"}


def copy_checkout(target, with_packages=False):
    """Copy the checkout to `target` without its data and what git ignores; return `target`.

    `with_packages` lends it this one's virtual environment.
    """

    def ignore(parent, names):
        made = {name for name in names if name == "__pycache__" or name.endswith((".mo", ".half"))}
        return made | (NOT_COPIED & set(names) if Path(parent) == ROOT else set())

    shutil.copytree(ROOT, target, ignore=ignore)
    if with_packages:
        (target / ".venv").symlink_to(sys.prefix)
    return target


def clean_environment(**variables):
    """Return the environment without what pytest and this suite set, plus `variables`."""
    ours = (
        "DATABASE_URL",
        "CACHE_URL",
        "BASE_URL",
        "PORT",
        "ALLOWED_HOSTS",
        "SECRET_KEY",
        "LOG_LEVEL",
        "CONTACT_EMAIL",
    )
    dropped = {"DJANGO_SETTINGS_MODULE", "KUS_VAR", "MAKEFLAGS", "MAKELEVEL", "PYTEST_CURRENT_TEST", *ours}
    return {name: value for name, value in os.environ.items() if name not in dropped} | variables


def run_script(folder, *command, timeout=600, **variables):
    """Run a script of the copy in `folder` with this Python; return the CompletedProcess with its output as text."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=clean_environment(**variables),
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def assert_one_sentence(result, *words):
    """Check that a script was refused with exactly one sentence on stderr that holds the words, and no traceback."""
    assert result.returncode != 0
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    for word in words:
        assert word in result.stderr
