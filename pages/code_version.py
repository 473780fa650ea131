"""Which code this process runs, so that what other code has cached is not taken for its own.

While a new version is brought out, processes of both share a cache, and a page or object of the one may be wrong for
the other: names of static files, attributes of what is pickled.
"""

import hashlib
import os
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

SUFFIXES = (".py", ".html", ".txt", ".xml", ".xsl", ".svg", ".po")


@cache
def code_version():
    """Return a digest (16 hexadecimal digits) of the source of our apps, templates and translations, the packages and
    the names of static files; the same on every machine with the same version of the site."""
    found = hashlib.sha256()
    for path in source_files():
        found.update(path.relative_to(settings.ROOT).as_posix().encode() + path.read_bytes())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    found.update(manifest.read_bytes() if manifest.exists() else b"")
    return found.hexdigest()[:16]


def source_files():
    """Return the paths (list, sorted) of the files that decide what this code makes of content."""
    ours = [Path(config.path) for config in apps.get_app_configs()]
    folders = [path for path in ours if path.parent == settings.ROOT]
    folders += [Path(path) for path in (*settings.TEMPLATES[0]["DIRS"], *settings.LOCALE_PATHS)]
    files = {settings.ROOT / "requirements.txt"}
    for folder in folders:
        for place, _folders, names in os.walk(folder):
            files.update(Path(place, name) for name in names if name.endswith(SUFFIXES))
    return sorted(files)
