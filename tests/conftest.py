"""What all tests share: a database with the demo content, people to log in as, and a site that really runs."""

import contextlib
import gc
import os
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation

from tests import template_database

# Playwright's synchronous interface runs an event loop in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Groups that take longest, on either engine. They start first, so that at the end no process waits for one of them.
LONGEST_FIRST = ("heavy", "rendered_site", "test_content_round_trip", "test_query_budgets")
pytest_plugins = ["tests.running_site", "tests.rendered_site", "tests.mailing_fixtures"]


# First, because xdist's own hook reads the groups that this one sets.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what needs the running site, and tell xdist what stays together.

    Whatever starts servers, browsers or crowds is one group, so that no two of them take the processors from each
    other; what reads the pages that are rendered once is another; other tests stay with their file, so that a fixture
    of a module is made once. xdist takes the groups in the order of the items (--no-loadscope-reorder): the longest
    ones first, then those with most tests.
    """
    for item in items:
        needs_site = {"chromium", "running_site", "heavy"} & set(item.fixturenames)
        if {"chromium", "running_site"} & set(item.fixturenames):
            item.add_marker("browser")
        if needs_site or item.get_closest_marker("heavy"):
            item.add_marker(pytest.mark.xdist_group("heavy"))
        elif "rendered_pages" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("rendered_site"))
        elif not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    sizes = Counter(group_of(item) for item in items)
    ranks = {name: rank for rank, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: (ranks.get(group_of(item), len(ranks)), -sizes[group_of(item)], group_of(item)))


def group_of(item):
    """Return the name of the xdist group of a test."""
    return item.get_closest_marker("xdist_group").args[0]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Give this process a copy of the template database and its media; every test starts from it, rolled back."""
    # All that is loaded by now stays: the garbage collector need not go through it again and again.
    gc.freeze()
    with django_db_blocker.unblock(), copied_database() as template:
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

    # Emptied, not only out of date: a cache of files lists its folder each time it keeps something.
    cache.clear()
    Site.clear_site_root_paths_cache()
    compounds.forget()
    translation.activate(settings.LANGUAGE_CODE)


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
