"""Rounds of requests by wrk, and what several rounds say together."""

import json
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.steps import Refusal
from scripts.suite_tools import find_server
from tools.benchmark.processes import fetch

REPORT = Path(__file__).with_name("report.lua")
PROXIED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
# A request that somebody signs is never answered with a kept page.
UNCACHED = PROXIED | {"Authorization": "Basic YmVuY2g6"}

WARMING = 6  # requests


@dataclass
class Target:
    """An address under a name, with the headers of its requests and the Server whose processor time counts."""

    name: str
    server: object
    path: str
    headers: dict


def run_round(target, connections, seconds):
    """Ask a Target for so many seconds over so many connections, one request at a time on each.

    Return a dict: rate (requests per second), p50, p95, p99 (ms), processor (ms of the server per request). Raises a
    Refusal when an answer is no 2xx or 3xx.
    """
    before = target.server.processor_seconds()
    found = _run_wrk(target, connections, seconds)
    used = target.server.processor_seconds() - before
    if found["errors"]:
        raise Refusal(f"{found['errors']} of {found['requests']} answers of {target.name} {target.path} were errors.")
    if not found["requests"]:
        # A busy machine with many connections: none was answered in the time.
        return run_round(target, connections, seconds * 4)
    return {
        "rate": found["requests"] / found["seconds"],
        "processor": used * 1000 / found["requests"],
        **{name: found[name] for name in ("p50", "p95", "p99")},
    }


def _run_wrk(target, connections, seconds):
    command = [find_server("wrk"), "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s"]
    for name, value in target.headers.items():
        command += ["-H", f"{name}: {value}"]
    command += ["-s", str(REPORT), target.server.url + target.path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 120)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise Refusal(f"wrk could not ask {target.name} {target.path}: {done.stderr.strip() or done.stdout.strip()}")
    return json.loads(lines[-1])


def interleave(targets, connections, rounds, seconds):
    """Ask the targets in turn, `rounds` times, so that noise meets all alike; return {name: list of rounds}."""
    found = {target.name: [] for target in targets}
    for target in targets:
        # On connections of their own, so that each process of the server has answered one.
        for _time in range(WARMING):
            fetch(target.server.url + target.path, target.headers)
    for _number in range(rounds):
        for target in targets:
            found[target.name].append(run_round(target, connections, seconds))
    return found


def spread(values):
    """Return {"median", "low", "high"} of numbers: the middle, the least and the most."""
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def spreads(rounds, names=("rate", "p50", "p95", "p99", "processor")):
    """Return the spread of each number of a list of rounds."""
    return {name: spread([each[name] for each in rounds]) for name in names}


def ratios(rounds, of, name):
    """Return the spread of one number of `rounds` as multiples of the same number of the rounds `of` beside them."""
    return spread([each[name] / other[name] for each, other in zip(rounds, of, strict=True)])
