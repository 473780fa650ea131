"""What all tests share: a database with the demo content, people to log in as, and a site that really runs."""

import contextlib
import gc
import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.template import Template
from django.test.utils import instrumented_test_render
from django.utils import timezone, translation

from tests import groups, template_database

LONGEST_NAME = 200  # characters of a value in the name of a test
# Before Django's test environment replaces it.
RENDER = Template._render
# Playwright's synchronous interface runs an event loop in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

pytest_plugins = [
    "pytester",
    "tests.running_site",
    "tests.proxy_server",
    "tests.rendered_site",
    "tests.mailing_fixtures",
    "tests.partner_site",
    "tests.redis_server",
]


# Around the hooks of others: xdist's reads the groups that are set here, pytest-django's has an order of its own.
@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """Mark what needs the running site, and tell xdist what stays together and what starts first."""
    groups.refuse_flushing(items)
    groups.set_groups(items)
    result = yield
    groups.sort_groups(items)
    return result


def pytest_make_parametrize_id(val, argname):
    """Name a long text by its length: xdist tells each process the names of all tests, and hears them several times."""
    return f"{argname} of {len(val)}" if isinstance(val, str | bytes) and len(val) > LONGEST_NAME else None


# Xdist's own process has no tests to collect, but comes here too.
@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop():
    """Turn the garbage collector on, which the settings turned off; what is loaded by now stays, and is left out.

    Pages and queries leave few cycles: looking for them less often saves a twelfth of the time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Give this process a copy of the template database and its media; every test starts from it, rolled back."""
    with contextlib.ExitStack() as stack:
        # Only meanwhile: a test without `db` would write rows that stay for all others.
        with django_db_blocker.unblock():
            template = stack.enter_context(copied_database())
        shutil.copytree(template / "media", settings.MEDIA_ROOT, dirs_exist_ok=True)
        yield


@contextlib.contextmanager
def copied_database():
    """Point Django's connection at a copy of the template; yield the template's folder."""
    if connection.vendor == "sqlite":
        template = template_database.make_sqlite_template()
        _use_database("file:kus_test?mode=memory&cache=shared")
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(template / template_database.SQLITE_FILE)) as source:
            source.backup(connection.connection)
        yield template
        return
    address = os.environ["DATABASE_URL"]
    template = template_database.make_postgresql_template(address)
    with template_database.postgresql_copy(address) as name:
        _use_database(name)
        yield template
        connection.close()
        connection.close_pool()


@pytest.fixture(scope="module")
def module_transaction(django_db_setup, django_db_blocker):
    """A transaction around all tests of a module, rolled back after them, for rows that they all start from.

    What a module's own fixture writes in it stays for each of its tests, whose changes are rolled back as ever.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _use_database(name):
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


@pytest.fixture(autouse=True)
def fresh_process():
    """Let no test see what another left in its process: what it cached, and the language it made active."""
    from wagtail.models import Site

    from pages.search import compounds

    cache.clear()
    Site.clear_site_root_paths_cache()
    compounds.forget()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session", autouse=True)
def plain_rendering(django_test_environment):
    """Have templates rendered as on the site: keeping a copy of each context for the test takes a twentieth longer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", RENDER)
        yield


@pytest.fixture
def kept_contexts(monkeypatch):
    """Have the test client keep the contexts of templates: without it `response.context` is None."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


@pytest.fixture
def cache_in_files(settings):
    """Cache in files, as a site without Redis does, which the processes that a test starts share."""
    settings.CACHES = settings.CACHES | {"default": settings.SHARED_CACHE}
    cache.clear()


@pytest.fixture
def set_clock(monkeypatch):
    """A function that has the clock say another moment (aware datetime)."""

    def set_clock(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        monkeypatch.setattr(time, "time", moment.timestamp)

    return set_clock


@pytest.fixture
def home(db):
    """The Dutch home page."""
    from pages.models import HomePage

    return HomePage.objects.get(locale__language_code="nl")


@pytest.fixture
def administrator(db, django_user_model):
    """Somebody who may do everything."""
    return django_user_model.objects.create_superuser("beheerder", "beheerder@example.org", "geheim-voor-de-test")


@pytest.fixture
def administrator_client(client, administrator):
    """A client logged in as administrator."""
    client.force_login(administrator)
    return client


def pytest_sessionfinish(session, exitstatus):
    """Remove the folder of this run."""
    folder = Path(settings.VAR)
    if folder.name.startswith("kus-tests-"):
        shutil.rmtree(folder, ignore_errors=True)
