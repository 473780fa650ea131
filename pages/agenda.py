"""Dated lines for newsletters and pages, from whichever room has them.

A room offers its lines by the Wagtail hook `agenda_entries`: a function of (first day, last day, locale) that returns
AgendaEntry objects. So the newsletter shows events and deadlines without knowing their classes.
"""

from dataclasses import dataclass
from datetime import datetime

from wagtail import hooks


@dataclass(frozen=True)
class AgendaEntry:
    """One line: `moment` (aware datetime) to sort on, `date_line` and `title` in words, `url`, and `kind_label`.

    `is_deadline` says that it is the last day for something rather than a meeting, `is_off` that it does not take place
    as planned. `note` says in sentences what changed in the plan and why, and `place` where it is, in words; empty for
    nothing. `turns_at` is when what it says changes by itself (aware datetime).
    """

    moment: datetime
    date_line: str
    title: str
    url: str
    kind_label: str
    is_deadline: bool = False
    is_off: bool = False
    note: str = ""
    place: str = ""
    turns_at: datetime | None = None


def collect_agenda_entries(first_day, last_day, locale):
    """Return the entries of all rooms from `first_day` up to and including `last_day` (dates), by moment."""
    entries = [entry for source in hooks.get_hooks("agenda_entries") for entry in source(first_day, last_day, locale)]
    return sorted(entries, key=lambda entry: (entry.moment, entry.title))
