"""What the days bring to registrations: the reminder, the thanks, and that the person is forgotten."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from events.models import EventPage, Registration, RegistrationLetter
from events.registrations import sign_up
from events.registrations.letters import Kind
from events.registrations.links import make_token
from events.registrations.occasions import remind, thank
from events.registrations.places import availability
from events.registrations.retention import forget_registrations
from tests.redirects import post
from tests.registration_samples import fill, join, open_event, register, sent_letters
from tests.sample_records import from_now
from visitors.models import PrivateLink
from visitors.personal_data import erase_everywhere, list_sources

pytestmark = pytest.mark.django_db
State = Registration.State


def at(day, hour, minute=0):
    """Return the moment in Amsterdam on a date, which is so many days from today."""
    date = timezone.localdate() + timedelta(days=day)
    return timezone.make_aware(datetime(date.year, date.month, date.day, hour, minute))


def letters_of(kind):
    """Return the addresses of the letters of a kind."""
    return sorted(RegistrationLetter.objects.filter(kind=kind).values_list("registration__address", flat=True))


def place_earlier(**distance):
    """Let all have had their place since so long ago."""
    Registration.objects.exclude(placed_at=None).update(placed_at=from_now(**distance))


def hold(event, *, ended, **fields):
    """Let an event have ended at that moment; registrations for it can be made before only."""
    EventPage.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=2), ends_at=ended, **fields)


class TestReminder:
    def test_it_goes_out_from_nine_on_the_day_before_once(self):
        event = open_event(start=at(2, 10), capacity=1, has_waiting_list=True)
        fill(event, 2)
        sign_up.cancel(join(open_event("Andere", start=at(2, 11)), "afgemeld@example.org"))
        place_earlier(days=-3)
        remind(at(1, 8, 59))
        assert letters_of(Kind.REMINDER) == []
        remind(at(1, 9))
        remind(at(1, 9, 1))
        assert letters_of(Kind.REMINDER) == ["deelnemer0@example.org"]

    def test_who_got_the_place_that_day_is_not_reminded(self):
        join(open_event(start=at(1, 23)))
        remind(at(0, 9) if timezone.localtime().hour < 9 else timezone.now())
        assert letters_of(Kind.REMINDER) == []

    def test_a_clock_that_stood_still_makes_up_for_it_until_the_event_begins(self):
        join(open_event(start=at(1, 10)))
        place_earlier(days=-3)
        remind(at(1, 7))
        assert letters_of(Kind.REMINDER) == ["anna@example.org"]

    def test_not_after_the_event_began(self):
        join(open_event(start=at(1, 10)))
        place_earlier(days=-3)
        remind(at(1, 10, 1))
        assert letters_of(Kind.REMINDER) == []

    @pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"status": "postponed"}, {"live": False}])
    def test_not_of_an_event_that_does_not_take_place(self, fields):
        event = open_event(start=at(1, 10))
        join(event)
        place_earlier(days=-3)
        for name, value in fields.items():
            setattr(event, name, value)
        event.save()
        remind(at(1, 7))
        assert letters_of(Kind.REMINDER) == []

    def test_a_new_date_has_a_reminder_of_its_own(self):
        event = open_event(start=at(9, 10))
        join(event)
        place_earlier(days=-30)
        remind(at(8, 9))
        RegistrationLetter.objects.filter(kind=Kind.REMINDER).update(created_at=at(1, 9), sent_at=at(1, 9))
        remind(at(8, 9))
        assert RegistrationLetter.objects.filter(kind=Kind.REMINDER, sent_at=None).count() == 1


class TestThanks:
    def test_the_morning_after_and_once(self):
        event = open_event()
        fill(event, 2)
        hold(event, ended=at(-1, 17))
        thank(at(0, 8, 59))
        assert letters_of(Kind.THANKS) == []
        thank(at(0, 9))
        thank(at(0, 9, 1))
        assert letters_of(Kind.THANKS) == ["deelnemer0@example.org", "deelnemer1@example.org"]

    def test_as_soon_as_the_look_back_is_there(self):
        event = open_event(report=[("text", "<p>Zo was het.</p>")])
        join(event)
        hold(event, ended=from_now(minutes=-5))
        thank(timezone.now())
        assert letters_of(Kind.THANKS) == ["anna@example.org"]

    def test_where_attendance_was_ticked_those_who_came(self):
        event = open_event()
        came, _missed = fill(event, 2)
        Registration.objects.filter(pk=came.pk).update(attended_at=timezone.now())
        hold(event, ended=at(-1, 17))
        thank(at(0, 9))
        assert letters_of(Kind.THANKS) == ["deelnemer0@example.org"]

    @pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"live": False}])
    def test_not_of_what_was_not_held(self, fields):
        event = open_event()
        join(event)
        hold(event, ended=at(-1, 17), **fields)
        thank(at(0, 9))
        assert letters_of(Kind.THANKS) == []

    def test_not_of_long_ago(self):
        event = open_event()
        join(event)
        hold(event, ended=at(-20, 17))
        thank(at(0, 9))
        assert letters_of(Kind.THANKS) == []


class TestForgetting:
    def test_who_does_not_confirm_is_forgotten_after_48_hours(self):
        event = open_event()
        register(event)
        sent_letters()
        forget_registrations(from_now(hours=47))
        assert Registration.objects.count() == 1
        forget_registrations(from_now(hours=49))
        assert not Registration.objects.exists()
        assert not PrivateLink.objects.filter(purpose="event-registration").exists()

    def test_after_the_days_of_the_event_only_the_counts_stay(self):
        event = open_event(registration_kept_days=30, capacity=2, has_waiting_list=True)
        first, *_others = fill(event, 3)
        values = {"organisation": "Gemeente", "role": "rol", "access_needs": "rolstoel", "diet": "halal"}
        sign_up.change(first, answers={"vraag": "geheim"}, **values)
        sent_letters()
        Registration.objects.filter(pk=first.pk).update(attended_at=timezone.now())
        hold(event, ended=from_now(days=-29))
        forget_registrations(timezone.now())
        assert Registration.objects.filter(forgotten_at=None).count() == 3
        hold(event, ended=from_now(days=-31))
        forget_registrations(timezone.now())
        forget_registrations(timezone.now())
        kept = Registration.objects.order_by("pk").values()
        assert [row["state"] for row in kept] == ["registered", "registered", "waiting"]
        personal = ("name", "address", "address_key", "organisation", "role", "access_needs", "diet", "answers")
        assert not any(row[name] for row in kept for name in personal)
        assert kept[0]["attended_at"]
        assert availability(event).taken == 2
        assert not RegistrationLetter.objects.exists()
        assert not PrivateLink.objects.filter(purpose="event-registration").exists()

    def test_an_event_that_got_no_date_does_not_keep_people_for_ever(self):
        event = open_event()
        join(event)
        EventPage.objects.filter(pk=event.pk).update(starts_at=None, ends_at=None)
        forget_registrations(from_now(days=399))
        assert Registration.objects.filter(forgotten_at=None).exists()
        forget_registrations(from_now(days=401))
        assert not Registration.objects.filter(forgotten_at=None).exists()


class TestPersonalData:
    def held(self):
        """Return what the agenda holds on Anna's address."""
        [source] = [source for source in list_sources() if source.name == "events"]
        return source, source.find("Anna@example.org")

    def test_a_person_sees_corrects_and_opens_a_registration(self, client):
        join(open_event(), diet="halal", answers={"vraag": "Ja"})
        source, [held] = self.held()
        assert held.title == "Aanmelding voor “Wijktafel”"
        assert held.as_json()["answers"] == {"vraag": "Ja"}
        assert "halal" in held.as_json().values()
        source.correct("anna@example.org", held.key, {"name": "Anna Beter", "organisation": "", "role": ""})
        assert Registration.objects.get().name == "Anna Beter"
        assert "U bent aangemeld" in client.get(source.open("anna@example.org", held.key)).content.decode()

    def test_erasing_frees_a_place_to_come_and_keeps_the_count_of_what_was(self):
        coming = open_event(capacity=1, has_waiting_list=True)
        join(coming)
        fill(coming, 1)
        past = open_event("Voorbij")
        join(past)
        hold(past, ended=from_now(days=-1))
        erase_everywhere("anna@example.org")
        assert self.held()[1] == []
        assert availability(past).taken == 1
        sign_up.fill_places(timezone.now())
        assert Registration.objects.of_event(coming).get().state == State.REGISTERED
        assert not Registration.objects.filter(name__contains="Anna").exists()


def test_the_clock_runs_all_of_it(client):
    event = open_event(capacity=1, has_waiting_list=True)
    [first, _waiting] = fill(event, 2)
    post(client, f"/agenda/aanmelding/{make_token(first)}/", {"action": "cancel"})
    event.refresh_from_db()
    call_command("run_event_jobs")
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["cancelled", "registered"]
