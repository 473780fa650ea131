"""The test suite: like production, but with quick password hashing, mail in memory and static files unhashed."""

from .base import *  # noqa: F403
from .base import STORAGES

SECRET_KEY = "only-for-the-tests-and-nowhere-else-because-it-is-in-git"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
