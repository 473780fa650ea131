"""What `make run`, `make test` and the container run: with the standard library only, until the packages are there.

Importing it under an old Python ends the program with one sentence. So this file, which Python reads before any other
of a package, keeps to syntax that any Python parses; benchmarks, linters and makers of files are in tools/.
"""

import sys

OLDEST_PYTHON = (3, 11)


def sentence_for(version):
    """Take a version such as sys.version_info; return None if it will do, else one sentence that says what to do."""
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return None
    found = ".".join(str(part) for part in version[:3])
    wanted = ".".join(str(part) for part in OLDEST_PYTHON)
    return (
        "This is Python "
        + found
        + ", and the platform needs "
        + wanted
        + " or newer: install it and type 'make PYTHON=python"
        + wanted
        + "' followed by what you wanted to make."
    )


if sentence_for(sys.version_info):
    sys.exit(sentence_for(sys.version_info))
