"""The statuses of projects as the overview counts them: by their place in ProjectPage.Status."""

from django.utils.translation import pgettext_lazy

from inventory.models import ProjectPage

STATUSES = list(ProjectPage.Status)
# What is going on or about to: this, and not what has ended, answers a need.
SUPPLY = frozenset(
    STATUSES.index(status)
    for status in (ProjectPage.Status.IDEA, ProjectPage.Status.STARTING, ProjectPage.Status.RUNNING)
)
# In a cell of the matrix there is room for a letter; the legend says what it stands for.
LETTERS = [
    pgettext_lazy("letter for the status idea", "i"),
    pgettext_lazy("letter for the status starting", "s"),
    pgettext_lazy("letter for the status running", "r"),
    pgettext_lazy("letter for the status finished", "f"),
    pgettext_lazy("letter for the status stopped", "e"),
    pgettext_lazy("letter for the status not known", "u"),
]


def status_legend():
    """Return (letter, name) of every status."""
    return [(str(letter), str(status.label)) for letter, status in zip(LETTERS, STATUSES, strict=True)]


def in_words(counts):
    """Return the counts by status as (name, count) pairs, those that are not nought."""
    return [(str(status.label), count) for status, count in zip(STATUSES, counts, strict=True) if count]
