"""`make bench` (python3 -m tools.benchmark): measures the site on a real server and writes docs/performance.md.

    make bench                          everything, at 1,000, 10,000 and 100,000 publications
    make bench ARGS=--quick             a look in a few minutes, written to var/bench
    make bench ARGS="growth search"     some parts; the other numbers of the document stay
    make bench ARGS=document            the document and its plots again from docs/performance/results.json

Real PostgreSQL, Redis, gunicorn and nginx on free ports of this machine, with the settings of production; all are gone
afterwards. What is compared is asked in turn, and a ratio is of rounds that stood beside each other.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from scripts import preconditions
from scripts.built_files import build_files
from scripts.commands import ROOT, var_folder
from scripts.steps import Steps, answer_refusals
from scripts.virtual_environment import VirtualEnvironment
from tools.benchmark import databases, document, parts, processes


def read_options(arguments):
    """Return the options; without parts all of them."""
    parser = argparse.ArgumentParser(prog="python3 -m tools.benchmark", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(parts.PARTS)} or document; all if none")
    parser.add_argument(
        "--quick", action="store_true", help="one short round, 1,000 publications, written to var/bench"
    )
    parser.add_argument("--rounds", type=int, help="how often what is compared takes turns (3)")
    parser.add_argument("--seconds", type=int, help="how long one of them is asked then (2)")
    parser.add_argument("--sizes", help="publications of the databases that are compared (1000,10000,100000)")
    parser.add_argument(
        "--server", help="a PostgreSQL server that keeps the databases, as postgres://user:password@host:port"
    )
    parser.add_argument("--output", type=Path, help="folder of performance.md (docs)")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - {*parts.PARTS, "document"}:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.seconds = options.seconds or (1 if options.quick else 2)
    sizes = options.sizes or ("1000" if options.quick else "1000,10000,100000")
    options.sizes = [int(size) for size in sizes.split(",")]
    return options


def main(arguments):
    """Measure the parts that the arguments name, then write results, plots and document; return the exit code."""
    options = read_options(arguments)
    # Everything of a benchmark in a folder of its own: what the site of `make run` holds stays as it is.
    os.environ["KUS_VAR"] = str(var_folder() / "bench")
    # Compiled modules are kept, as the image of the site holds them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    output = options.output or (var_folder() if options.quick else ROOT / "docs")
    asked = [name for name in options.parts or parts.PARTS if name in parts.PARTS]
    results = document.read_results(output)
    if asked:
        measure(asked, options, output, results)
    for path in document.write(output, results):
        print(path)
    return 0


def measure(asked, options, output, results):
    """Measure the parts that are asked, one after the other; each is written to results.json when it is done."""
    # Of other work: later on it is the benchmark's own.
    load = os.getloadavg()[0]
    steps = Steps(total=4 + len(asked))
    with steps.step("Checks and programs") as note:
        preconditions.require_writable(var_folder())
        note(processes.install_missing_programs(note))
    venv = VirtualEnvironment()
    with steps.step("Virtual environment and packages") as note:
        venv.make(note)
        note(venv.install(ROOT / "requirements.txt", note))
    with steps.step("Translations and static files") as note:
        note(build_files(venv.python, parts.site_environment(), note))
    with tempfile.TemporaryDirectory(prefix="kus-bench-") as name, databases.server(options.server) as (address, keep):
        folder = Path(name)
        with processes.redis(folder) as redis:
            with steps.step("Databases") as note:
                made = databases.Databases(address, venv.python, parts.site_environment(), note)
                for size in [0, *options.sizes]:
                    made.address_of(size)
                if made.is_changed:
                    keep()
                note("ready")
            bench = parts.Bench(venv.python, made, redis, folder, options)
            for part in asked:
                with steps.step(part.capitalize()) as note:
                    began = time.monotonic()
                    bench.note = note
                    with bench.servers():
                        found = parts.PARTS[part](bench)
                    results[part] = {
                        "machine": parts.describe_machine(),
                        "load": load,
                        "day": time.strftime("%Y-%m-%d"),
                        "rounds": options.rounds,
                        "seconds": round(time.monotonic() - began),
                        "found": found,
                    }
                    document.write_results(output, results)


if __name__ == "__main__":
    sys.exit(answer_refusals(lambda: main(sys.argv[1:])))
