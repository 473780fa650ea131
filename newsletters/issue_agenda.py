"""The agenda items of an issue, filled in one reading of the rooms."""

from datetime import date

from django.utils import timezone
from django.utils.dateparse import parse_date

from pages.agenda import collect_agenda_entries


class Agendas:
    """The entries (pages.agenda.AgendaEntry) of all agenda items among the Parts."""

    def __init__(self, parts, locale):
        periods = [period_of(part) for part in parts if part.kind == "agenda"]
        periods = [period for period in periods if all(period) and period[0] <= period[1]]
        first = min((first for first, _last in periods), default=None)
        last = max((last for _first, last in periods), default=None)
        self._entries = collect_agenda_entries(first, last, locale) if periods else []

    def entries_of(self, part):
        """Return what one agenda item shows; nothing while it lacks a day."""
        first, last = period_of(part)
        if not (first and last):
            return []
        found = [entry for entry in self._entries if first <= timezone.localdate(entry.moment) <= last]
        return [entry for entry in found if part.value.get("with_deadlines") or not entry.is_deadline]


def period_of(part):
    """Return the first and the last day (dates, None while empty) of an agenda item."""
    days = [part.value.get(name) for name in ("first_day", "last_day")]
    return [day if isinstance(day, date) or not day else parse_date(day) for day in days]
