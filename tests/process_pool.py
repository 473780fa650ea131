"""Processes that start at once: one Python has Django ready and forks a child for each line it reads."""

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKER = [
    *("db_worker", "--backend", "queue", "--queue-name", "*", "--no-reload"),
    *("--interval", "0.05", "--no-startup-delay"),
]


class ProcessPool:
    """Starts processes with Django, in an environment of their own; `started` are their numbers."""

    def __init__(self, environment, log):
        self.log = log.open("w")
        self.parent = subprocess.Popen(
            [sys.executable, "-m", "tests.process_pool"],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.started = []

    def worker(self):
        """Start a worker of the queue; return its process number."""
        self.started.append(self._order({"command": WORKER}))
        return self.started[-1]

    def begin(self, code):
        """Run code in a process of its own, which stays alone; return its number."""
        self.started.append(self._order({"begin": code}))
        return self.started[-1]

    def run(self, code):
        """Run code in a process of its own; return the value that it gives to `result`. Fails when the code does."""
        answer = self._order({"code": code})
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def run_all(self, codes):
        """Run each code in a process of its own, all at the same time; return their values as they come."""
        for code in codes:
            self._send({"code": code})
        answers = [self._answer() for _code in codes]
        assert not any("error" in answer for answer in answers), answers
        return [answer["result"] for answer in answers]

    def _order(self, order):
        self._send(order)
        return self._answer()

    def _send(self, order):
        self.parent.stdin.write(json.dumps(order) + "\n")
        self.parent.stdin.flush()

    def _answer(self):
        return json.loads(self.parent.stdout.readline())

    def kill(self, pid):
        """End a process with SIGKILL; return whether it was still there."""
        self.started.remove(pid)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def close(self):
        """End all that still runs."""
        for pid in list(self.started):
            self.kill(pid)
        self.parent.stdin.close()
        self.parent.wait(timeout=20)
        self.parent.stdout.close()
        self.log.close()


@contextlib.contextmanager
def process_pool(environment, log):
    """Yield a ProcessPool; `log` is the file for what its processes say."""
    pool = ProcessPool(environment, log)
    try:
        yield pool
    finally:
        pool.close()


def wait_for(condition, seconds=60, pause=0.1):
    """Wait until a function returns something true and return that; fail when it takes longer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError(f"It did not happen within {seconds} seconds.")


def _serve():
    """Be the parent: fork a child for each order on standard input, and print its number or what its code gave."""
    import django
    from django.core.management import call_command

    django.setup()
    # Loaded once here instead of in each child.
    import kus_site.urls  # noqa: F401
    import newsletters.mailings.sending.recovery  # noqa: F401

    # The settings turned it off; what is loaded by now stays, and is left out.
    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid:
            # What code gives, its own process prints: one answer for each order.
            if "code" not in order:
                print(pid, flush=True)
            continue
        sys.stdin.close()
        # The logs of the platform go to standard output; only answers belong in the pipe.
        answers = os.dup(1)
        os.dup2(2, 1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if "command" in order:
            call_command(*order["command"])
        elif "begin" in order:
            _outcome(order["begin"])
        else:
            os.write(answers, (json.dumps(_outcome(order["code"])) + "\n").encode())
        os._exit(0)


def _outcome(code):
    """Run code; return {"result": what it gave to that name} or {"error": what it raised}."""
    names = {}
    try:
        exec(code, names)  # noqa: S102
    except Exception:
        return {"error": traceback.format_exc()}
    return {"result": names.get("result")}


if __name__ == "__main__":
    _serve()
