"""The agenda: events with sessions, and calls that close by themselves."""

from .agenda import EventIndexPage
from .call import CallIndexPage, CallOrganiser, CallPage
from .event import EventPage
from .lookback import EventPhoto, EventQuote
from .parts import CalendarEntry, EventOrganiser, ProgrammeItem, Recording, Session, Speaker
from .questions import EventQuestion
from .registration_entry import Registration, RegistrationLetter, RegistrationNotice
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
    "EventPhoto",
    "EventQuestion",
    "EventQuote",
    "EventSeries",
    "ProgrammeItem",
    "Recording",
    "Registration",
    "RegistrationLetter",
    "RegistrationNotice",
    "Session",
    "Speaker",
]
