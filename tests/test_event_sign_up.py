"""Readers register for an event: the form, what it asks and what it refuses."""

import time

import pytest
from django.core import mail
from wagtail.models import Locale

from events.models import Registration
from events.registrations import sign_up_pages
from tests.inventory_flow import data_of, soup_of
from tests.redirects import outcome, post
from tests.registration_samples import (
    a_question,
    fill,
    form_address,
    join,
    open_event,
    register,
    sent_letters,
    with_questions,
)
from tests.sample_records import add_event, from_now, text_of, visit
from visitors.honeypot import stamp
from visitors.rate_limit import Limit

pytestmark = pytest.mark.django_db
TYPED = {"name": "Anna Aanmelder", "address": "anna@example.org"}


def filled_in(client, event, **changes):
    """Return what a person who took ten seconds sends."""
    return data_of(client.get(form_address(event))) | TYPED | {"shown": stamp(time.time() - 10)} | changes


def send(client, event, **changes):
    return client.post(form_address(event), filled_in(client, event, **changes))


def refusals(client, event, **changes):
    """Return the sentences in the summary of a form that is refused."""
    response = send(client, event, **changes)
    assert outcome(response) == "refused"
    shown = soup_of(client.get(response["Location"].partition("#")[0]))
    assert not Registration.objects.exists()
    return [text_of(line) for line in shown.select(".error-summary li")]


class TestSigningUp:
    def test_from_the_page_of_the_event_to_a_place(self, client, django_capture_on_commit_callbacks):
        event = open_event("Wijktafel", capacity=40)
        button = visit(client, event).select_one(".registration a.button")
        assert button["href"] == form_address(event)
        assert "rel" not in button.attrs
        with django_capture_on_commit_callbacks(execute=True):
            page = post(
                client, form_address(event), filled_in(client, event, organisation="Gemeente Soest", role="Adviseur")
            )
        assert "U bent nog niet aangemeld" in text_of(soup_of(page).main)
        registration = Registration.objects.get()
        assert (registration.state, registration.organisation, registration.role) == (
            "unconfirmed",
            "Gemeente Soest",
            "Adviseur",
        )
        [letter] = sent_letters() or mail.outbox
        [link] = [line for line in letter.body.splitlines() if "/agenda/aanmelding/" in line]
        confirmed = post(client, "/" + link.split("/", 3)[3], {"action": "confirm"})
        assert soup_of(confirmed).h1.text == "U bent aangemeld"
        assert "Gemeente Soest" in soup_of(confirmed).main.text

    def test_it_asks_no_more_than_the_event_wants_to_know(self, client):
        names = set(data_of(client.get(form_address(open_event(asks_organisation=False, asks_role=False)))))
        assert not names & {"organisation", "role", "access_needs", "diet"}
        names = set(data_of(client.get(form_address(open_event(asks_access=True, asks_diet=True)))))
        assert names >= {"organisation", "role", "access_needs", "diet"}

    def test_answers_to_own_questions_are_stored(self, client):
        event = with_questions()
        answers = {"vraag-welke_workshop": "Wonen", "vraag-eet_u_mee": "on", "vraag-wat_eet_u": "Soep"}
        assert outcome(send(client, event, **answers)) == "sent"
        stored = Registration.objects.get().answers
        assert stored == {"welke_workshop": "Wonen", "eet_u_mee": True, "wat_eet_u": "Soep"}

    def test_what_is_not_asked_is_neither_required_nor_stored(self, client):
        event = with_questions()
        answers = {"vraag-welke_workshop": "Wonen", "vraag-wat_eet_u": "Soep"}
        assert outcome(send(client, event, **answers)) == "sent"
        assert Registration.objects.get().answers == {"welke_workshop": "Wonen", "eet_u_mee": False}

    def test_a_question_named_like_a_fixed_field_is_another(self, client):
        event = open_event(children={"questions": [a_question("Name"), a_question("Address")]})
        assert outcome(send(client, event, **{"vraag-name": "Iets", "vraag-address": "Anders"})) == "sent"
        registration = Registration.objects.get()
        assert (registration.name, registration.answers) == ("Anna Aanmelder", {"name": "Iets", "address": "Anders"})

    def test_the_answer_is_the_same_for_an_address_that_is_registered(self, client):
        event = open_event()
        join(event)
        before = send(client, event, address="iemand@example.org")["Location"]
        assert send(client, event, name="Een vreemde")["Location"] == before
        assert Registration.objects.get(address="anna@example.org").name == "Anna Aanmelder"

    def test_sent_twice_it_is_one_registration(self, client):
        event = open_event()
        data = filled_in(client, event)
        assert [outcome(client.post(form_address(event), data)) for _ in range(2)] == ["sent", "sent"]
        assert Registration.objects.count() == 1

    def test_invisible_characters_are_not_stored(self, client):
        event = open_event(asks_access=True)
        send(client, event, name="Anna\u202e\r\nBcc: x", access_needs="Een\u200b tolk\x07")
        registration = Registration.objects.get()
        assert (registration.name, registration.access_needs) == ("Anna Bcc: x", "Een tolk")


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"name": " "}, "Vul uw naam in"),
            ({"address": ""}, "Vul uw e-mailadres in"),
            ({"address": "geen adres"}, "e-mailadres"),
            ({"vraag-welke_workshop": ""}, "verplicht"),
            ({"vraag-welke_workshop": "Iets anders"}, "geldige keuze"),
            ({"vraag-eet_u_mee": "on"}, "verplicht"),
            ({"access_needs": "x" * 1005}, "5 tekens te lang"),
            ({"organisation": "x" * 201}, "200"),
        ],
        ids=lambda value: None if isinstance(value, dict) else value.split()[0],
    )
    def test_one_sentence_says_what_to_do_and_nothing_is_stored(self, client, changes, sentence):
        event = with_questions(asks_access=True)
        [line] = refusals(client, event, **{"vraag-welke_workshop": "Wonen"} | changes)
        assert sentence.lower() in line.lower()

    def test_nothing_typed_is_lost(self, client):
        event = with_questions(asks_diet=True)
        typed = {"diet": "Geen <noten>", "vraag-welke_workshop": "Armoede", "vraag-eet_u_mee": "on"}
        shown = post(client, form_address(event), filled_in(client, event, name="", **typed))
        assert {name: data_of(shown)[name] for name in typed} == {name: [value] for name, value in typed.items()}
        assert soup_of(shown).select_one("[name=address]")["value"] == "anna@example.org"

    def test_so_many_from_one_network_that_it_is_no_person(self, client, monkeypatch):
        monkeypatch.setattr(sign_up_pages, "NETWORK", Limit("event-registration-network", 0, 3600))
        [line] = refusals(client, open_event())
        assert "Probeer het over een uur" in line

    def test_one_address_does_not_get_letter_after_letter(self, client):
        for number in range(4):
            assert outcome(send(client, open_event(f"Bijeenkomst {number}"))) == "sent"
        assert outcome(send(client, open_event("Nog een"))) == "refused"


CLOSED = {
    "not yet": ({"registration_opens_at": from_now(days=2)}, "Aanmelden kan vanaf"),
    "closed": ({"registration_deadline": from_now(days=-1)}, "gesloten"),
    "full": ({"capacity": 0}, "Alle plaatsen zijn bezet"),
    "off": ({"status": "cancelled"}, "Gesloten: deze bijeenkomst gaat op deze dag niet door"),
    "over": ({"start": from_now(days=-2)}, "Gesloten: deze bijeenkomst is voorbij"),
}


class TestNotOpen:
    @pytest.mark.parametrize("state", CLOSED)
    def test_form_and_event_say_why(self, client, state):
        fields, words = CLOSED[state]
        event = open_event(**fields)
        for address in (form_address(event), event.url):
            page = visit(client, address)
            assert words.lower() in text_of(page.main).lower()
            assert not page.select("main .registration a.button, main form:not(.sign-up-form) input[name=address]")

    @pytest.mark.parametrize("state", CLOSED)
    def test_sending_it_nevertheless_stores_nothing(self, client, state):
        event = open_event(**CLOSED[state][0])
        assert client.post(form_address(event), TYPED)["Location"] == form_address(event)
        assert not Registration.objects.exists()

    def test_the_last_place_that_goes_while_somebody_types(self, client):
        event = open_event(capacity=1)
        data = filled_in(client, event)
        fill(event, 1)
        page = post(client, form_address(event), data)
        assert "Alle plaatsen zijn bezet" in text_of(soup_of(page).h1)

    def test_a_full_event_with_a_waiting_list_offers_it(self, client):
        event = open_event(capacity=0, has_waiting_list=True)
        assert "U kunt wel op de wachtlijst" in text_of(visit(client, event).select_one(".registration"))
        assert "Zet mij op de wachtlijst" in text_of(visit(client, form_address(event)).main)
        assert outcome(send(client, event)) == "sent"

    def test_an_event_with_registration_elsewhere_has_no_form(self, client):
        event = add_event(start=from_now(days=3), registration="link", registration_url="https://example.org/")
        assert client.get(form_address(event))["Location"] == event.url

    @pytest.mark.parametrize("slug", ["bestaat-niet", "%00", "é", "x" * 300])
    def test_an_unknown_event_is_not_found(self, client, slug):
        assert client.get(f"/agenda/{slug}/aanmelden/").status_code in (400, 404)

    def test_a_draft_has_no_form(self, client):
        event = open_event()
        address = form_address(event)
        event.unpublish()
        assert client.get(address).status_code == 404


class TestEventPage:
    def test_places_left_are_counted_from_confirmed_registrations(self, client):
        event = open_event(capacity=3)
        register(event, "vreemde@example.org")
        join(event)
        assert "Nog 2 plaatsen." in text_of(visit(client, event).select_one(".registration"))
        assert "Nog 2 plaatsen." in text_of(visit(client, form_address(event)).main)

    def test_the_deadline_stands_in_words(self, client):
        event = open_event(registration_deadline=from_now(days=5).replace(hour=22, minute=59, second=59))
        words = text_of(visit(client, event).select_one(".registration"))
        assert "Tot en met" in words

    def test_the_english_page_offers_the_places_and_questions_of_the_dutch_one(self, client):
        event = with_questions(capacity=3)
        locale, _is_new = Locale.objects.get_or_create(language_code="en")
        english = event.copy_for_translation(locale, copy_parents=True)
        english.title, english.capacity = "Neighbourhood table", 50
        english.questions.set([])
        english.save_revision().publish()
        join(event)
        page = visit(client, english)
        assert "2 places left." in text_of(page.select_one(".registration"))
        address = page.select_one(".registration a.button")["href"]
        assert address.startswith("/en/")
        assert visit(client, address).select_one("[name=vraag-welke_workshop]")
        data = data_of(client.get(address)) | TYPED | {"shown": stamp(time.time() - 10)}
        assert outcome(client.post(address, data | {"address": "bob@example.org", "vraag-welke_workshop": "Wonen"}))
        registration = Registration.objects.get(address="bob@example.org")
        assert (registration.event_id, registration.language) == (event.pk, "en")

    def test_one_can_register_in_english_for_an_event_that_is_announced_in_dutch(self, client):
        event = open_event()
        address = f"/en{form_address(event)}"
        data = data_of(client.get(address)) | TYPED | {"shown": stamp(time.time() - 10)}
        assert "Look in your mail" in text_of(soup_of(post(client, address, data)).h1)
        assert Registration.objects.get().language == "en"

    def test_what_can_be_done_names_the_form_as_a_page_of_this_site(self):
        event = open_event("Wijktafel")
        [action] = event.actions
        assert (action.kind, action.url, action.is_external) == ("register", form_address(event), False)

    def test_programs_read_where_to_register_as_long_as_one_can(self, client):
        event, closed = open_event(), open_event(registration_deadline=from_now(days=-1))
        read = [client.get(f"/api/v1/events/{page.translation_key}/").json() for page in (event, closed)]
        assert [each["registration_url"] for each in read] == [f"http://testserver{form_address(event)}", ""]
