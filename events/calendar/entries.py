"""The VEVENTs of one event, as text that does not depend on the host, so that the record index can keep it."""

import re
from datetime import UTC

from django.utils.translation import gettext, override
from icalendar import Event, vText

from visitors.plain_text import clean_text

from .times import session_times

# What entries show of other rows.
ENTRY_PREFETCH = [
    "sessions",
    "calendar_entries",
    "kind",
    "municipality",
    "locale",
    "theme_links__theme",
    "subject_links__subject",
]
STATUS = {"provisional": "TENTATIVE", "confirmed": "CONFIRMED", "moved-online": "CONFIRMED"}
# Stands in entries for the address of the site, which with_root() fills in; of Unicode's private use.
ROOT = "\ue000"
FOLD = "\r\n "
LINE = 75  # octets (RFC 5545 3.1)
_root_between_folds = re.compile(f"(?:{FOLD})?{ROOT}(?:{FOLD})?")


def event_entries(page, *, for_registered=False):
    """Return the VEVENTs of the sessions of an event as text (CRLF, lines folded), in the language of the page.

    "" when it has no sessions. ROOT stands for the address of the site, on a folded line of its own. for_registered:
    with the address of the online meeting that only people with a place get.
    """
    meeting = page.online_url if for_registered else page.open_meeting_url
    sessions = list(page.sessions.all())
    sequences = {entry.uid: entry.sequence for entry in page.calendar_entries.all()}
    parts = []
    with override(page.locale.language_code):
        for number, session in enumerate(sessions, start=1):
            entry = describe_session(page, session, number, len(sessions), meeting)
            entry.add("sequence", sequences.get(session.uid, 0))
            parts.append(entry.to_ical().decode())
    return _root_between_folds.sub(f"{FOLD}{ROOT}{FOLD}", "".join(parts))


def with_root(entries, root):
    """Return the text of event_entries() with the address of the site, without closing slash, filled in."""
    size = LINE - 1
    return entries.replace(ROOT, FOLD.join(root[start : start + size] for start in range(0, len(root), size)))


def add_text(component, name, text):
    """Add a property of type TEXT; one control character in it would make the whole calendar invalid (3.1)."""
    component.add(name, plain(text))


def plain(text):
    """Return a text without control characters and without what stands for the address of the site."""
    return clean_text(str(text).replace(ROOT, ""))


def describe_session(page, session, number, count, meeting):
    """Return the VEVENT of one session, the `number`th of `count`, in the active language.

    meeting: the address of the online meeting, "" for none.
    """
    is_off = page.is_off or session.is_cancelled
    address = (page.url or "") if page.pk else ""
    address = f"{ROOT}{address}" if address.startswith("/") else address
    entry = Event()
    entry.add("uid", str(session.uid))
    # What is sent is the record as it was last published, so the same record gives the same bytes (3.8.7.2).
    changed = page.changed_at.astimezone(UTC).replace(microsecond=0)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    for name, value in session_times(session):
        entry.add(name, value)
    add_text(entry, "summary", summary_of(page, session, number, count))
    if description := description_of(page, meeting, address):
        entry.add("description", description)
    _add_place(entry, page, "" if is_off else meeting)
    if address:
        entry.add("url", address)
    entry.add("status", "CANCELLED" if is_off else STATUS[page.status])
    if is_off:
        entry.add("transp", "TRANSPARENT")
    entry.add("categories", [vText(plain(term)) for term in page.category_terms])
    return entry


def _add_place(entry, page, meeting):
    """Add LOCATION, GEO (3.8.1.6), and CONFERENCE (RFC 7986 5.11) when there is a meeting to join."""
    if place := location_of(page):
        add_text(entry, "location", place)
    if page.coordinates and page.status != page.Status.MOVED_ONLINE:
        entry.add("geo", page.coordinates)
    if meeting:
        parameters = {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": gettext("Join online")}
        entry.add("conference", "".join(plain(meeting).split()), parameters=parameters)


def summary_of(page, session, number, count):
    """Return the title with the session's name or number.

    What is wrong stands in front, for many programs do not show the status.
    """
    title = page.title
    if session.title:
        title = f"{title}: {session.title}"
    elif count > 1:
        title = f"{title} ({number}/{count})"
    if page.is_off:
        return f"{page.get_status_display()}: {title}"
    if session.is_cancelled:
        return f"{page.Status.CANCELLED.label}: {title}"
    return title


def location_of(page):
    """Return where to go in words: venue, address and municipality, or that it is online."""
    moved = page.status == page.Status.MOVED_ONLINE
    parts = [] if moved else [page.venue, page.address, str(page.municipality or "")]
    if moved or page.attendance in (page.Attendance.ONLINE, page.Attendance.HYBRID):
        parts.append(gettext("online"))
    # A municipality that is in the address already is not said twice.
    kept = [part for place, part in enumerate(parts) if part and not any(part in other for other in parts[:place])]
    return ", ".join(kept)


def description_of(page, meeting, address=""):
    """Return what an event is about, the address of the online meeting and that of its page, as plain text."""
    online = f"{gettext('Online')}: {plain(meeting)}" if meeting else ""
    return "\n\n".join(part for part in (plain(page.summary), online, address) if part)
