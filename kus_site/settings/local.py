"""`make run`: the site on one's own machine over http, DEBUG off, secret drawn at random into var/."""

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, MAIL_IS_CONFIGURED, VAR
from .environment import read_or_draw_secret

SECRET_KEY = read_or_draw_secret("SECRET_KEY", VAR / "secret_key")
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1", "localhost"]
if not MAIL_IS_CONFIGURED:
    DIRECT_EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
HARVEST_LOOPBACK_ALLOWED = True
EMAIL_FILE_PATH = VAR / "mail"
