"""Code in a process of its own, as when two processes serve one site."""

import atexit
import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.process_pool import ProcessPool

ROOT = Path(__file__).resolve().parents[1]
# Prints into `result`, which is what a pool hands over.
PRINTING = """
import contextlib, io
said = io.StringIO()
with contextlib.redirect_stdout(said):
    try:
        exec({code!r}, {{}})
    except SystemExit as end:
        assert not end.code, end.code
result = said.getvalue()
"""


def in_another_process(code, **environment):
    """Run code in another process with the settings, and so the cache, of this one; return what it prints.

    It is forked from a process that has loaded the site and nothing else, and that all tests share; with variables of
    its own (`environment`) it is a new Python.
    """
    if environment:
        return in_new_python(code, **environment)
    return _pool(_variables()).run(PRINTING.format(code=code)).strip()


def in_new_python(code, **environment):
    """Run code in a Python that is started for it, with more variables, and that ends without an error.

    Returns what it prints.
    """
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _variables():
    # The settings read them when a process starts; pytest's own names the test that runs.
    return tuple(sorted((name, value) for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"))


@functools.cache
def _pool(_variables):
    """Return the ProcessPool whose processes have these variables, which are those of this process now."""
    pool = ProcessPool({}, Path(tempfile.mkstemp(prefix="kus-other-process-", suffix=".log")[1]))
    atexit.register(pool.close)
    return pool
