"""A server for the public: https only, secrets from the environment, `check --deploy` clean."""

from .base import *  # noqa: F403
from .base import BASE_URL
from .environment import read_text

SECRET_KEY = read_text("SECRET_KEY")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_SSL_REDIRECT = True
# The container's own health check speaks http on the loopback address.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
