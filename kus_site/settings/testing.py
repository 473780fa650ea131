"""The test suite: like production, but with quick password hashing, mail in memory and a folder of its own."""

import gc
import os
import sys
import tempfile

# Database, media and cache of the tests never touch those of `make run`. Each process of pytest has a folder of its
# own; what a test starts inherits it.
if "pytest" in sys.modules or "KUS_VAR" not in os.environ:
    os.environ["KUS_VAR"] = tempfile.mkdtemp(prefix="kus-tests-")

from scripts.built_files import compile_catalogs

from .base import *  # noqa: F403
from .base import CACHES, DATABASES, INSTALLED_APPS, MAIL_IS_CONFIGURED, STORAGES

# Nothing that is loaded after this is garbage; looking for some would take a quarter of the time. What goes on for long
# turns it on again when all is loaded (tests/conftest.py, tests/process_pool.py, tests/template_database.py).
gc.disable()
# Here, because Django reads the translations, which are not in git, while it loads the apps.
compile_catalogs()

if pool := DATABASES["default"]["OPTIONS"].get("pool"):
    # More threads than a web process has, on a busy machine.
    pool["timeout"] = 10
# No kept page ends by the clock in the middle of a test; what is said of periods is tested with one of its own.
PAGE_CACHE_SECONDS = 10**10
SECRET_KEY = "only-for-the-tests-and-nowhere-else-because-it-is-in-git"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What a test starts caches in files, in KUS_VAR; pytest itself in memory, which costs less. The fixture
# `cache_in_files` (tests/conftest.py) has both share one cache.
SHARED_CACHE = CACHES["default"]
if "pytest" in sys.modules:
    CACHES = CACHES | {"default": SHARED_CACHE | {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if not MAIL_IS_CONFIGURED:
    EMAIL_BACKEND = DIRECT_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# A record type that only the tests have (tests/test_record_types.py).
INSTALLED_APPS = [*INSTALLED_APPS, "tests.record_app"]
