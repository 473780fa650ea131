"""The editors' side of registration: who comes, a message to all, attendance at the door, files and print."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import Locale

from events.models import EventQuestion, Registration, RegistrationLetter, RegistrationNotice
from events.registrations import sign_up
from events.registrations.letters import tell_registered
from events.registrations.retention import forget_registrations
from kus_site.roles import create_roles
from tests.redirects import follow
from tests.registration_samples import join, open_event, register, sent_letters
from tests.sample_records import add_event, from_now, text_of

pytestmark = pytest.mark.django_db
PAGES = ["", "door/", "message/", "print/list/", "print/badges/"]


def address_of(event, rest=""):
    """Return the address of a page about the registrations for an event."""
    return f"/admin/events/{event.pk}/registrations/{rest}"


def read(client, address):
    """Return a page of the admin as BeautifulSoup."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def event(db):
    """An event with a question of its own, on which two people come and one waits."""
    event = open_event(capacity=2, has_waiting_list=True, children={"questions": [question()]})
    join(
        event,
        "bea@example.org",
        "Bea Bakker",
        organisation="Buurtzorg",
        diet="halal",
        answers={"welke_workshop": "Koken"},
    )
    join(event, "adam@example.org", "Adam Ali", access_needs="rolstoel")
    join(event, "wim@example.org", "Wim Wacht")
    return event


def question():
    """Return a question of an event."""
    return EventQuestion(label="Welke workshop?", field_type="singleline", clean_name="welke_workshop")


class TestPermissions:
    @pytest.mark.parametrize("rest", [*PAGES, "../registrations.csv"])
    def test_only_who_may_edit_the_event_sees_them(self, client, django_user_model, event, rest):
        address = address_of(event, rest).replace("registrations/../", "")
        assert client.get(address).status_code == 302
        create_roles()
        user = django_user_model.objects.create_user("gast", "gast@example.org", "geheim-voor-de-test")
        user.groups.add(Group.objects.exclude(name="Redactie kUS").filter(name__startswith="Redactie").first())
        client.force_login(user)
        response = client.get(address)
        # As Wagtail answers who may not: back to the first screen of the admin, with a sentence.
        assert response.status_code in (302, 403)
        assert "Bea" not in response.content.decode()
        user.groups.set([Group.objects.get(name="Redactie kUS")])
        assert client.get(address).status_code == 200

    def test_posts_are_refused_too(self, client, django_user_model, event):
        create_roles()
        user = django_user_model.objects.create_user("gast", "gast@example.org", "geheim-voor-de-test")
        user.groups.add(Group.objects.exclude(name="Redactie kUS").filter(name__startswith="Redactie").first())
        client.force_login(user)
        person = Registration.objects.first()
        client.post(address_of(event, "door/"), {"person": person.pk, "there": "yes"})
        client.post(address_of(event, f"{person.pk}/"))
        client.post(address_of(event, "message/"), {"people": "all"})
        person.refresh_from_db()
        assert (person.state, person.attended_at) == ("registered", None)
        assert not RegistrationNotice.objects.exists()


class TestList:
    def test_it_names_who_comes_by_name_and_narrows(self, administrator_client, event):
        page = read(administrator_client, address_of(event))
        names = [text_of(link) for link in page.select("tbody th a")]
        assert names == ["Adam Ali", "Bea Bakker", "Wim Wacht"]
        assert "Aangemeld: 2. Op de wachtlijst: 1." in text_of(page)
        found = read(administrator_client, address_of(event, "?q=buurtzorg"))
        assert [text_of(link) for link in found.select("tbody th a")] == ["Bea Bakker"]
        waiting = read(administrator_client, address_of(event, "?state=waiting"))
        assert [text_of(link) for link in waiting.select("tbody th a")] == ["Wim Wacht"]

    def test_the_page_of_the_event_leads_to_it(self, administrator_client, event):
        page = read(administrator_client, reverse("wagtailadmin_pages:edit", args=[event.pk]))
        [link] = page.select(f'a[href="{address_of(event)}"]')
        assert text_of(link) == "3 aanmeldingen"
        other = read(administrator_client, reverse("wagtailadmin_pages:edit", args=[add_event("Zonder").pk]))
        assert not other.select('a[href$="/registrations/"]')

    def test_the_page_of_a_translation_shows_the_same(self, administrator_client, event):
        english = event.copy_for_translation(locale=Locale.objects.get(language_code="en"))
        assert "Bea Bakker" in text_of(read(administrator_client, address_of(english)))

    def test_one_registration_shows_answers_and_mails_and_can_be_cancelled(self, administrator_client, event):
        bea = Registration.objects.get(name="Bea Bakker")
        sent_letters()
        RegistrationLetter.objects.filter(registration=bea, kind="registered").update(
            sent_at=None, failed_at=bea.created_at
        )
        address = address_of(event, f"{bea.pk}/")
        words = text_of(read(administrator_client, address))
        for part in ("Welke workshop?", "Koken", "halal", "Buurtzorg", "kwam niet aan"):
            assert part in words
        assert "Een mail kwam niet aan" in text_of(read(administrator_client, address_of(event)))
        administrator_client.post(address)
        assert Registration.objects.get(pk=bea.pk).state == "cancelled"
        assert Registration.objects.get(name="Wim Wacht").state == "registered"
        other = open_event("Andere")
        assert administrator_client.get(address_of(other, f"{bea.pk}/")).status_code == 404

    def test_what_people_typed_is_escaped(self, administrator_client, event):
        join(event, "kwaad@example.org", "<script>alert(1)</script>", organisation="<b>x</b>")
        for rest in PAGES:
            assert "<script>alert(1)" not in administrator_client.get(address_of(event, rest)).content.decode()


class TestDoor:
    def test_a_press_ticks_a_press_on_undo_takes_it_away(self, administrator_client, event):
        adam = Registration.objects.get(name="Adam Ali")
        address = address_of(event, "door/")
        response = administrator_client.post(address, {"person": adam.pk, "there": "yes", "q": "adam"})
        assert response["Location"] == f"{address}?q=adam#person-{adam.pk}"
        page = BeautifulSoup(follow(administrator_client, response).content, "html.parser")
        assert "Aanwezig: 1 van 2" in text_of(page)
        assert [text_of(name) for name in page.select(".door-list strong")] == ["Adam Ali"]
        first = Registration.objects.get(pk=adam.pk).attended_at
        administrator_client.post(address, {"person": adam.pk, "there": "yes"})
        assert Registration.objects.get(pk=adam.pk).attended_at == first
        administrator_client.post(address, {"person": adam.pk, "there": "no"})
        assert Registration.objects.get(pk=adam.pk).attended_at is None

    def test_only_people_of_this_event_who_can_be_there(self, administrator_client, event):
        gone = Registration.objects.get(name="Bea Bakker")
        sign_up.cancel(gone)
        address = address_of(event, "door/")
        assert administrator_client.post(address, {"person": gone.pk, "there": "yes"}).status_code == 404
        elsewhere = join(open_event("Andere"), "elders@example.org")
        assert administrator_client.post(address, {"person": elsewhere.pk, "there": "yes"}).status_code == 404
        assert administrator_client.post(address, {"person": "x"}).status_code == 404

    def test_each_button_says_whom_it_is_about(self, administrator_client, event):
        page = read(administrator_client, address_of(event, "door/"))
        labels = [button["aria-label"] for button in page.select(".door-list button")]
        assert labels == ["Adam Ali is er", "Bea Bakker is er", "Wim Wacht is er"]


class TestWalkIn:
    def add(self, client, event, name, **values):
        """Return the response of adding somebody at the door."""
        return client.post(address_of(event, "door/"), {"walk_in": "yes", "name": name} | values)

    def test_who_came_without_signing_up_is_added_as_present_and_gets_no_mail(self, administrator_client, event):
        sent_letters()
        response = self.add(administrator_client, event, "Tina \u200bToevallig", organisation="Buurthuis")
        tina = Registration.objects.get(name="Tina Toevallig")
        assert response["Location"] == f"{address_of(event, 'door/')}#person-{tina.pk}"
        assert tina.attended_at
        page = text_of(BeautifulSoup(follow(administrator_client, response).content, "html.parser"))
        # Beyond the two places, for the person is there.
        assert "Aanwezig: 1 van 3" in page
        assert "Kwam zonder aanmelding" in page
        assert "Kwam zonder aanmelding" in text_of(read(administrator_client, address_of(event)))
        table = administrator_client.get(f"/admin/events/{event.pk}/registrations.csv").getvalue().decode()
        assert "Tina Toevallig" in table
        tell_registered(event, "proef", "Bericht.")
        administrator_client.post(address_of(event, f"{tina.pk}/"))
        assert Registration.objects.get(pk=tina.pk).state == "cancelled"
        assert {letter.to[0] for letter in sent_letters()} == {f"{who}@example.org" for who in ("bea", "adam", "wim")}

    def test_pressing_twice_adds_once_and_another_organisation_is_another_person(self, administrator_client, event):
        for organisation in ("", "", "Buurthuis"):
            self.add(administrator_client, event, "Jan Jansen", organisation=organisation)
        assert Registration.objects.filter(name="Jan Jansen").count() == 2

    def test_undoing_takes_somebody_away_who_was_added_by_mistake(self, administrator_client, event):
        self.add(administrator_client, event, "Tina Toevallig")
        tina = Registration.objects.get(name="Tina Toevallig")
        administrator_client.post(address_of(event, "door/"), {"person": tina.pk, "there": "no"})
        assert not Registration.objects.filter(pk=tina.pk).exists()

    @pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 121])
    def test_without_a_name_nobody_is_added_and_what_was_typed_stays(self, administrator_client, event, name):
        response = self.add(administrator_client, event, name, organisation="Buurthuis")
        page = BeautifulSoup(response.content, "html.parser")
        assert page.select_one("input[name=organisation]")["value"] == "Buurthuis"
        assert page.select_one(".w-field__errors, .error-message")
        assert Registration.objects.of_event(event).count() == 3

    def test_no_address_is_nobody_who_asks_for_data_or_a_link(self, administrator_client, event):
        self.add(administrator_client, event, "Tina Toevallig")
        assert not Registration.objects.with_address("").exists()

    def test_what_is_known_of_them_goes_after_the_period_too(self, administrator_client):
        event = open_event("Voorbij", start=from_now(hours=1))
        self.add(administrator_client, event, "Tina Toevallig", organisation="Buurthuis")
        forget_registrations(from_now(days=40))
        [left] = Registration.objects.of_event(event)
        assert (left.name, left.organisation) == ("", "")
        assert left.attended_at


class TestMessage:
    def form(self, client, event, **values):
        """Return the values of the form with its key."""
        page = read(client, address_of(event, "message/"))
        return {
            "key": page.select_one("input[name=key]")["value"],
            "people": "all",
            "subject": "Zaal",
            "text": "Zaal 2.",
        } | values

    def test_it_goes_to_the_chosen_people_once(self, administrator_client, event):
        sent_letters()
        data = self.form(administrator_client, event, people="registered")
        for _press in range(2):
            assert administrator_client.post(address_of(event, "message/"), data).status_code == 302
        letters = sent_letters()
        assert sorted(letter.to[0] for letter in letters) == ["adam@example.org", "bea@example.org"]
        assert {letter.subject for letter in letters} == {"Zaal"}
        page = text_of(read(administrator_client, address_of(event, "message/")))
        assert "Eerdere berichten" in page
        assert RegistrationNotice.objects.get().created_by.username == "beheerder"

    def test_what_was_typed_stays_when_something_is_missing(self, administrator_client, event):
        data = self.form(administrator_client, event, subject="")
        page = BeautifulSoup(administrator_client.post(address_of(event, "message/"), data).content, "html.parser")
        assert page.textarea.text.strip() == "Zaal 2."
        assert not RegistrationNotice.objects.exists()

    def test_nobody_in_the_group_is_said(self, administrator_client):
        event = open_event("Leeg")
        data = self.form(administrator_client, event)
        page = administrator_client.post(address_of(event, "message/"), data)
        assert "Er is niemand in deze groep." in page.content.decode()
        assert not RegistrationNotice.objects.exists()


class TestFiles:
    def test_csv_has_all_that_was_filled_in_and_no_formula(self, administrator_client, event):
        register(event, "onbevestigd@example.org", "Onbevestigd")
        join(event, "kwaad@example.org", '=HYPERLINK("https://kwaad.example")')
        content = b"".join(administrator_client.get(f"/admin/events/{event.pk}/registrations.csv").streaming_content)
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert rows[0][0] == "Naam"
        assert rows[0][-1] == "Welke workshop?"
        people = {row[0]: row for row in rows[1:]}
        assert set(people) == {"Adam Ali", "Bea Bakker", "Wim Wacht", '\'=HYPERLINK("https://kwaad.example")'}
        assert people["Bea Bakker"][1:5] == ["bea@example.org", "Buurtzorg", "", "Aangemeld"]
        assert people["Bea Bakker"][-1] == "Koken"
        assert "rolstoel" in people["Adam Ali"]

    def test_xlsx(self, administrator_client, event):
        response = administrator_client.get(f"/admin/events/{event.pk}/registrations.xlsx")
        rows = list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.values)
        assert [row[0] for row in rows[1:]] == ["Adam Ali", "Bea Bakker", "Wim Wacht"]
        assert "no-store" in response["Cache-Control"]

    def test_another_kind_of_file_is_not_there(self, administrator_client, event):
        assert administrator_client.get(f"/admin/events/{event.pk}/registrations.exe").status_code == 404
        assert administrator_client.get(address_of(event, "print/iets/")).status_code == 404

    def test_paper_names_who_has_a_place(self, administrator_client, event):
        badges = read(administrator_client, address_of(event, "print/badges/"))
        assert [text_of(name) for name in badges.select(".badges strong")] == ["Adam Ali", "Bea Bakker"]
        page = read(administrator_client, address_of(event, "print/list/"))
        assert [text_of(name) for name in page.select("tbody th")] == ["Adam Ali", "Bea Bakker"]
        assert "rolstoel" in text_of(page)
        assert "halal" in text_of(page)
