"""A site that really runs: own database with the demo content, gunicorn, and a browser to visit it with."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from django.db import connection
from playwright.sync_api import sync_playwright

from scripts.preconditions import free_port
from scripts.services import service_command
from scripts.suite_tools import CHROMIUM
from tests.process_pool import ProcessPool, process_pool
from tests.template_database import SQLITE_FILE, collect_static, database_address, postgresql_copy, template_folder

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


# Run once in the site's own Python before it serves: logins as `make run` makes them, and a session for each.
PREPARE = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
call_command("first_run", verbosity=0)
result = {}
for user in get_user_model().objects.all():
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    result[user.username] = session.session_key
"""


@dataclass(frozen=True)
class RunningSite:
    """A site that answers.

    `url` without closing slash; `logins` {user name: password}; `sessions` {user name: key of a session that is logged
    in}; `pool`: a ProcessPool whose processes have the site's settings and database; `folder`: its KUS_VAR; `database`:
    its DATABASE_URL.
    """

    url: str
    logins: dict
    sessions: dict
    pool: ProcessPool
    folder: Path
    database: str

    def run(self, code):
        """Run Python `code` in a process of the site; return what it gives to the name `result`, a JSON value."""
        return self.pool.run(code)

    def stamp(self):
        """Return what a form of the site holds in its field `shown` for a person who took ten seconds to fill it in."""
        return self.run("import time; from visitors.honeypot import stamp; result = stamp(time.time() - 10)")


def take_time(page, stamp):
    """Let the form on a page have been open as long as a person needs, or the honeypot takes it for a program."""
    page.locator("[name=shown]").evaluate("(field, stamp) => { field.value = stamp; }", stamp)


REMAINING = """
import time
from django.core.cache import cache
from kus_site.kept_pages import Page, key_of
result = {path: Page(*cache.get(key_of(f"http://%s{path}?"))).until - time.time() for path in %r}
"""


def keep_for_long(running_site):
    """Let the running site keep some pages; return the path of the one that lasts longest.

    Each page ends once in five minutes at a moment of its own, and no test may meet that moment.
    """
    paths = ["/agenda/", "/publicaties/", "/projecten/", "/nieuws/", "/programmas/", "/themas/"]
    for path in paths:
        with urllib.request.urlopen(running_site.url + path, timeout=30) as answer:
            answer.read()
    remaining = running_site.run(REMAINING % (urlsplit(running_site.url).netloc, paths))
    return max(paths, key=remaining.get)


def wait_until_edits_are_noticed(page):
    """Return when the form that a page of the admin shows has been read by the editor's script, which saves by itself.

    It reads it a while after the page was loaded; what is typed before that counts as what was there.
    """
    page.wait_for_function(
        """() => {
          const form = document.querySelector("[data-controller~='w-unsaved']");
          return form && wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved")?.initialFormData;
        }"""
    )


def url_ends_with(ending):
    """Return a predicate for wait_for_url: whether a URL ends with path and query `ending`, whatever its fragment.

    A browser carries the fragment of a refused page over to where the next redirect leads (RFC 9110 10.2.2).
    """
    return lambda url: urldefrag(url).url.endswith(ending)


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


@pytest.fixture
def own_pool(tmp_path, django_db_setup, django_db_blocker):
    """A ProcessPool with a database of its own, in which what one process commits is seen by the others."""
    with django_db_blocker.unblock(), own_database(tmp_path) as database:
        environment = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "kus_site.settings.testing"}
        with process_pool(environment, tmp_path / "pool.log") as pool:
            yield pool


def wait_until_healthy(url, process, log, seconds=90):
    """Return when /healthz of the site at `url` answers 200; fail with the end of its log when its process ends."""
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
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    (folder / "static").symlink_to(collect_static())
    with contextlib.ExitStack() as stack:
        with django_db_blocker.unblock():
            database = stack.enter_context(own_database(folder))
        environment = os.environ | {
            "KUS_VAR": str(folder),
            "DATABASE_URL": database,
            "BASE_URL": url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "kus_site.settings.local",
        }
        pool = stack.enter_context(process_pool(environment, folder / "pool.log"))
        sessions = pool.run(PREPARE)
        log = folder / "gunicorn.log"
        command = service_command("web", sys.executable, f"127.0.0.1:{port}")
        with log.open("w") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            wait_until_healthy(url, process, log)
            yield RunningSite(url, read_logins(folder), sessions, pool, folder, database)
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium(running_site):
    """Debian's Chromium without a window, or the one that Playwright installed where there is no other."""
    with sync_playwright() as playwright:
        options = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
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


@pytest.fixture(scope="session")
def administrator_context(chromium, running_site):
    """A browser logged in to the admin as administrator; one for all, so that it keeps the admin's scripts."""
    context = chromium.new_context(viewport=WIDTHS["desktop"], base_url=running_site.url)
    context.add_cookies(
        [{"name": "sessionid", "value": running_site.sessions["beheerder"], "url": running_site.url, "httpOnly": True}]
    )
    yield context
    context.close()


@pytest.fixture
def editor_page(administrator_context):
    """A new page of a browser logged in to the admin of the running site as administrator."""
    page = administrator_context.new_page()
    yield page
    page.close()


@pytest.fixture
def phone_without_javascript(chromium, running_site):
    """A page of a browser on a phone, without JavaScript and without a cookie."""
    context = chromium.new_context(
        java_script_enabled=False, locale="nl-NL", base_url=running_site.url, viewport=WIDTHS["phone"]
    )
    yield context.new_page()
    context.close()
