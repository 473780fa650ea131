"""The steps of `make test`: what the tests need, then the suite on a real PostgreSQL server and on SQLite."""

import contextlib
import json
import os
import subprocess
import sys
import time

from scripts import preconditions, suite_tools
from scripts.built_files import compile_translations
from scripts.commands import ROOT, end, run_step_command, var_folder
from scripts.memory_files import temporary_files_in_memory
from scripts.steps import Refusal, Steps, answer_refusals
from scripts.virtual_environment import VirtualEnvironment
from tools import postgres_server

ENGINES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
COUNTED = ("passed", "failed", "skipped")
PROCESSES = 3
SLOWEST = 20
TOO_LONG = 15 * 60  # seconds
NO_TESTS = 5  # pytest's exit code
# To compile a query costs more than it saves on the few rows of a test; an eighth of the server's processor time.
QUICK_SESSIONS = "-c jit=off"


def main(arguments):
    """Run the suite with pytest's `arguments` on ENGINE (default: both); return the exit code."""
    return answer_refusals(lambda: run(arguments))


def run(arguments):
    """Prepare, run each engine, print the numbers; return 0 only when every engine ran tests and none failed."""
    began = time.monotonic()
    engines = chosen_engines()
    keep_compiled_modules()
    summary_file().parent.mkdir(parents=True, exist_ok=True)
    summary_file().unlink(missing_ok=True)
    results = {}
    with temporary_files_in_memory():
        python = prepare(engines)
        for engine in engines:
            results[engine] = run_engine(engine, python, choose_tests(engine, engines, arguments))
    for engine, (counts, code) in results.items():
        print(f"{ENGINES[engine]}: {line_of(counts)} (pytest ended with {code})", flush=True)
    print(line_of_time(time.monotonic() - began), flush=True)
    total = {name: sum(counts[name] for counts, _ in results.values()) for name in COUNTED}
    summary_file().write_text(line_of(total) + "\n")
    print(line_of(total), flush=True)
    return int(any(code for _, code in results.values()))


def keep_compiled_modules():
    """Have every process that is started from here on keep what Python compiles, whatever the environment says.

    Hundreds of processes load the same modules, and pytest rewrites each file of tests once for all of its processes.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def chosen_engines():
    """Return the engines that ENGINE names, or all."""
    chosen = os.environ.get("ENGINE", "").strip().lower()
    if chosen and chosen not in ENGINES:
        raise Refusal(f"ENGINE is '{chosen}': write {' or '.join(ENGINES)}, or leave it out for both.")
    return [chosen] if chosen else list(ENGINES)


def choose_tests(engine, engines, arguments):
    """Return pytest's arguments for one engine.

    PostgreSQL runs everything; where it does, SQLite runs what an engine can change (the marker `engine`). A whole run
    uses two processes and names the slowest tests; chosen tests run in one, which starts sooner.
    """
    chosen = list(arguments) or ["-n", str(PROCESSES), "--durations", str(SLOWEST), "--durations-min", "0.5"]
    if engine == "sqlite" and "postgresql" in engines:
        chosen += ["-m", "engine"]
    return chosen


def summary_file():
    """Return the file that holds the last line, `N passed, N failed`, for .ci/run."""
    return var_folder() / "tests" / "summary.txt"


def prepare(engines):
    """Install what the tests need and make their template databases; return the path of Python."""
    steps = Steps(total=6)
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
        compile_translations(venv.python)
        note(" and ".join(dict.fromkeys(done)))
    with steps.step("Nu validator") as note:
        note(suite_tools.fetch_vnu(note))
    with steps.step("Template databases"):
        command = [venv.python, "-m", "tests.template_database", *engines]
        run_step_command(command, "template.log", "Making the template databases")
    return venv.python


def run_engine(engine, python, arguments):
    """Run pytest on one engine; return the counts and the exit code."""
    print(f"\n--- {ENGINES[engine]} ---", flush=True)
    if engine == "sqlite":
        return run_pytest(engine, python, arguments, {"DATABASE_URL": ""})
    if os.environ.get("DATABASE_URL", "").strip():
        return run_pytest(engine, python, arguments, {})
    # Here, because a checkout without its tests can still say what is wrong with ENGINE.
    from tests.template_database import template_folder

    with postgres_server.temporary_server(template_folder(engine)) as address:
        return run_pytest(engine, python, arguments, {"DATABASE_URL": address, "PGOPTIONS": QUICK_SESSIONS})


def run_pytest(engine, python, arguments, environment):
    """Run pytest once; return its counts (from tests/run_tally.py) and exit code."""
    tally = summary_file().parent / f"{engine}.json"
    tally.unlink(missing_ok=True)
    environment = os.environ | environment | {"KUS_TEST_TALLY": str(tally), "KUS_VNU_JAR": str(suite_tools.vnu_jar())}
    began = time.monotonic()
    command = [python, "-m", "pytest", "-p", "tests.run_tally", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        code = process.wait()
    except KeyboardInterrupt:
        # Ctrl-C reached pytest as well: let it report and clean up.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        raise
    finally:
        end(process)
    print(f"{ENGINES[engine]} took {time.monotonic() - began:.0f} seconds.", flush=True)
    if tally.exists():
        # Of chosen tests none may be marked for this engine; in a whole run that would be a failure.
        if code == NO_TESTS and "-n" not in arguments:
            code = 0
        return json.loads(tally.read_text()), code
    # Pytest did not come to counting: that is one failure, never none.
    return {"passed": 0, "failed": 1, "skipped": 0}, code or 1


def line_of_time(seconds):
    """Return how many minutes the run took, and loudly so when that is too long; never a failure, machines differ."""
    line = f"The tests took {seconds / 60:.1f} minutes."
    if seconds <= TOO_LONG:
        return line
    frame = "!" * 100
    return f"{frame}\n{line} That is more than {TOO_LONG // 60}: find the slow ones in the list above.\n{frame}"


def line_of(counts):
    """Return `12 passed, 0 failed`, and what was skipped if anything was."""
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    return f"{counts['passed']} passed, {counts['failed']} failed{skipped}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
