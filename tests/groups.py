"""Which tests xdist keeps together in one process, and which of these groups start first."""

from collections import Counter

import pytest

# Groups that take longest, on either engine. They start first, so that at the end no process waits for one of them.
LONGEST_FIRST = (
    "heavy",
    "browser",
    "setup",
    "proxies",
    "rendered_site",
    "test_example",
    "test_query_budgets",
    "test_cache_kinds",
    "test_page_types",
    "test_content_round_trip",
)


def set_groups(items):
    """Mark what needs the running site, and give each test its group.

    Whatever starts servers or crowds is one group ("heavy"), so that no two of them take the processors from each
    other, unless the module names a group of its own ("setup", "proxies"); what looks with a browser is another; what
    reads the pages that are rendered once is a third. Other tests stay with their file, so that a fixture of a module
    is made once.
    """
    for item in items:
        if {"chromium", "running_site"} & set(item.fixturenames):
            item.add_marker("browser")
        if item.get_closest_marker("xdist_group"):
            continue
        if "chromium" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif "running_site" in item.fixturenames or item.get_closest_marker("heavy"):
            item.add_marker(pytest.mark.xdist_group("heavy"))
        elif "rendered_pages" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("rendered_site"))
        else:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def refuse_flushing(items):
    """Refuse tests that empty the tables when they end: their process goes on with the same database.

    Raises pytest.UsageError with their names. What has to be committed belongs in a database of its own (`pool`,
    `running_site`).
    """
    flushing = [item.nodeid for item in items if _flushes(item)]
    if flushing:
        raise pytest.UsageError("These tests would empty the database of all others: " + ", ".join(flushing))


def _flushes(item):
    marker = item.get_closest_marker("django_db")
    marked = marker and (marker.kwargs.get("transaction") or (marker.args and marker.args[0]))
    return bool(marked or {"transactional_db", "live_server", "django_db_reset_sequences"} & set(item.fixturenames))


def group_of(item):
    """Return the name of the xdist group of a test."""
    return item.get_closest_marker("xdist_group").args[0]


def sort_groups(items):
    """Sort tests by group: the longest first, then those with most tests, in the order within a group.

    xdist hands out groups in the order of the items (--no-loadscope-reorder).
    """
    sizes = Counter(group_of(item) for item in items)
    ranks = {name: rank for rank, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: (ranks.get(group_of(item), len(ranks)), -sizes[group_of(item)], group_of(item)))
