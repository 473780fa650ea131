import logging
import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kus_site import proxy_cache

SECONDS = 0.05

logger = logging.getLogger("kus_site.proxy_cache")


class Command(BaseCommand):
    """For a proxy on a machine of its own: moves its link when content changes elsewhere (docs/scaling.md)."""

    help = "Keep the link of CACHE_VERSION_LINK at the cache version in Redis, until it is stopped."

    def handle(self, **options):
        link = settings.CACHE_VERSION_LINK
        if not link or not settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
            raise CommandError("Set CACHE_VERSION_LINK and CACHE_URL: the link follows the cache version in Redis.")
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        logger.info("The link of the proxy follows the cache version.")
        while not stopped.wait(SECONDS):
            proxy_cache.follow(link)
        # Nobody moves it from here on.
        link.unlink(missing_ok=True)
