"""The cache of a proxy in front of the site (docs/decisions/proxy-cache.md).

settings.CACHE_VERSION_LINK is a symbolic link to a folder with another name after each change of content. nginx has the
name in the key of what it stores ($realpath_root in deploy/nginx/kus.conf), so it finds nothing from before the change.
"""

import contextlib
import logging
import math
import secrets
import time

from django.conf import settings

logger = logging.getLogger(__name__)

FORGOTTEN_AFTER = 3600  # seconds; a folder that another process has made just now is not linked yet


def storing_headers(until, is_former):
    """Return the headers (list of pairs) that let the proxy store a page, for a whole number of seconds.

    until: when the page ends, in seconds since 1970; is_former: whether it is older than the present version. There are
    no headers when no such proxy is set up: another one would store the page beyond the next change.
    """
    if not settings.CACHE_VERSION_LINK:
        return []
    # nginx counts in whole seconds and still answers with the page in the last of them.
    seconds = 0 if is_former else max(math.ceil(until - time.time()) - 1, 0)
    return [("X-Accel-Expires", str(seconds))]


def move_link(**kwargs):
    """Let the link lead to a new folder; receiver of cache_version.invalidated.

    It must follow the new cache version: what the proxy stores under the new name was then made after the change. When
    the link cannot be moved, it is taken away where that is possible, and the proxy stores nothing.
    """
    link = settings.CACHE_VERSION_LINK
    if not link:
        return
    try:
        lead_to(link, secrets.token_hex(16))
    except OSError as error:
        logger.error("The proxy is not told of a change, and may show old pages for some minutes: %s", error)
        with contextlib.suppress(OSError):
            link.unlink()


def lead_to(link, name):
    """Make a folder beside `link` (a Path) and let the link lead to it, at once; remove folders of long ago."""
    folders = link.with_name(f"{link.name}s")
    folder, half = folders / name, folders / f"{name}.link"
    if not folders.exists():
        folders.mkdir(exist_ok=True)
        # The proxy runs as another user.
        folders.chmod(0o755)
    folder.mkdir()
    # Relative, as the proxy in its own container may see it elsewhere.
    half.symlink_to(folder.relative_to(link.parent))
    half.replace(link)
    for old in folders.iterdir():
        # Several processes tidy at the same time.
        with contextlib.suppress(OSError):
            if old != folder and old.lstat().st_mtime < time.time() - FORGOTTEN_AFTER:
                old.unlink() if old.is_symlink() else old.rmdir()
