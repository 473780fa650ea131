"""SEQUENCE (RFC 5545 3.8.7.4): how often what a calendar holds of a session changed materially."""

import hashlib

from .times import session_times


def note_changes(page):
    """Keep what calendars are told of each session of an event that readers see; count what changed materially.

    Idempotent: without such a change no number rises.
    """
    known = {entry.uid: entry for entry in page.calendar_entries.all()}
    for session in page.sessions.all():
        state = state_of(page, session)
        entry = known.get(session.uid)
        if entry is None:
            page.calendar_entries.create(uid=session.uid, state=state)
        elif entry.state != state:
            entry.state, entry.sequence = state, entry.sequence + 1
            entry.save()


def state_of(page, session):
    """Return a digest of what matters to who has the session in a calendar: what it is, when, where, and whether."""
    place = page.municipality_id and page.municipality.name
    times = [value.strftime("%Y-%m-%dT%H:%M:%S%z") for _name, value in session_times(session)]
    facts = [page.title, session.title, *times, page.venue, page.address, place, page.attendance]
    facts += [page.online_url, page.status]
    # Left out where it is false, so that digests from before there was such a field stay right.
    facts += ["cancelled"] if session.is_cancelled else []
    return hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()
