"""The agenda: events with sessions, and calls that close by themselves."""

from .agenda import EventIndexPage
from .call import CallIndexPage, CallOrganiser, CallPage
from .event import EventPage
from .parts import CalendarEntry, EventOrganiser, ProgrammeItem, Recording, Session, Speaker
from .series import EventSeries
from .vocabulary import EventKind

__all__ = [
    "CalendarEntry",
    "CallIndexPage",
    "CallOrganiser",
    "CallPage",
    "EventIndexPage",
    "EventKind",
    "EventOrganiser",
    "EventPage",
    "EventSeries",
    "ProgrammeItem",
    "Recording",
    "Session",
    "Speaker",
]
