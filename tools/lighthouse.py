"""`make lighthouse` (python3 -m tools.lighthouse): Lighthouse's scores of the site that `make run` serves.

A benchmark, so no part of the tests.
Fetches Lighthouse with npm into var/tools the first time (its version is pinned, what it depends on is not), visits
each page once so that it is kept, and prints a table. Ends with 1 when a score is below its aim.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from scripts.commands import Failed, run_logged, var_folder
from scripts.steps import Refusal, answer_refusals
from scripts.suite_tools import CHROMIUM

# The last that runs on the Node of Debian 12 and 13.
VERSION = "12.8.2"
AIMS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = {
    "home": "/",
    "listing": "/publicaties/",
    "filtered listing": "/publicaties/?jaar=2018",
    "publication": "/publicaties/lessen-uit-huonderzoek/",
    "event": "/agenda/goede-buren/",
    "newsletter": "/nieuwsbrief/november-2021/",
    "search": "/zoeken/",
    "search results": "/zoeken/?q=wijkteams",
    "form": "/inventarisatie/2018/",
}
# Search results are noindex on purpose, which Lighthouse would count as a fault.
SKIPPED = {"search results": "--skip-audits=is-crawlable"}
FORMS = {"mobile": [], "desktop": ["--preset=desktop"]}
CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run"


def main(arguments):
    """Measure the site at the address of the first argument, else at http://127.0.0.1:PORT; return the exit code."""
    site = (arguments[0] if arguments else f"http://127.0.0.1:{os.environ.get('PORT') or 8000}").rstrip("/")
    program = fetch_lighthouse()
    print(f"{'page':18}{'form':9}" + "".join(f"{name:>16}" for name in AIMS), flush=True)
    below = False
    for name, path in PAGES.items():
        warm(site + path)
        for form, options in FORMS.items():
            skipped = [SKIPPED[name]] if name in SKIPPED else []
            scores, remarks = measure(program, site + path, [*options, *skipped])
            print(f"{name:18}{form:9}" + "".join(f"{scores[category]:>16}" for category in AIMS), flush=True)
            for remark in remarks:
                print(f"    {remark}", flush=True)
            below = below or any(scores[category] < aim for category, aim in AIMS.items())
    return int(below)


def fetch_lighthouse():
    """Return the path of Lighthouse's program, fetched with npm unless it is there."""
    folder = var_folder() / "tools" / f"lighthouse-{VERSION}"
    program = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", f"lighthouse@{VERSION}"]
        try:
            run_logged(command, "npm.log")
        except (Failed, OSError) as failure:
            log = var_folder() / "log" / "npm.log"
            raise Refusal(
                f"npm could not fetch Lighthouse: install npm and connect to the network ({log})."
            ) from failure
    return program


def warm(address):
    """Ask for a page twice, as the second reader gets the kept one."""
    for _ in range(2):
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                answer.read()
        except OSError as error:
            raise Refusal(f"{address} does not answer ({error}): start the site with `make run` first.") from error


def measure(program, address, options):
    """Return ({category: score of 100}, remarks): a remark for each audit that cost points."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            "node",
            program,
            address,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(AIMS)}",
            f"--chrome-flags={CHROME_FLAGS}",
            "--no-enable-error-reporting",
            *options,
        ]
        environment = os.environ | {"CHROME_PATH": str(CHROMIUM)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if not report.exists():
            raise Refusal(f"Lighthouse gave no report of {address}: {done.stderr.strip()[-300:]}")
        result = json.loads(report.read_text())
    scores = {name: round((result["categories"][name]["score"] or 0) * 100) for name in AIMS}
    remarks = []
    for name in AIMS:
        for part in result["categories"][name]["auditRefs"]:
            audit = result["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                remarks.append(f"{name}: {audit['title']}: {audit.get('displayValue', '')} ({audit['score']:.2f})")
    return scores, remarks


if __name__ == "__main__":
    sys.exit(answer_refusals(lambda: main(sys.argv[1:])))
