"""The letters about a registration: read as text and as HTML, each sent once, tried again, dropped when out of date."""

import re
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import icalendar
import pytest
from bs4 import BeautifulSoup
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from events.models import Registration, RegistrationLetter
from events.registrations import letters, sign_up
from events.registrations.letters import Kind, tell_registered
from tests.registration_samples import fill, join, open_event, register, sent_letters
from tests.sample_records import from_now, text_of

pytestmark = pytest.mark.django_db
HOSTILE = "<b>Koop</b> nu https://kwaad.example"


def venue():
    """Return the fields of an event that is on site and online."""
    return {
        "venue": "Buurthuis De Schakel",
        "address": "Dorpsstraat 1",
        "attendance": "hybrid",
        "online_url": "https://meet.example.org/wijktafel",
    }


def both_parts(letter):
    """Return the text part and the words of the HTML part, with single spaces; every link of one is in the other."""
    html = BeautifulSoup(letter.alternatives[0].content, "html.parser")
    text = " ".join(letter.body.split())
    links = {link["href"] for link in html.select("a[href]")}
    assert {address.rstrip(".") for address in re.findall(r"https?://\S+", letter.body)} == links
    assert html.html["lang"] in ("nl", "en")
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    return text, text_of(html.body)


def say_in_both(letter, *sentences):
    """Assert that the text and the HTML of a letter hold these sentences."""
    for part in both_parts(letter):
        for sentence in sentences:
            assert sentence in part, (sentence, part)


class TestWords:
    def test_the_letter_to_confirm_holds_nothing_that_was_typed(self):
        register(open_event(**venue()), name=HOSTILE, organisation=HOSTILE)
        [letter] = sent_letters()
        assert letter.subject == "Bevestig uw aanmelding: Wijktafel"
        say_in_both(letter, "heeft dit adres aangemeld voor “Wijktafel”", "werkt 48 uur", "druk op de knop")
        assert "meet.example.org" not in letter.body + letter.alternatives[0].content
        assert "Koop" not in letter.message().as_string() + letter.body + letter.alternatives[0].content
        assert not letter.attachments

    def test_who_is_registered_reads_when_and_where_and_has_a_calendar_file(self):
        event = open_event(**venue())
        join(event)
        letter = sent_letters()[-1]
        assert letter.subject == "U bent aangemeld: Wijktafel"
        say_in_both(
            letter,
            "Beste Anna Aanmelder,",
            "U bent aangemeld.",
            event.sessions.first().when,
            "Buurthuis De Schakel",
            "Dorpsstraat 1",
            "https://meet.example.org/wijktafel",
            "Uw aanmelding bekijken, wijzigen of afzeggen",
        )
        [(name, content, kind)] = letter.attachments
        calendar = icalendar.Calendar.from_ical(content)
        assert (name, kind) == (f"{event.slug}.ics", "text/calendar; method=PUBLISH")
        assert [str(entry["summary"]) for entry in calendar.walk("VEVENT")] == ["Wijktafel"]
        assert "text/calendar" in letter.message().as_string()

    def test_what_people_typed_is_escaped(self):
        join(open_event(), name=HOSTILE)
        html = sent_letters()[-1].alternatives[0].content
        assert "<b>Koop" not in html
        assert "&lt;b&gt;Koop" in html

    def test_the_waiting_list_and_moving_up(self):
        event = open_event(capacity=1, has_waiting_list=True)
        [first] = fill(event, 1)
        join(event)
        letter = sent_letters()[-1]
        assert letter.subject == "U staat op de wachtlijst: Wijktafel"
        say_in_both(letter, "Alle plaatsen zijn bezet.", "krijgt u meteen een mail")
        assert not letter.attachments
        sign_up.cancel(first)
        cancelled, moved_up = sent_letters()
        assert cancelled.subject == "U bent afgemeld: Wijktafel"
        say_in_both(cancelled, "Uw aanmelding voor “Wijktafel” is afgezegd.")
        assert event.full_url in cancelled.body
        assert moved_up.subject == "Er is een plaats voor u: Wijktafel"
        say_in_both(moved_up, "U stond op de wachtlijst en nu is er een plaats voor u")
        assert moved_up.attachments

    @pytest.mark.parametrize(
        ("kind", "subject", "sentence"),
        [
            ("reminder", "Binnenkort: Wijktafel", "want het is bijna zover"),
            ("thanks", "Bedankt voor uw deelname: Wijktafel", "Bedankt dat u meedeed aan “Wijktafel”."),
        ],
    )
    def test_reminder_and_thanks(self, kind, subject, sentence):
        registration = join(open_event(**venue()))
        sent_letters()
        letters.queue(registration, kind)
        [letter] = sent_letters()
        assert letter.subject == subject
        say_in_both(letter, "Beste Anna Aanmelder,", sentence)

    def test_the_thanks_name_what_there_is_to_look_back_on(self):
        registration = join(open_event(report=[("text", "<p>Zo was het.</p>")]))
        sent_letters()
        letters.queue(registration, Kind.THANKS)
        say_in_both(sent_letters()[0], "U kunt terugkijken op de pagina van de bijeenkomst")

    def test_a_message_of_the_editors(self):
        event = open_event()
        join(event)
        sent_letters()
        assert tell_registered(event, "zaal", "Andere zaal.\n\nNeem <koffie> mee.", subject="Zaal gewijzigd") == 1
        [letter] = sent_letters()
        assert letter.subject == "Zaal gewijzigd"
        say_in_both(letter, "Andere zaal. Neem <koffie> mee.")
        assert "<koffie>" not in letter.alternatives[0].content

    def test_each_reads_it_in_their_own_language(self):
        event = open_event(capacity=1, has_waiting_list=True)
        [first] = fill(event, 1)
        join(event, language="en", name="Ann")
        sent_letters()
        sign_up.cancel(first)
        letters.tell_registered(event, "x", "Text")
        moved_up, notice = [letter for letter in sent_letters() if letter.to == ["anna@example.org"]]
        assert moved_up.subject == "There is a place for you: Wijktafel"
        say_in_both(moved_up, "Dear Ann,", "you are registered", "When", "See, change or cancel your registration")
        assert notice.subject == "About Wijktafel"


class TestMessages:
    def test_nobody_is_told_twice_of_one_occasion(self):
        event = open_event(capacity=1, has_waiting_list=True)
        fill(event, 2)
        register(event, "onbevestigd@example.org")
        sent_letters()
        assert tell_registered(event, "verplaatst 1", "Naar maandag.") == 2
        assert tell_registered(event, "verplaatst 1", "Naar maandag.") == 0
        assert {letter.to[0] for letter in sent_letters()} == {"deelnemer0@example.org", "deelnemer1@example.org"}
        assert tell_registered(event, "verplaatst 1", "Naar maandag.") == 0
        assert tell_registered(event, "verplaatst 2", "Naar dinsdag.") == 2

    def test_who_came_later_is_told_too_and_who_left_is_not(self):
        event = open_event()
        first, second = fill(event, 2)
        tell_registered(event, "zaal", "Andere zaal.")
        join(event, "later@example.org")
        assert tell_registered(event, "zaal", "Andere zaal.") == 1
        sign_up.cancel(second)
        told = [letter.to[0] for letter in sent_letters() if letter.subject == "Over Wijktafel"]
        assert sorted(told) == ["deelnemer0@example.org", "later@example.org"]
        assert first.state == Registration.State.REGISTERED

    def test_the_clock_hands_them_out_in_portions(self, monkeypatch):
        event = open_event()
        fill(event, 3)
        RegistrationLetter.objects.all().delete()
        tell_registered(event, "zaal", "Andere zaal.")
        monkeypatch.setattr(letters, "MOST_AT_ONCE", 2)
        moment = timezone.now()
        letters.send_due(moment)
        waiting = RegistrationLetter.objects.filter(due_at__lte=moment)
        assert waiting.count() == 1


class FailingBackend(BaseEmailBackend):
    """A mail server that answers with `error`."""

    error = None

    def send_messages(self, email_messages):
        raise self.error


@pytest.fixture
def failing(settings):
    """Let the mail server fail with an error."""

    def fail(error):
        FailingBackend.error = error
        settings.EMAIL_BACKEND = f"{__name__}.FailingBackend"

    return fail


class TestDelivery:
    def test_a_letter_is_sent_once(self):
        register(open_event())
        assert len(sent_letters()) == 1
        [letter] = RegistrationLetter.objects.all()
        letters.send.func(letter.pk)
        assert sent_letters() == []

    def test_one_that_lost_its_worker_is_handed_out_again(self):
        register(open_event())
        [letter] = RegistrationLetter.objects.all()
        assert letter.due_at > timezone.now()
        letters.send_due(timezone.now())
        letter.refresh_from_db()
        before = letter.due_at
        letters.send_due(before)
        letter.refresh_from_db()
        assert letter.due_at > before

    def test_a_failed_attempt_is_repeated_later(self, failing, caplog):
        register(open_event())
        failing(SMTPServerDisconnected("weg"))
        [letter] = RegistrationLetter.objects.all()
        letters.send.func(letter.pk)
        letter.refresh_from_db()
        assert (letter.attempts, letter.sent_at, letter.failed_at) == (1, None, None)
        assert letter.due_at > from_now(seconds=30)
        assert "anna@" not in caplog.text

    def test_an_address_that_is_refused_is_not_tried_again(self, failing):
        register(open_event())
        failing(SMTPRecipientsRefused({"anna@example.org": (550, b"no such user")}))
        [letter] = RegistrationLetter.objects.all()
        letters.send.func(letter.pk)
        letter.refresh_from_db()
        assert letter.failed_at
        letters.send_due(from_now(days=3))
        letter.refresh_from_db()
        assert letter.attempts == 1

    def test_what_is_out_of_date_is_not_sent(self):
        event = open_event()
        registration = join(event)
        sign_up.cancel(registration)
        assert [letter.subject for letter in sent_letters()] == ["U bent afgemeld: Wijktafel"]
        again = join(event)
        event.status = "cancelled"
        event.save()
        letters.queue(again, Kind.REMINDER)
        assert sent_letters() == []
