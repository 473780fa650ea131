"""The settings of production for a site behind a proxy of the tests; no period of the page cache ends meanwhile."""

from kus_site.settings.production import *  # noqa: F403

PAGE_CACHE_SECONDS = 10**7
