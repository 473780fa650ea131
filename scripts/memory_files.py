"""Where the tests put their files: in memory, on a machine that has enough of it."""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 (where Linux keeps files in memory)
NEEDED = 4 * 2**30  # bytes; the servers, browsers and copies of a run were seen to fill an eighth of it
PREFIX = "kus-run-"


@contextlib.contextmanager
def temporary_files_in_memory():
    """Have this process and all that it starts put temporary files in memory; they are gone when the block ends.

    Yields their folder, or None where it changes nothing: TMPDIR is set, or there is no such place with room.
    """
    if os.environ.get("TMPDIR") or not _has_room():
        yield None
        return
    _remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY))
    # Open to all like /tmp: the database server is another user.
    folder.chmod(0o1777)
    try:
        with _locked(folder):
            _use(folder)
            yield folder
    finally:
        _use(None)
        shutil.rmtree(folder, ignore_errors=True)


def _use(folder):
    if folder:
        os.environ["TMPDIR"] = str(folder)
    else:
        os.environ.pop("TMPDIR", None)
    # Python looks for the place once.
    tempfile.tempdir = None


def _has_room():
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return False
    found = os.statvfs(MEMORY)
    # Tests make programs there and run them.
    if found.f_flag & os.ST_NOEXEC:
        return False
    available = re.search(r"^MemAvailable: +(\d+) kB$", Path("/proc/meminfo").read_text(), re.MULTILINE)
    return min(found.f_bavail * found.f_frsize, int(available[1]) * 1024 if available else 0) >= NEEDED


def _remove_abandoned():
    """Remove what runs that were killed left behind."""
    for folder in MEMORY.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), _locked(folder):
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder):
    """Hold a folder for this process as long as it lives; raises BlockingIOError when another holds it."""
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(number)
