"""The statuses of projects as the overview counts them: by their place in ProjectPage.Status."""

from inventory.models import ProjectPage

STATUSES = list(ProjectPage.Status)
# What is going on or about to: this, and not what has ended, answers a need.
SUPPLY = frozenset(
    STATUSES.index(status)
    for status in (ProjectPage.Status.IDEA, ProjectPage.Status.STARTING, ProjectPage.Status.RUNNING)
)


def status_letters():
    """Return a letter for every status, for the cells of the matrix: the first of its name that is still free."""
    letters = []
    for status in STATUSES:
        free = [letter for letter in str(status.label).lower() if letter.isalpha() and letter not in letters]
        letters.append(free[0] if free else "?")
    return letters


def status_legend():
    """Return (letter, name) of every status."""
    return [(letter, str(status.label)) for letter, status in zip(status_letters(), STATUSES, strict=True)]


def in_words(counts):
    """Return the counts by status as (name, count) pairs, those that are not nought."""
    return [(str(status.label), count) for status, count in zip(STATUSES, counts, strict=True) if count]
