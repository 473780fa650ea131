"""Addresses that put an event, or an agenda with its filters, in the calendar of a reader.

Nothing is sent to anybody before the reader follows one of them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.utils import timezone

from pages.structured_data import address_of

from .entries import description_of, location_of, summary_of
from .times import session_times

GOOGLE = "https://calendar.google.com/calendar/render"
# Of accounts of organisations; it sends others on to outlook.live.com.
OUTLOOK = "https://outlook.office.com/calendar/0"
LONGEST = 1_000  # characters of a description, for addresses have a limit too


@dataclass(frozen=True)
class SessionLinks:
    """One session that is to come: its days and times in words, and the addresses that add it elsewhere."""

    when: str
    google: str
    outlook: str


@dataclass(frozen=True)
class Subscription:
    """A calendar that programs read again by themselves.

    file: its address on this site. webcal: the address that a program asks for. google, outlook: where to add it there.
    """

    file: str
    webcal: str
    google: str
    outlook: str


def subscribe_to(file, root, name):
    """Return the Subscription of the calendar at an address of the site.

    file: the address from the root on. root: the address of the site without closing slash. name: what Outlook proposes
    to call it.
    """
    address = f"{root}{file}"
    webcal = f"webcal://{address.partition('://')[2]}"
    return Subscription(
        file=file,
        webcal=webcal,
        google=f"{GOOGLE}?{urlencode({'cid': webcal})}",
        outlook=f"{OUTLOOK}/addfromweb?{urlencode({'url': address, 'name': name})}",
    )


def links_of_sessions(page, request):
    """Return the SessionLinks of the sessions of an event that are to come and take place, in the active language."""
    sessions = list(page.sessions.all())
    moment = timezone.now()
    return [
        _links(page, session, summary_of(page, session, number, len(sessions)), address_of(page, request))
        for number, session in enumerate(sessions, start=1)
        if session.is_over_at > moment and not session.is_cancelled
    ]


def _links(page, session, title, address):
    times = [value for _name, value in session_times(session)]
    first, last = times[0], times[-1]
    # The address of the page comes first, for it must not be cut off.
    words = "\n\n".join(part for part in (address, description_of(page, page.open_meeting_url)[:LONGEST]) if part)
    place = location_of(page)
    google = {"action": "TEMPLATE", "text": title, "dates": f"{_basic(first)}/{_basic(last)}"}
    google |= {"details": words, "location": place, "ctz": "Europe/Amsterdam"}
    outlook = {"path": "/calendar/action/compose", "rru": "addevent", "subject": title, "startdt": _extended(first)}
    outlook |= {"enddt": _extended(last), "body": words, "location": place}
    outlook |= {} if isinstance(first, datetime) else {"allday": "true"}
    return SessionLinks(
        when=session.when,
        google=f"{GOOGLE}?{urlencode(google)}",
        outlook=f"{OUTLOOK}/deeplink/compose?{urlencode(outlook)}",
    )


def _basic(value):
    """Return a date, or a moment in UTC, in the basic format of ISO 8601."""
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}" if isinstance(value, datetime) else f"{value:%Y%m%d}"


def _extended(value):
    """Return a date, or a moment in UTC, in the extended format of ISO 8601."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value.isoformat()
