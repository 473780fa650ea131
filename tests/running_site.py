"""A site that really runs: own database with the demo content, gunicorn, and a browser to visit it with."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import sync_playwright

from tests.template_database import SQLITE_FILE, database_address, postgresql_copy, template_folder

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
WIDTHS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


@dataclass(frozen=True)
class RunningSite:
    """A site that answers: `url` without closing slash, `logins` {name: password}, `environment` for processes."""

    url: str
    logins: dict
    environment: dict

    def run(self, code):
        """Run Python `code` in the site's own shell; return the JSON value that its last line prints."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True)
        return json.loads(done.stdout.strip().splitlines()[-1])


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def own_database(folder):
    """Yield the DATABASE_URL of a copy of the template database, for processes of its own; dropped afterwards."""
    if connection.vendor == "sqlite":
        copy = folder / "running.sqlite3"
        shutil.copyfile(template_folder("sqlite") / SQLITE_FILE, copy)
        yield f"sqlite:///{copy}"
        return
    address = os.environ["DATABASE_URL"]
    with postgresql_copy(address) as name:
        yield database_address(address, name)


def _wait_until_healthy(url, process, log, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=20):
            return
        time.sleep(0.2)
    raise AssertionError(f"The site at {url} does not answer.\n{log.read_text()[-4000:]}")


def read_logins(folder):
    """Return {user name: password} from the file that `first_run` writes."""
    pairs = (
        line.split()
        for line in (folder / "logins.txt").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    )
    return {parts[0].rstrip(":"): parts[-1] for parts in pairs if len(parts) >= 2}


@pytest.fixture(scope="session")
def running_site(tmp_path_factory, django_db_setup, django_db_blocker):
    """Start the site as `make run` does, on a copy of the test database, and stop it at the end of the run."""
    folder = tmp_path_factory.mktemp("running")
    shutil.copytree(template_folder(connection.vendor) / "media", folder / "media")
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with django_db_blocker.unblock(), own_database(folder) as database:
        environment = os.environ | {
            "KUS_VAR": str(folder),
            "DATABASE_URL": database,
            "BASE_URL": url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "kus_site.settings.local",
        }
        for command in (["collectstatic", "--noinput", "--verbosity=0"], ["first_run"]):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        log = folder / "gunicorn.log"
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "kus_site.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
            "--threads",
            "4",
        ]
        with log.open("w") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait_until_healthy(url, process, log)
            yield RunningSite(url, read_logins(folder), environment)
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium(running_site):
    """Debian's Chromium, or the one that Playwright installed where there is no other."""
    installed = Path("/usr/bin/chromium")
    with sync_playwright() as playwright:
        options = {"executable_path": str(installed)} if installed.exists() else {}
        browser = playwright.chromium.launch(args=CHROMIUM_ARGUMENTS, **options)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, running_site):
    """A function (path, width="desktop", scheme="light") that opens a page of the running site and returns it."""
    contexts = []

    def open_page(path, width="desktop", scheme="light"):
        context = chromium.new_context(
            viewport=WIDTHS[width], color_scheme=scheme, locale="nl-NL", base_url=running_site.url
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def editor_page(chromium, running_site):
    """A browser page logged in to the admin of the running site as administrator."""
    context = chromium.new_context(viewport=WIDTHS["desktop"], base_url=running_site.url)
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", "beheerder")
    page.fill("input[name=password]", running_site.logins["beheerder"])
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    yield page
    context.close()
