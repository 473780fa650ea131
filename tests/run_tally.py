"""Pytest plugin of `make test`: counts outcomes into the file KUS_TEST_TALLY; on CI a skipped test fails the run.

Where xdist shares the tests over processes, it also says which groups took longest and when each process had nothing
left to do: a process that ends long after the others has a group that is too long (tests/groups.py).
Loaded with `-p tests.run_tally` (scripts/suite.py).
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

GROUPS_NAMED = 12


class Tally:
    """Counts tests, each once: by its call, or by a set-up or tear-down that failed, or by a file that was not read."""

    def __init__(self, on_ci):
        self.on_ci = on_ci
        self.outcomes = {}
        self.seconds = Counter()  # per group
        self.began, self.ended = {}, {}  # per process, in seconds since the epoch

    def pytest_runtest_logreport(self, report):
        """Keep the worst of set-up, call and tear-down, and how long they took."""
        if process := getattr(report, "worker_id", None):
            # xdist names the group of a test behind its name.
            self.seconds[report.nodeid.rpartition("@")[2]] += report.duration
            self.began.setdefault(process, report.start)
            self.ended[process] = report.stop
        if report.failed:
            self.outcomes[report.nodeid] = "failed"
        elif report.skipped and not hasattr(report, "wasxfail"):
            self.outcomes.setdefault(report.nodeid, "skipped")
        elif report.when == "call":
            self.outcomes.setdefault(report.nodeid, "passed")

    def pytest_collectreport(self, report):
        """Count a file that could not be read, or that skips itself as a whole."""
        if report.failed:
            self.outcomes[report.nodeid] = "failed"
        elif report.skipped:
            self.outcomes[report.nodeid] = "skipped"

    def skipped(self):
        """Return the names of what was skipped."""
        return sorted(name for name, outcome in self.outcomes.items() if outcome == "skipped")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus):
        """Fail the run for skipped tests on CI, and write the numbers."""
        if self.on_ci and exitstatus == pytest.ExitCode.OK and self.skipped():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if target := os.environ.get("KUS_TEST_TALLY"):
            outcomes = list(self.outcomes.values())
            counts = {name: outcomes.count(name) for name in ("passed", "failed", "skipped")}
            Path(target).write_text(json.dumps(counts))

    def pytest_terminal_summary(self, terminalreporter):
        """Tell how the time was spent, and name the skipped tests where it matters."""
        if self.ended:
            terminalreporter.section("groups that took longest, and the end of each process")
            longest = self.seconds.most_common(GROUPS_NAMED)
            terminalreporter.line(", ".join(f"{group} {seconds:.0f} s" for group, seconds in longest))
            began = min(self.began.values())
            ends = (f"{process} after {ended - began:.0f} s" for process, ended in sorted(self.ended.items()))
            terminalreporter.line(", ".join(ends))
        if self.on_ci and self.skipped():
            terminalreporter.section("skipped on CI, so the run fails", red=True)
            for name in self.skipped():
                terminalreporter.line(name)


def pytest_configure(config):
    """Set up the counting, once where several processes share a run; 'true' and '1' are what CI systems call yes."""
    if hasattr(config, "workerinput"):
        return
    config.pluginmanager.register(Tally(os.environ.get("CI", "").lower() in ("true", "1")), "run_tally")
