"""Signing up for an event: register, confirm, change, cancel, and moving up from the waiting list.

What strangers type takes no place: a place is given when the address is confirmed, under a lock on the event, so that
of two people who confirm for the last place at once one gets it. Each letter is stored with the change it is about.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.models import EventPage, Registration
from events.registrations import letters
from events.registrations.places import Openness, availability, locked, openness_by_places
from events.registrations.retention import delete_registrations
from visitors.addresses import key_of

# Who signed up before the closing instant can still confirm for so long after it.
TIME_TO_CONFIRM_AFTER_CLOSING = timedelta(hours=1)
CHANGEABLE = ("name", "organisation", "role", "access_needs", "diet", "answers", "language")
State = Registration.State


class SignUpNotPossibleError(Exception):
    """One cannot sign up for this event, or no longer. `availability` is its Availability, which says why."""

    def __init__(self, places):
        super().__init__(str(places.state))
        self.availability = places


@transaction.atomic
def register(
    event, *, name, address, organisation="", role="", access_needs="", diet="", answers=None, language
) -> Registration:
    """Store an unconfirmed Registration for an EventPage (in any language), and mail the address a link to confirm it.

    address: a checked address; answers: {clean name of an own question: JSON value}; language: "nl" or "en", of the
    letters. Idempotent per address: an unconfirmed registration takes the new values; one that is confirmed stays as it
    is, and its private link is mailed. No second letter leaves within ten minutes. Show the same page in each case, so
    that nobody learns who is registered. Raises SignUpNotPossibleError when a new registration cannot be made.
    """
    page = event.registered_on
    values = {
        "name": name,
        "organisation": organisation,
        "role": role,
        "access_needs": access_needs,
        "diet": diet,
        "answers": answers or {},
        "language": language,
    }
    standing = Registration.objects.of_event(page).exclude(state=State.CANCELLED).filter(forgotten_at=None)
    registration = standing.filter(address_key=key_of(address)).first()
    if registration is None:
        places = availability(page)
        if not places.can_register:
            raise SignUpNotPossibleError(places)
        # Another request with the same address may be a moment ahead.
        registration, is_new = standing.get_or_create(
            event=page, address_key=key_of(address), defaults={"address": address, **values}
        )
        if is_new:
            letters.queue(registration, letters.kind_of(registration))
            return registration
    if registration.state == State.UNCONFIRMED:
        unconfirmed = Registration.objects.filter(pk=registration.pk, state=State.UNCONFIRMED)
        unconfirmed.update(**values)
        registration.refresh_from_db()
    letters.repeat(registration)
    return registration


def send_link(event, address):
    """Mail the private link of the registration with this address for an EventPage; nothing when there is none.

    Show the same page in each case. No second letter leaves within ten minutes.
    """
    found = Registration.objects.of_event(event).with_address(address).exclude(state=State.CANCELLED)
    if registration := found.first():
        letters.repeat(registration)


def confirm(registration) -> Registration:
    """Confirm the address of a Registration: it gets a place, or one on the waiting list; return it reloaded.

    Idempotent. Raises SignUpNotPossibleError when there is neither, or the event is closed, over or off (openness_for);
    then it stays unconfirmed. Raises Registration.DoesNotExist when the 48 hours are over and it was deleted.
    """
    with locked(registration.event) as event:
        registration = Registration.objects.select_for_update().get(pk=registration.pk)
        if registration.state != State.UNCONFIRMED:
            return registration
        _fill(event)
        state = openness_for(registration, event)
        if state not in (Openness.OPEN, Openness.WAITING_LIST):
            raise SignUpNotPossibleError(availability(event))
        registration.confirmed_at = timezone.now()
        if state == Openness.OPEN:
            registration.state, registration.placed_at = State.REGISTERED, registration.confirmed_at
        else:
            registration.state = State.WAITING
        registration.save()
        letters.queue(registration, letters.kind_of(registration))
    return registration


def openness_for(registration, event):
    """Return the Openness for the person of an unconfirmed Registration. event: its EventPage.registered_on.

    Who signed up before the closing instant has an hour more to confirm.
    """
    places = availability(event)
    if places.state != Openness.CLOSED or registration.created_at > places.closes_at:
        return places.state
    is_in_time = timezone.now() <= places.closes_at + TIME_TO_CONFIRM_AFTER_CLOSING
    return openness_by_places(event, places.taken, places.waiting) if is_in_time else places.state


@transaction.atomic
def change(registration, **values) -> Registration:
    """Change values of a Registration (CHANGEABLE) of an event that is not over; return it reloaded.

    Raises ValueError for another name. One that is cancelled, or of an event that is over, stays as it is.
    """
    if unknown := set(values) - set(CHANGEABLE):
        raise ValueError(f"Not to be changed: {', '.join(sorted(unknown))}")
    registration = Registration.objects.select_for_update(of=("self",)).select_related("event").get(pk=registration.pk)
    if registration.state != State.CANCELLED and not registration.event.is_past:
        for name, value in values.items():
            setattr(registration, name, value)
        registration.save()
    return registration


def cancel(registration) -> Registration:
    """Cancel a Registration; its place goes to who waits longest; return it reloaded. Idempotent.

    One that is not confirmed is deleted. After the event nothing changes.
    """
    with locked(registration.event) as event:
        registration = Registration.objects.select_for_update().get(pk=registration.pk)
        if registration.state == State.UNCONFIRMED:
            delete_registrations(Registration.objects.filter(pk=registration.pk))
            registration.state = State.CANCELLED
        elif registration.state in Registration.TAKING_PART and not event.is_past:
            registration.state, registration.cancelled_at = State.CANCELLED, timezone.now()
            registration.save()
            letters.queue(registration, letters.kind_of(registration))
            _fill(event)
    return registration


def add_at_the_door(event, name, organisation="") -> Registration:
    """Give who came without signing up a place at an EventPage, and tick attendance; return the Registration.

    It counts beyond the number of places too: the person is there. Idempotent: who was added at the door before, by the
    same name and organisation, is ticked again.
    """
    with locked(event) as page:
        there = Registration.objects.of_event(page).filter(address_key="", forgotten_at=None, state=State.REGISTERED)
        found = there.filter(name__iexact=name, organisation__iexact=organisation).first()
        moment = timezone.now()
        registration = found or Registration(
            event=page,
            name=name,
            organisation=organisation,
            language=page.locale.language_code,
            state=State.REGISTERED,
            confirmed_at=moment,
            placed_at=moment,
        )
        registration.attended_at = registration.attended_at or moment
        registration.save()
    return registration


def move_up(event) -> int:
    """Give free places of an EventPage to who waits longest, and tell them; return how many got one. Idempotent."""
    with locked(event) as page:
        return _fill(page)


def fill_places(moment):
    """Move people up wherever there is room, also after an editor raised the capacity. A scheduled job."""
    waiting = Registration.objects.filter(state=State.WAITING, forgotten_at=None, event__ends_at__gt=moment)
    for event in EventPage.objects.filter(pk__in=waiting.values("event")).select_related("locale").order_by("pk"):
        move_up(event)


def _fill(event):
    """Move people up on a locked EventPage; return how many."""
    if event.is_off or event.is_past:
        return 0
    waiting = Registration.objects.of_event(event).filter(state=State.WAITING).order_by(F("confirmed_at"), "pk")
    if event.capacity is not None:
        taken = Registration.objects.of_event(event).filter(state=State.REGISTERED).count()
        waiting = waiting[: max(event.capacity - taken, 0)]
    moved = list(waiting)
    for registration in moved:
        registration.state, registration.placed_at = State.REGISTERED, timezone.now()
        registration.save()
        letters.queue(registration, letters.Kind.MOVED_UP)
    return len(moved)
