"""Which processes a `make run` started, so that the next one ends what a killed one left behind."""

import contextlib
import os
import signal
import subprocess
import time

PATIENCE = ((signal.SIGTERM, 15), (signal.SIGKILL, 5))  # signals, and the seconds that each is given


def register(file, pids):
    """Write process ids, each with the time that it began, to an open file in place of what it holds."""
    file.seek(0)
    file.truncate()
    file.writelines(f"{pid} {_began(pid)}\n" for pid in pids)
    file.flush()


def end_registered(file):
    """End what still runs of the processes in the file, with the processes of their groups; return how many."""
    file.seek(0)
    known = [line.strip().partition(" ") for line in file]
    # Another process may have got the number meanwhile.
    found = left = [int(pid) for pid, _, began in known if began and began == _began(pid)]
    for number, seconds in PATIENCE:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, number)
        deadline = time.monotonic() + seconds
        while (left := [pid for pid in left if _began(pid)]) and time.monotonic() < deadline:
            time.sleep(0.1)
    return len(found)


def _began(pid):
    listed = subprocess.run(["ps", "-o", "stat=", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
    state, _, began = listed.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else began.strip()
