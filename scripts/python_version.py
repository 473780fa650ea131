"""The check that an old Python must survive: this file and the entry files keep to syntax that any Python parses."""

OLDEST = (3, 11)


def sentence_for(version):
    """Take a version such as sys.version_info; return None if it will do, else one sentence that says what to do."""
    if tuple(version[:2]) >= OLDEST:
        return None
    found = ".".join(str(part) for part in version[:3])
    wanted = ".".join(str(part) for part in OLDEST)
    return (
        "This is Python "
        + found
        + ", and the platform needs "
        + wanted
        + " or newer: install it and type 'make PYTHON=python"
        + wanted
        + "' followed by what you wanted to make."
    )
