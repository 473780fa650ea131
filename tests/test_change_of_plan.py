"""Move, cancel, move online: each says whom it reaches, and does it in one press."""

from datetime import datetime

import icalendar
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail.test.utils.form_data import rich_text

from events.models import EventPage, Registration, RegistrationNotice, Session
from events.plans.changes import Cancel, carry_out
from kus_site import roles
from pages.record_index.changes import bring_up_to_date
from tests.mail_samples import add_issue, block
from tests.registration_samples import fill, join, open_event, sent_letters
from tests.sample_records import add_event, add_publication, from_now, text_of, visit

pytestmark = pytest.mark.django_db


def amsterdam(*parts):
    """Return the aware datetime of Amsterdam's clock."""
    return timezone.make_aware(datetime(*parts))


def address_of(name, event):
    """Return the address of an admin page of an event."""
    return reverse(f"event_{name}", args=[event.pk])


def show(client, name, event):
    """Return the admin page of a change."""
    response = client.get(address_of(name, event))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def do(client, name, event, **data):
    """Press the button of a change; return the event as it is stored then."""
    response = client.post(address_of(name, event), data)
    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(
        ".error-message, .help-critical"
    )
    return EventPage.objects.get(pk=event.pk)


def move_data(event, *moments, **more):
    """Return the data of the form to move an event to (start, end) texts, one pair for each session."""
    data = {"reason_nl": "De zaal is dicht.", **more}
    for session, (start, end) in zip(event.sessions.all(), moments, strict=True):
        data |= {f"start_{session.uid}": start, f"end_{session.uid}": end}
    return data


def calendar_of(client, event):
    """Return the VEVENTs of the calendar of an event."""
    return icalendar.Calendar.from_ical(client.get(f"{event.url}event.ics").content).walk("VEVENT")


def translate(event, title="Meeting"):
    """Publish the English translation of an event."""
    english = event.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = title
    english.save_revision().publish()
    return EventPage.objects.get(pk=english.pk)


class TestWhatIsSaid:
    def test_numbers_of_who_is_told_stand_on_the_page(self, administrator_client):
        event = open_event(capacity=2, has_waiting_list=True)
        fill(event, 2)
        join(event, "wacht@example.org")
        add_issue(block("record", record=event.pk), title="Nummer in de maak")
        words = text_of(show(administrator_client, "cancel", event).find("dl", class_="plan-reached"))
        assert "2 mensen met een plaats krijgen een mail." in words
        assert "1 mens op de wachtlijst krijgt er ook een." in words
        assert "Nummer in de maak" in words

    def test_it_says_when_nobody_is_registered_or_elsewhere(self, administrator_client):
        event = add_event("Proef", start=from_now(days=9))
        assert "Niemand is op deze site aangemeld." in show(administrator_client, "move", event).text
        event.registration, event.registration_url = "link", "https://example.org/aanmelden"
        event.save_revision().publish()
        assert "Mensen melden zich aan op een andere site" in show(administrator_client, "move", event).text

    @pytest.mark.parametrize(
        ("fields", "offered"),
        [
            ({"start": {"days": 9}}, {"move", "cancel", "online", "repeat"}),
            ({"start": {"days": 9}, "attendance": "online"}, {"move", "cancel", "repeat"}),
            ({"start": {"days": 9}, "status": "cancelled"}, {"move", "repeat"}),
            ({"start": {"days": 9}, "status": "postponed"}, {"move", "cancel", "repeat"}),
            ({"start": {"days": -9}}, {"look_back", "repeat"}),
        ],
        ids=["coming", "online", "cancelled", "postponed", "past"],
    )
    def test_buttons_stand_where_they_make_sense(self, administrator_client, fields, offered):
        event = add_event("Proef", **{**fields, "start": from_now(**fields["start"])})
        page = administrator_client.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).content.decode()
        names = ["move", "cancel", "online", "look_back", "repeat"]
        assert {name for name in names if f'href="{address_of(name, event)}"' in page} == offered
        for name in set(names) - offered:
            assert administrator_client.get(address_of(name, event)).status_code == 302

    def test_who_may_not_publish_it_is_refused(self, client, django_user_model):
        event = add_event("Proef", start=from_now(days=9))
        assert client.post(address_of("cancel", event), {"reason_nl": "x"}).status_code == 302
        user = django_user_model.objects.create_user("anna", password="geheim-voor-de-test")
        user.groups.add(Group.objects.get(name="Redactie Zuid-Holland Zuid"))
        client.force_login(user)
        for response in (client.get(address_of("cancel", event)), client.post(address_of("cancel", event))):
            assert (response.status_code, response["Location"]) == (302, "/admin/")
        assert EventPage.objects.get(pk=event.pk).status == "confirmed"
        user.groups.set([Group.objects.get(name=roles.KUS_ROLE)])
        assert client.get(address_of("cancel", event)).status_code == 200


class TestMove:
    def test_page_calendar_and_registered_people_get_the_new_date(self, administrator_client, client):
        event = open_event("Zwaluwmiddag", start=amsterdam(2031, 5, 10, 13, 30))
        fill(event, 2)
        [before] = calendar_of(client, event)
        moved = do(administrator_client, "move", event, **move_data(event, ("12-6-2031 14:00", "12-6-2031 16:00")))
        assert moved.starts_at == amsterdam(2031, 6, 12, 14, 0)
        assert moved.previous_starts_at == amsterdam(2031, 5, 10, 13, 30)
        assert moved.status == "confirmed"
        assert moved.live_revision.user.username == "beheerder"
        [after] = calendar_of(client, moved)
        assert after["UID"] == before["UID"]
        assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
        notice = RegistrationNotice.objects.get()
        assert "12 juni 2031, 14:00–16:00" in notice.text
        assert "De zaal is dicht." in notice.text
        assert notice.letters.count() == 2
        words = visit(client, moved).main.text
        assert "Eerst gepland op 10 mei 2031" in words

    def test_the_letter_brings_the_new_calendar_file(self, administrator_client):
        event = open_event(start=amsterdam(2031, 5, 10, 13, 30))
        join(event, "jan@example.org")
        do(administrator_client, "move", event, **move_data(event, ("12-6-2031 14:00", "")))
        [letter] = [mail for mail in sent_letters() if "De zaal is dicht." in mail.body]
        [(_name, content, kind)] = [tuple(each) for each in letter.attachments]
        assert kind.startswith("text/calendar")
        parts = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
        assert [(part.get_param("method"), part.get_content_charset()) for part in parts] == [("PUBLISH", "utf-8")]
        assert "20310612T140000" in (content if isinstance(content, str) else content.decode())

    def test_without_a_new_date_it_is_postponed(self, administrator_client, client):
        event = open_event("Zwaluwmiddag", start=from_now(days=9))
        join(event)
        start = event.starts_at
        moved = do(administrator_client, "move", event, not_known="on", reason_nl="De spreker is ziek.")
        assert (moved.status, moved.starts_at) == ("postponed", start)
        assert "Een nieuwe datum volgt." in RegistrationNotice.objects.get().text

    def test_a_postponed_event_takes_place_again_on_its_new_date(self, administrator_client):
        event = add_event("Proef", start=from_now(days=9), status="postponed")
        moved = do(administrator_client, "move", event, **move_data(event, ("12-6-2031 14:00", "")))
        assert moved.status == "confirmed"

    def test_sessions_move_one_by_one(self, administrator_client):
        starts = [amsterdam(2031, 5, day, 9) for day in (10, 11)]
        event = add_event(
            "Twee dagen", children={"sessions": [Session(start=start, sort_order=n) for n, start in enumerate(starts)]}
        )
        uids = [session.uid for session in event.sessions.all()]
        moved = do(
            administrator_client, "move", event, **move_data(event, ("10-5-2031 9:00", ""), ("18-5-2031 9:00", ""))
        )
        assert [session.start for session in moved.sessions.all()] == [starts[0], amsterdam(2031, 5, 18, 9)]
        assert [session.uid for session in moved.sessions.all()] == uids

    def test_an_event_of_which_the_month_was_known_gets_its_day(self, administrator_client):
        event = add_event("Ooit", date="mei 2031")
        moved = do(administrator_client, "move", event, start="10-5-2031 14:00", end="", reason_nl="")
        assert moved.starts_at == amsterdam(2031, 5, 10, 14)
        assert moved.previous_starts_at is None

    @pytest.mark.parametrize(
        ("moments", "words"),
        [
            (("10-5-2031 13:30", "10-5-2031 15:30"), "Nog niets begint op een ander moment."),
            (("12-5-2031 13:30", "12-5-2031 12:00"), "Het einde moet na het begin komen."),
            (("", ""), "Schrijf het nieuwe begin."),
            (("31-2-2031 9:00", ""), "31-2-2031"),
        ],
        ids=["same", "end", "empty", "no-day"],
    )
    def test_what_is_wrong_is_said_and_stays_in_the_form(self, administrator_client, moments, words):
        event = add_event("Proef", start=amsterdam(2031, 5, 10, 13, 30))
        response = administrator_client.post(address_of("move", event), move_data(event, moments))
        assert response.status_code == 200
        assert words in response.content.decode()
        assert "De zaal is dicht." in response.content.decode()
        assert EventPage.objects.get(pk=event.pk).starts_at == event.starts_at

    def test_both_languages_move_and_each_has_its_reason(self, administrator_client):
        event = open_event("Zwaluwmiddag", start=amsterdam(2031, 5, 10, 13, 30))
        english = translate(event)
        join(event, "jan@example.org")
        join(event, "jane@example.org", language="en")
        data = move_data(event, ("12-6-2031 14:00", ""), reason_en="The hall is closed.")
        do(administrator_client, "move", event, **data)
        english = EventPage.objects.get(pk=english.pk)
        assert english.starts_at == amsterdam(2031, 6, 12, 14)
        assert english.status_reason == "The hall is closed."
        sent = {mail.to[0]: mail for mail in sent_letters() if mail.subject.endswith(("Zwaluwmiddag", "Meeting"))}
        dutch, other = sent["jan@example.org"], sent["jane@example.org"]
        assert dutch.subject == "Andere datum: Zwaluwmiddag"
        assert other.subject == "Another date: Meeting"
        assert "De zaal is dicht." in dutch.body
        assert "De zaal is dicht." not in other.body
        assert "The hall is closed." in other.body
        assert "The hall is closed." not in dutch.body

    def test_a_draft_stays_a_draft_with_the_new_date_in_it(self, administrator_client):
        event = add_event("Proef", start=amsterdam(2031, 5, 10, 13, 30))
        event.title = "Nog niet af"
        event.save_revision()
        moved = do(administrator_client, "move", event, **move_data(event, ("12-6-2031 14:00", "")))
        assert moved.title == "Proef"
        draft = moved.get_latest_revision_as_object()
        assert moved.has_unpublished_changes
        assert draft.title == "Nog niet af"
        assert [session.start for session in draft.sessions.all()] == [amsterdam(2031, 6, 12, 14)]


class TestCancel:
    def test_page_agenda_calendar_and_registered_people_say_it(self, administrator_client, client):
        event = open_event("Zwaluwmiddag", start=amsterdam(2031, 5, 10, 13, 30))
        other = add_publication("Boek over zwaluwen")
        join(event, "jan@example.org")
        done = do(administrator_client, "cancel", event, reason_nl="De spreker is ziek.", instead=other.pk)
        bring_up_to_date()
        assert done.status == "cancelled"
        [entry] = calendar_of(client, done)
        assert entry["STATUS"] == "CANCELLED"
        assert "De spreker is ziek." in visit(client, "/agenda/").main.text
        assert other.url in [link["href"] for link in visit(client, done).select(".notice a")]
        [letter] = [mail for mail in sent_letters() if "De spreker is ziek." in mail.body]
        assert letter.to == ["jan@example.org"]
        assert "Boek over zwaluwen" in letter.body
        assert "10 mei 2031" in letter.body

    def test_one_of_the_meetings_can_be_cancelled(self, administrator_client, client):
        starts = [amsterdam(2031, 5, day, 9) for day in (10, 11, 12)]
        sessions = [Session(start=start, sort_order=place) for place, start in enumerate(starts)]
        event = add_event("Drie dagen", registration="form", children={"sessions": sessions})
        join(event)
        uid = event.sessions.all()[1].uid
        done = do(administrator_client, "cancel", event, sessions=[str(uid)], reason_nl="De zaal is dicht.")
        assert done.status == "confirmed"
        assert [session.is_cancelled for session in done.sessions.all()] == [False, True, False]
        assert done.plan_changed_at
        assert [entry["STATUS"] for entry in calendar_of(client, done)] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
        text = RegistrationNotice.objects.get().text
        assert "gaat niet door op 11 mei 2031, 09:00" in text
        assert "De andere bijeenkomsten gaan door: 10 mei 2031, 09:00, 12 mei 2031, 09:00" in text
        bring_up_to_date()
        assert "De zaal is dicht." in visit(client, done).select_one(".notice").text
        assert "De zaal is dicht." in visit(client, "/agenda/").main.text

    def test_all_of_the_meetings_ticked_is_the_whole_event(self, administrator_client):
        starts = [amsterdam(2031, 5, day, 9) for day in (10, 11)]
        sessions = [Session(start=start, sort_order=place) for place, start in enumerate(starts)]
        event = add_event("Twee dagen", children={"sessions": sessions})
        chosen = [str(session.uid) for session in event.sessions.all()]
        assert do(administrator_client, "cancel", event, sessions=chosen, reason_nl="Dicht.").status == "cancelled"

    def test_the_reason_is_asked_and_who_left_gets_no_mail(self, administrator_client):
        event = open_event(start=from_now(days=9))
        gone = join(event)
        Registration.objects.filter(pk=gone.pk).update(state=Registration.State.CANCELLED)
        assert administrator_client.post(address_of("cancel", event), {"reason_nl": ""}).status_code == 200
        do(administrator_client, "cancel", event, reason_nl="Te weinig mensen.")
        assert sent_letters() == [] or all("Te weinig" not in mail.body for mail in sent_letters())

    def test_a_second_press_tells_nobody_again(self, administrator_client):
        event = open_event(start=from_now(days=9))
        join(event)
        do(administrator_client, "cancel", event, reason_nl="Te weinig mensen.")
        do(administrator_client, "cancel", event, reason_nl="Te weinig mensen.")
        assert RegistrationNotice.objects.count() == 1

    def test_of_two_editors_at_the_same_moment_one_tells(self, administrator):
        event = open_event(start=from_now(days=9))
        join(event)
        first, second = (EventPage.objects.get(pk=event.pk) for _number in range(2))
        carry_out(first, Cancel({"nl": "Ziek."}), administrator)
        with pytest.raises(ValidationError):
            carry_out(second, Cancel({"nl": "Te weinig mensen."}), administrator)
        assert EventPage.objects.get(pk=event.pk).status_reason == "Ziek."
        assert RegistrationNotice.objects.count() == 1

    def test_a_form_that_was_open_while_another_did_something_asks_to_look_first(self, administrator_client):
        event = open_event(start=from_now(days=9))
        join(event)
        seen = show(administrator_client, "move", event).select_one("[name=seen]")["value"]
        do(administrator_client, "cancel", event, reason_nl="De spreker is ziek.", seen=seen)
        moved = move_data(event, ("3-12-2031 14:00", "3-12-2031 16:00"), seen=seen, reason_nl="Sneeuw.")
        response = administrator_client.post(address_of("move", event), moved)
        soup = BeautifulSoup(response.content, "html.parser")
        assert EventPage.objects.get(pk=event.pk).status == "cancelled"
        assert soup.select_one("[name=reason_nl]").text.strip() == "Sneeuw."
        assert RegistrationNotice.objects.count() == 1
        # Now it was seen.
        again = soup.select_one("[name=seen]")["value"]
        assert do(administrator_client, "move", event, **moved | {"seen": again}).status == "confirmed"

    def test_a_look_back_that_is_sent_twice_is_published_once(self, administrator_client):
        event = add_event("Zwaluwmiddag", start=from_now(days=-9))
        seen = show(administrator_client, "look_back", event).select_one("[name=seen]")["value"]
        data = {"report": rich_text(""), "recording_url": "https://example.org/opname", "seen": seen}
        do(administrator_client, "look_back", event, **data)
        assert administrator_client.post(address_of("look_back", event), data).status_code == 200
        assert EventPage.objects.get(pk=event.pk).recordings.count() == 1

    def test_nobody_is_told_of_what_could_not_be_published(self, administrator_client):
        event = open_event(start=from_now(days=9))
        join(event)
        EventPage.objects.filter(pk=event.pk).update(registration="link", registration_url="")
        response = administrator_client.post(address_of("cancel", event), {"reason_nl": "Te weinig mensen."})
        assert response.status_code == 200
        assert "Te weinig mensen." in response.content.decode()
        assert EventPage.objects.get(pk=event.pk).status == "confirmed"
        assert not RegistrationNotice.objects.exists()


def test_an_event_that_moves_online_loses_its_venue_and_tells_the_address(administrator_client, client):
    facts = {"venue": "De Klinker", "attendance": "on-site", "capacity": 1, "has_waiting_list": True}
    event = open_event("Zwaluwmiddag", start=from_now(days=9), **facts)
    join(event)
    join(event, "wacht@example.org")
    done = do(administrator_client, "online", event, address="https://example.org/vergadering", reason_nl="Sneeuw.")
    assert (done.status, done.attendance, done.venue) == ("moved-online", "online", "")
    words = text_of(visit(client, done).main)
    assert "De Klinker" not in words
    assert "Sneeuw." in words
    mails = {mail.to[0]: mail.body for mail in sent_letters() if "Sneeuw." in mail.body}
    assert "https://example.org/vergadering" in mails["anna@example.org"]
    # The address is for who has a place.
    assert "https://example.org/vergadering" not in mails["wacht@example.org"]
    assert "https://example.org/vergadering" not in words


def test_an_event_whose_status_alone_says_online_shows_no_venue(client):
    event = add_event("Proef", start=from_now(days=9), venue="De Klinker", status="moved-online")
    assert event.place_line == "online"
    assert "De Klinker" not in text_of(visit(client, event).main)
