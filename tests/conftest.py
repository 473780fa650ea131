"""What all tests share: a database with the demo content, people to log in as, and a site that really runs."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

# Playwright's synchronous interface runs an event loop in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parents[1]
pytest_plugins = ["tests.running_site", "tests.mailing_fixtures"]


def pytest_collection_modifyitems(items):
    """Mark what needs a browser or a whole running site: `make test` asks that of one engine only."""
    for item in items:
        if {"chromium", "running_site"} & set(item.fixturenames):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Import the demo content once into the test database; every test starts from it and is rolled back."""
    with django_db_blocker.unblock():
        call_command("import_content", str(ROOT / "content"), verbosity=0)
        call_command("create_roles", verbosity=0)


@pytest.fixture(autouse=True)
def fresh_cache():
    """Let no test see what another kept: the database of that test is rolled back, the cache is not."""
    from pages import cache_version

    cache_version.invalidate()


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
