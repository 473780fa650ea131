"""Runs a command of a step: its whole output goes to a log file, its progress to the screen."""

import contextlib
import os
import re
import subprocess
from collections import deque
from pathlib import Path

from scripts.steps import Refusal

ROOT = Path(__file__).resolve().parents[1]
# "django.core.exceptions.ImproperlyConfigured: ..." and "CommandError: ..." say nothing to a person.
EXCEPTION_NAME = re.compile(r"^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Configured|Timeout|Interrupt): ")


class Failed(Exception):
    """A command ended with an error. `lines` are the last lines that it printed."""

    def __init__(self, lines):
        super().__init__(lines[-1] if lines else "it printed nothing")
        self.lines = lines


def var_folder():
    """Return the folder for database, logs and passwords: KUS_VAR, or var/ in the checkout."""
    return Path(os.environ.get("KUS_VAR", "").strip() or ROOT / "var").expanduser().resolve()


def run_logged(command, log_name, on_line=None, environment=None, folder=ROOT, **as_user):
    """Run the command; write its output to log/`log_name` in var; hand each line to `on_line`.

    `as_user` holds subprocess's user, group and extra_groups. Returns the lines (the last 2000).
    Raises Failed when the exit code is not 0. Whatever happens, the child has ended.
    """
    log = var_folder() / "log" / log_name
    log.parent.mkdir(parents=True, exist_ok=True)
    lines = deque(maxlen=2000)
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | (environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        **as_user,
    )
    try:
        with log.open("w", encoding="utf-8") as file:
            for line in process.stdout:
                file.write(line)
                if line.strip():
                    lines.append(line.rstrip())
                    if on_line:
                        on_line(line.strip())
        code = process.wait()
    finally:
        end(process)
    if code:
        raise Failed(list(lines))
    return list(lines)


def run_step_command(command, log_name, title, advice="", **options):
    """Like run_logged, but a failure becomes a Refusal: one sentence with the command's own last words and the log."""
    try:
        return run_logged(command, log_name, **options)
    except Failed as failure:
        words = EXCEPTION_NAME.sub("", str(failure).strip()).rstrip(".")
        raise Refusal(f"{title} did not work: {words}{advice} (see {var_folder() / 'log' / log_name}).") from failure


def end(process, patience=15):
    """Stop a child if it still runs: politely, and after `patience` seconds by force."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if process.poll() is None:
        process.kill()
        process.wait()
