"""The processes of the platform: how each is started, and what keeps those of `make run` going and stops them."""

import os
import signal
import subprocess
import time
from collections import deque
from pathlib import Path

from scripts.commands import ROOT, end
from scripts.orphans import register
from scripts.steps import Refusal

NAMES = ("web", "worker", "clock")
DEATHS_ALLOWED = 3
WITHIN_SECONDS = 60


def service_command(name, python, bind):
    """Return the command line of one process as a list. `bind` is gunicorn's, for "web" only."""
    if name == "web":
        # The code is loaded once and its memory shared by the workers, which open connections of their own.
        return [
            *(str(python), "-m", "gunicorn", "kus_site.wsgi:application", "--preload", "--bind", bind),
            # Slow clients cost a worker of this class a socket, not a thread.
            *("--worker-class", "kus_site.web_worker.WaitressWorker", "--workers", "2", "--threads", "4"),
            *("--timeout", "60", "--graceful-timeout", "10", "--max-requests", "5000", "--max-requests-jitter", "500"),
            # The platform writes its own lines for each request, without addresses of visitors.
            *("--log-level", "warning", "--no-control-socket"),
        ]
    if name in NAMES:
        return [str(python), "manage.py", f"run_{name}"]
    raise ValueError(f"There is no service '{name}'; choose from {', '.join(NAMES)}.")


class Service:
    """One child process, its log file, the open files that it inherits (by number), and when it last died."""

    def __init__(self, name, command, log, inherited=()):
        self.name, self.command, self.log, self.inherited = name, command, Path(log), inherited
        self.process = None
        self.deaths = deque(maxlen=DEATHS_ALLOWED)

    def start(self, environment):
        """Start the process in a session of its own, so that a Ctrl-C reaches it through us only."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=self.inherited,
            )

    def last_words(self):
        """Return the last line that it wrote to its log."""
        lines = [line for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
        return lines[-1].strip() if lines else "nothing"

    def dies_too_often(self):
        """Note a death; True when it was one too many within the time."""
        self.deaths.append(time.monotonic())
        return len(self.deaths) == DEATHS_ALLOWED and self.deaths[-1] - self.deaths[0] < WITHIN_SECONDS


class Supervisor:
    """Starts services, restarts one that dies, and gives up when one dies three times in a minute.

    `register` is the open file in which orphans.register() writes down the processes.
    """

    def __init__(self, services, environment, register=None):
        self.services = services
        self.environment = os.environ | environment
        self.register = register

    def start(self):
        """Start the services that were not started yet; the log of the visit before is kept as .previous."""
        for service in self.services:
            if service.process:
                continue
            if service.log.exists():
                service.log.replace(service.log.with_suffix(".previous.log"))
            self._start(service)

    def look_after(self):
        """Report and restart what has died since the last look; refuse to go on when that does not help."""
        for service in self.services:
            code = service.process.poll()
            if code is None:
                continue
            if service.dies_too_often():
                raise Refusal(
                    f"The {service.name} process ended {DEATHS_ALLOWED} times in a minute, so everything was stopped; "
                    f"its last words are '{service.last_words()}' (see {service.log})."
                )
            print(
                f"The {service.name} process ended with code {code} and starts again (see {service.log}).", flush=True
            )
            self._start(service)

    def _start(self, service):
        service.start(self.environment)
        if self.register:
            register(self.register, [service.process.pid for service in self.services if service.process])

    def watch(self):
        """Look after the services until a person or the system stops us."""
        while True:
            self.look_after()
            time.sleep(0.5)

    def stop(self):
        """Ask all to stop at once, wait for each, and use force on what does not listen."""
        # An impatient second Ctrl-C would leave children behind; what does not listen is stopped by force anyway.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        started = [service.process for service in self.services if service.process]
        for process in started:
            if process.poll() is None:
                process.terminate()
        for process in started:
            end(process)
