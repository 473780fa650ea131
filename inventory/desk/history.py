"""What a submitter changed after a question of the editors, in words."""

import copy
from dataclasses import dataclass

from inventory.form.answers import describe
from inventory.models import SubmissionEvent
from network.models import Municipality

Kind = SubmissionEvent.Kind


@dataclass(frozen=True)
class Change:
    """One answer that changed: `before` and `after` are lists of texts, empty when there was no answer."""

    label: str
    before: list
    after: list


def list_history(submission):
    """Return (SubmissionEvent, its Changes) of a submission, the oldest first."""
    history, asked = [], None
    for event in submission.events.select_related("user"):
        changes = []
        if event.kind == Kind.ASKED_BACK:
            asked = event.snapshot
        elif asked and event.snapshot:
            changes = find_changes(submission, asked, event.snapshot)
        history.append((event, changes))
    return history


def find_changes(submission, before, after):
    """Return the Changes between two Submission.snapshot()s, in the order of the form."""
    if before == after:
        return []
    old, new = _in_words(submission, before), _in_words(submission, after)
    changes = []
    # An answer that was taken away stands after those of today.
    for key in [*new, *(key for key in old if key not in new)]:
        label = (new.get(key) or old.get(key))[0]
        lines = [found[key][1] if key in found else [] for found in (old, new)]
        if lines[0] != lines[1]:
            changes.append(Change(label, *lines))
    return changes


def _in_words(submission, snapshot):
    """Return {(step, name): (label, list of texts)} of a snapshot."""
    then = copy.copy(submission)
    then.restore(snapshot)
    if then.municipality_id != submission.municipality_id:
        # It may be gone since.
        then.municipality = Municipality.objects.filter(pk=then.municipality_id).first()
    return {
        (section.step_slug, answer.name): (answer.label, answer.value if answer.is_list else [str(answer.value)])
        for section in describe(then)
        for answer in section.answers
    }
