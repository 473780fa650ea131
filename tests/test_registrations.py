"""Signing up for an event: a place is given at confirmation, the waiting list moves up by itself, nobody is named."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale

from events.models import EventPage, Registration
from events.registrations import sign_up
from events.registrations.places import Openness, availability, is_open
from pages.cache_version import InvalidateOnCommit
from tests.registration_samples import fill, join, open_event, register, sent_letters
from tests.sample_records import from_now

pytestmark = pytest.mark.django_db
State = Registration.State


def states(event):
    """Return the states of the registrations for an event, in the order of signing up."""
    return list(Registration.objects.of_event(event).order_by("pk").values_list("state", flat=True))


def set_event(event, **fields):
    """Change fields of an event as an editor does."""
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()


class TestPlaces:
    def test_what_strangers_type_takes_no_place(self):
        event = open_event(capacity=1)
        register(event, "eerste@example.org")
        register(event, "tweede@example.org")
        places = availability(event)
        assert (places.taken, places.waiting, places.left, places.state) == (0, 0, 1, Openness.OPEN)

    def test_a_confirmed_address_takes_one(self):
        event = open_event(capacity=2)
        registration = join(event)
        assert registration.state == State.REGISTERED
        assert registration.placed_at == registration.confirmed_at
        assert availability(event).left == 1

    def test_without_a_limit_everybody_gets_one(self):
        event = open_event()
        fill(event, 3)
        places = availability(event)
        assert (places.capacity, places.left, places.taken, places.state) == (None, None, 3, Openness.OPEN)

    def test_when_full_one_can_only_wait(self):
        event = open_event(capacity=1, has_waiting_list=True)
        fill(event, 1)
        assert availability(event).state == Openness.WAITING_LIST
        assert join(event, "later@example.org").state == State.WAITING
        assert availability(event).waiting == 1

    def test_when_full_without_a_waiting_list_nobody_can_sign_up(self):
        event = open_event(capacity=1)
        late = register(event, "later@example.org")
        fill(event, 1)
        assert availability(event).state == Openness.FULL
        with pytest.raises(sign_up.SignUpNotPossibleError) as refusal:
            register(event, "nieuw@example.org")
        assert refusal.value.availability.state == Openness.FULL
        with pytest.raises(sign_up.SignUpNotPossibleError):
            sign_up.confirm(late)
        assert states(event) == [State.UNCONFIRMED, State.REGISTERED]

    @pytest.mark.parametrize(
        ("fields", "state"),
        [
            ({"registration_opens_at": timedelta(days=1)}, Openness.NOT_YET),
            ({"registration_deadline": timedelta(minutes=-1)}, Openness.CLOSED),
            ({"status": "cancelled"}, Openness.OFF),
            ({"status": "postponed"}, Openness.OFF),
            ({"registration": ""}, Openness.NONE),
        ],
    )
    def test_the_state_says_why_not(self, fields, state):
        moments = {
            name: timezone.now() + value if isinstance(value, timedelta) else value for name, value in fields.items()
        }
        event = open_event()
        set_event(event, **moments)
        assert availability(event).state == state
        assert not is_open(event)
        with pytest.raises(sign_up.SignUpNotPossibleError):
            register(event)

    def test_it_closes_when_the_event_begins(self):
        assert availability(open_event(start=from_now(minutes=-5))).state == Openness.CLOSED
        assert availability(open_event("Oud", start=from_now(days=-2))).state == Openness.OVER

    def test_who_signed_up_in_time_can_confirm_for_an_hour_more(self):
        event = open_event()
        in_time, too_late = register(event), register(event, "later@example.org")
        set_event(event, registration_deadline=from_now(minutes=-30))
        Registration.objects.filter(pk=in_time.pk).update(created_at=from_now(minutes=-31))
        assert sign_up.confirm(in_time).state == State.REGISTERED
        with pytest.raises(sign_up.SignUpNotPossibleError):
            sign_up.confirm(too_late)
        set_event(event, registration_deadline=from_now(minutes=-61))
        Registration.objects.filter(pk=too_late.pk).update(created_at=from_now(minutes=-62))
        with pytest.raises(sign_up.SignUpNotPossibleError):
            sign_up.confirm(too_late)


class TestAddresses:
    def test_an_address_is_registered_once(self):
        event = open_event()
        first = register(event, "Anna@Example.org", "Ana")
        again = register(event, "anna@example.org", "Anna")
        assert again.pk == first.pk
        assert again.name == "Anna"
        assert len(sent_letters()) == 1

    def test_who_is_registered_is_not_changed_by_strangers_and_gets_the_link(self):
        event = open_event()
        registration = join(event)
        sent_letters()
        registration.letters.update(created_at=from_now(minutes=-11))
        register(event, name="Iemand Anders", organisation="Elders")
        registration.refresh_from_db()
        assert (registration.name, registration.organisation, registration.state) == (
            "Anna Aanmelder",
            "",
            "registered",
        )
        [letter] = sent_letters()
        assert letter.to == ["anna@example.org"]
        assert "/agenda/aanmelding/" in letter.body

    def test_the_link_is_mailed_to_who_lost_it_also_when_the_event_is_full(self):
        event = open_event(capacity=1)
        registration = join(event)
        sent_letters()
        registration.letters.update(created_at=from_now(minutes=-11))
        sign_up.send_link(event, "niemand@example.org")
        assert sent_letters() == []
        sign_up.send_link(event, "ANNA@example.org")
        assert "/agenda/aanmelding/" in sent_letters()[0].body
        sign_up.send_link(event, "anna@example.org")
        assert sent_letters() == []

    def test_one_who_cancelled_can_sign_up_again(self):
        event = open_event()
        sign_up.cancel(join(event))
        again = join(event)
        assert states(event) == [State.CANCELLED, State.REGISTERED]
        assert again.state == State.REGISTERED

    def test_translations_share_their_places(self):
        event = open_event(capacity=1)
        english = event.copy_for_translation(locale=english_locale())
        english.save_revision().publish()
        english = EventPage.objects.get(pk=english.pk)
        registration = join(english, language="en")
        assert registration.event_id == event.pk
        assert availability(english).state == availability(event).state == Openness.FULL


def english_locale():
    """Return the locale of English."""
    return Locale.objects.get(language_code="en")


class TestWaitingList:
    def test_a_cancelled_place_goes_to_who_waits_longest(self):
        event = open_event(capacity=1, has_waiting_list=True)
        [first] = fill(event, 1)
        early, late = register(event, "vroeg@example.org"), register(event, "laat@example.org")
        late, early = sign_up.confirm(late), sign_up.confirm(early)
        sent_letters()
        sign_up.cancel(first)
        late.refresh_from_db()
        early.refresh_from_db()
        assert (late.state, early.state) == (State.REGISTERED, State.WAITING)
        assert late.placed_at > late.confirmed_at
        assert sorted((letter.to[0], letter.subject) for letter in sent_letters()) == [
            ("deelnemer0@example.org", "U bent afgemeld: Wijktafel"),
            ("laat@example.org", "Er is een plaats voor u: Wijktafel"),
        ]

    def test_more_places_are_filled_by_the_clock(self):
        event = open_event(capacity=1, has_waiting_list=True)
        fill(event, 4)
        set_event(event, capacity=3)
        sign_up.fill_places(timezone.now())
        assert states(event) == ["registered"] * 3 + ["waiting"]
        assert sign_up.move_up(event) == 0

    def test_who_waits_goes_before_who_comes_now(self):
        event = open_event(capacity=1, has_waiting_list=True)
        fill(event, 2)
        set_event(event, capacity=2)
        assert join(event, "nieuw@example.org").state == State.WAITING
        assert states(event) == ["registered", "registered", "waiting"]

    def test_nobody_loses_a_place_when_there_are_fewer(self):
        event = open_event(capacity=3)
        fill(event, 3)
        set_event(event, capacity=1)
        sign_up.fill_places(timezone.now())
        assert states(event) == ["registered"] * 3
        assert availability(event).left == 0

    def test_nobody_moves_up_for_an_event_that_is_off_or_over(self):
        event = open_event(capacity=1, has_waiting_list=True)
        fill(event, 2)
        set_event(event, capacity=2, status="cancelled")
        assert sign_up.move_up(event) == 0
        assert states(event) == ["registered", "waiting"]


class TestChanging:
    def test_only_what_people_fill_in_can_be_changed(self):
        registration = join(open_event())
        changed = sign_up.change(registration, name="Anna B.", diet="vegetarisch", answers={"vraag": "Ja"})
        assert (changed.name, changed.diet, changed.answers) == ("Anna B.", "vegetarisch", {"vraag": "Ja"})
        with pytest.raises(ValueError, match="state"):
            sign_up.change(registration, state="waiting")

    def test_cancelling_twice_is_cancelling_once(self):
        registration = join(open_event())
        sent_letters()
        assert sign_up.cancel(registration).state == State.CANCELLED
        assert sign_up.cancel(registration).state == State.CANCELLED
        assert len(sent_letters()) == 1

    def test_an_unconfirmed_one_is_deleted_without_a_letter(self):
        event = open_event()
        sign_up.cancel(register(event))
        assert states(event) == []
        assert sent_letters() == []

    def test_nothing_changes_when_the_event_is_over(self):
        event = open_event()
        registration = join(event)
        event.sessions.all().delete()
        EventPage.objects.filter(pk=event.pk).update(starts_at=from_now(days=-2), ends_at=from_now(days=-2))
        registration.refresh_from_db()
        assert sign_up.change(registration, name="Te laat").name == "Anna Aanmelder"
        assert sign_up.cancel(registration).state == State.REGISTERED


def is_renewed(action):
    """Return whether an action invalidates the cached pages when it is committed."""
    connection.run_on_commit.clear()
    action()
    return any(isinstance(entry[1], InvalidateOnCommit) for entry in connection.run_on_commit)


def test_cached_pages_are_renewed_only_when_what_they_show_changes():
    event = open_event(capacity=100)
    assert not is_renewed(lambda: fill(event, 3))
    set_event(event, capacity=5)
    assert is_renewed(lambda: join(event, "nog@example.org"))
    assert not is_renewed(lambda: register(event, "niet@example.org"))


class TestPrivatePage:
    def link(self):
        """Return the path of the private page in the only letter that waits."""
        [letter] = sent_letters()
        [line] = [line for line in letter.body.splitlines() if "/agenda/aanmelding/" in line]
        return "/" + line.split("/", 3)[3]

    def test_getting_it_changes_nothing_and_the_button_confirms(self, client):
        event = open_event()
        register(event)
        link = self.link()
        assert "Mijn aanmelding bevestigen" in client.get(link).content.decode()
        assert states(event) == ["unconfirmed"]
        assert client.post(link, {"action": "confirm"}).status_code == 302
        assert states(event) == ["registered"]
        assert "U bent aangemeld" in client.get(link).content.decode()
        client.post(link, {"action": "cancel"})
        assert states(event) == ["cancelled"]
        assert "U bent niet meer aangemeld" in client.get(link).content.decode()

    def test_it_says_when_the_last_place_was_taken_meanwhile(self, client):
        event = open_event(capacity=1)
        register(event)
        link = self.link()
        fill(event, 1)
        client.post(link, {"action": "confirm"})
        words = client.get(link).content.decode()
        assert "Alle plaatsen zijn intussen bezet" in words
        assert 'value="confirm"' not in words
        assert states(event) == ["unconfirmed", "registered"]

    def test_a_link_to_nothing_says_so(self, client):
        event = open_event()
        registration = register(event)
        link = self.link()
        assert client.get("/agenda/aanmelding/kapot/").status_code == 400
        registration.delete()
        assert client.get(link).status_code == 410
