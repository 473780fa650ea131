"""Events as iCalendar (RFC 5545, with RFC 7986): every session is a VEVENT.

Times are those of Amsterdam with one VTIMEZONE, and UTC where local time would not say which moment is meant. Events
of which only a month or year is known have no sessions, and are in no calendar.
"""

from .files import agenda_calendar, calendar_response, event_attachment, event_calendar
from .sequences import note_changes

__all__ = ["agenda_calendar", "calendar_response", "event_attachment", "event_calendar", "note_changes"]
