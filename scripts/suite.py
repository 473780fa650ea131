"""The steps of `make test`: what the tests need, then the suite on SQLite and on a real PostgreSQL server."""

import contextlib
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from scripts import preconditions, suite_tools
from scripts.commands import ROOT, end, var_folder
from scripts.postgres_server import temporary_server
from scripts.steps import Refusal, Steps, answer_refusals
from scripts.virtual_environment import VirtualEnvironment

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
COUNTED = ("passed", "failed", "skipped")


def main(arguments):
    """Run the suite with pytest's `arguments` on ENGINE (default: both); return the exit code."""
    return answer_refusals(lambda: run(arguments))


def run(arguments):
    """Prepare, run each engine, print the numbers; return 0 only when every engine ran tests and none failed."""
    engines = chosen_engines()
    summary_file().parent.mkdir(parents=True, exist_ok=True)
    summary_file().unlink(missing_ok=True)
    python = prepare()
    results = run_engines(engines, python, arguments)
    for engine, (counts, code) in results.items():
        print(f"{ENGINES[engine]}: {line_of(counts)} (pytest ended with {code})", flush=True)
    total = {name: sum(counts[name] for counts, _ in results.values()) for name in COUNTED}
    summary_file().write_text(line_of(total) + "\n")
    print(line_of(total), flush=True)
    return int(any(code for _, code in results.values()))


def chosen_engines():
    """Return the engines that ENGINE names, or all."""
    chosen = os.environ.get("ENGINE", "").strip().lower()
    if chosen and chosen not in ENGINES:
        raise Refusal(f"ENGINE is '{chosen}': write {' or '.join(ENGINES)}, or leave it out for both.")
    return [chosen] if chosen else list(ENGINES)


def choose_tests(engine, engines, arguments):
    """Return pytest's arguments for one engine: where both run the whole suite, PostgreSQL alone has the browser."""
    if engine == "sqlite" and "postgresql" in engines and not arguments:
        return ["-m", "not browser"]
    return arguments


def summary_file():
    """Return the file that holds the last line, `N passed, N failed`, for .ci/run."""
    return var_folder() / "tests" / "summary.txt"


def prepare():
    """Install what the tests need; return the path of Python."""
    steps = Steps(total=5)
    with steps.step("Checks"):
        preconditions.require_writable(ROOT)
        preconditions.require_writable(var_folder())
    with steps.step("System packages") as note:
        note(suite_tools.install_missing_packages(note))
    venv = VirtualEnvironment()
    with steps.step("Virtual environment .venv") as note:
        note(venv.make(note))
    with steps.step("Packages") as note:
        done = [venv.install(ROOT / name, note) for name in ("requirements.txt", "tests/requirements.txt")]
        note(" and ".join(dict.fromkeys(done)))
    with steps.step("Nu validator") as note:
        note(suite_tools.fetch_vnu(note))
    return venv.python


def run_engines(engines, python, arguments):
    """Run pytest on each engine, the whole suite on both at a time; return {engine: (counts, exit code)}.

    What runs in the background writes into a file, which is shown when its turn has come.
    """
    if len(engines) == 1 or arguments:
        return {engine: run_engine(engine, python, choose_tests(engine, engines, arguments)) for engine in engines}
    log = summary_file().parent / "sqlite.log"
    print(f"SQLite runs at the same time, see {log}.", flush=True)
    with log.open("w") as output, ThreadPoolExecutor() as pool:
        chosen = choose_tests("sqlite", engines, arguments)
        beside = pool.submit(run_engine, "sqlite", python, chosen, output)
        others = {engine: run_engine(engine, python, arguments) for engine in engines if engine != "sqlite"}
        results = {"sqlite": beside.result()} | others
    print(log.read_text(errors="replace"), flush=True)
    return results


def run_engine(engine, python, arguments, output=None):
    """Run pytest on one engine, into the open file `output` or on the screen; return the counts and the exit code."""
    print(f"\n--- {ENGINES[engine]} ---", file=output, flush=True)
    if engine == "sqlite":
        return run_pytest(engine, python, arguments, {"DATABASE_URL": ""}, output)
    if os.environ.get("DATABASE_URL", "").strip():
        return run_pytest(engine, python, arguments, {}, output)
    with temporary_server() as address:
        return run_pytest(engine, python, arguments, {"DATABASE_URL": address}, output)


def run_pytest(engine, python, arguments, environment, output=None):
    """Run pytest once; return its counts (from tests/run_tally.py) and exit code. `output` as in run_engine."""
    tally = summary_file().parent / f"{engine}.json"
    tally.unlink(missing_ok=True)
    environment = os.environ | environment | {"KUS_TEST_TALLY": str(tally), "KUS_VNU_JAR": str(suite_tools.vnu_jar())}
    began = time.monotonic()
    command = [python, "-m", "pytest", "-p", "tests.run_tally", *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT if output else None
    )
    try:
        code = process.wait()
    except KeyboardInterrupt:
        # Ctrl-C reached pytest as well: let it report and clean up.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        raise
    finally:
        end(process)
    print(f"{ENGINES[engine]} took {time.monotonic() - began:.0f} seconds.", file=output, flush=True)
    if tally.exists():
        return json.loads(tally.read_text()), code
    # Pytest did not come to counting: that is one failure, never none.
    return {"passed": 0, "failed": 1, "skipped": 0}, code or 1


def line_of(counts):
    """Return `12 passed, 0 failed`, and what was skipped if anything was."""
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    return f"{counts['passed']} passed, {counts['failed']} failed{skipped}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
