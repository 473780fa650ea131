"""An event as schema.org/Event describes it: dates alone where the time is not known."""

from zoneinfo import ZoneInfo

from pages.page_rows import fetch_rows
from pages.structured_data import (
    address_of,
    describe_organisation,
    describe_page,
    describe_person,
    describe_topics,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# schema.org has no word for provisional.
# A new date while the event itself goes on (schema.org/EventRescheduled); other changes of plan say more.
RESCHEDULABLE = ("provisional", "confirmed")
STATUS = {"cancelled": "EventCancelled", "postponed": "EventPostponed", "moved-online": "EventMovedOnline"}
ATTENDANCE = {
    "on-site": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}


def describe_event(page, request):
    """Return the node of an events.EventPage. The number of queries does not grow with its rows."""
    fetch_rows(page, request)
    sessions = list(page.sessions.all())
    first, last = describe_times(page, sessions)
    organisers = [organiser.organisation for organiser in page.organisers.all()]
    speakers = [speaker.person for speaker in page.speakers.all()]
    attendance = "online" if page.status == page.Status.MOVED_ONLINE else page.attendance
    return describe_page(
        page,
        request,
        startDate=first,
        endDate=last,
        previousStartDate=moment_text(page.previous_starts_at, sessions and sessions[0].time_known),
        eventStatus=status_address(page, sessions),
        eventAttendanceMode=f"https://schema.org/{ATTENDANCE[attendance]}" if attendance in ATTENDANCE else None,
        location=describe_places(page, attendance, request),
        organizer=[describe_organisation(organiser) for organiser in organisers],
        performer=[describe_person(person) for person in speakers],
        about=describe_topics(page, request),
        maximumAttendeeCapacity=page.places,
        offers=describe_offer(page, request),
        subEvent=[describe_session(page, session) for session in sessions] if len(sessions) > 1 else None,
    )


def status_address(page, sessions):
    """Return the schema.org address of the status of some sessions of an event: its own, or that each is cancelled."""
    are_cancelled = not page.is_off and sessions and all(session.is_cancelled for session in sessions)
    # Which of several sessions was moved is not known.
    is_moved = page.previous_starts_at and page.status in RESCHEDULABLE and len(sessions) == len(page.sessions.all())
    usual = "EventRescheduled" if is_moved else "EventScheduled"
    status = STATUS.get("cancelled" if are_cancelled else page.status, usual)
    return f"https://schema.org/{status}"


def describe_times(page, sessions):
    """Return the first start and the last end of an event (ISO 8601), None for what is not known."""
    if not sessions:
        first, last = page.date.schema_ends() if page.date else (None, None)
        return first, last if page.date and page.date.is_period else None
    held = page.held_sessions
    first = min(held, key=lambda session: session.start)
    last = max(held, key=lambda session: session.is_over_at)
    return moment_text(first.start, first.time_known), moment_text(last.end, last.time_known)


def moment_text(moment, time_known):
    """Return an aware datetime as Amsterdam's date and, when the time is known, time with offset (ISO 8601)."""
    if moment is None:
        return None
    local = moment.astimezone(AMSTERDAM)
    return local.isoformat(timespec="minutes") if time_known else local.date().isoformat()


def describe_session(page, session):
    """Return the node of one of several sessions."""
    return {
        "@type": "Event",
        "name": session.title or page.title,
        "startDate": moment_text(session.start, session.time_known),
        "endDate": moment_text(session.end, session.time_known),
        "eventStatus": status_address(page, [session]),
    }


def describe_offer(page, request):
    """Return where and until when people register, as an Offer, as long as the event is to come; else None.

    Whether there is still a place is not said, because that changes while the page is kept; nor what it costs, because
    that is not known.
    """
    if not page.registration or not page.is_open:
        return None
    elsewhere = page.registration == page.Registration.LINK
    return {
        "@type": "Offer",
        "url": page.registration_url if elsewhere else address_of(page, request),
        "validFrom": moment_text(page.registration_opens_at, True),
        "validThrough": moment_text(page.registration_deadline, True),
    }


def describe_places(page, attendance, request):
    """Return where it is as a list of Place and VirtualLocation, as far as known."""
    place = {
        "@type": "Place",
        "name": page.venue or (page.municipality.name if page.municipality else None),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": page.address,
            "addressLocality": page.municipality.name if page.municipality else None,
        },
    }
    if place["name"] or page.address:
        place["address"]["addressCountry"] = "NL"
    if page.coordinates:
        latitude, longitude = page.coordinates
        place["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    online = {"@type": "VirtualLocation", "url": page.open_meeting_url or address_of(page, request)}
    places = [] if attendance == "online" else [place]
    return places + ([online] if attendance in ("online", "hybrid") else [])
