"""Registration for an event: the pages behind the private link, a lost link, and what editors set."""

import time

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from events.models import EventIndexPage, EventPage, Registration
from events.registrations.links import make_token
from kus_site.content.importer import import_folder
from kus_site.models import ContentKey
from tests.inventory_flow import data_of, soup_of
from tests.redirects import post
from tests.registration_samples import a_question, fill, form_address, join, open_event, sent_letters, with_questions
from tests.sample_records import from_now, text_of, visit
from visitors.honeypot import stamp

pytestmark = pytest.mark.django_db


class TestPrivatePages:
    @pytest.fixture
    def event(self):
        return with_questions()

    @pytest.fixture
    def address(self, event):
        registration = join(event, answers={"welke_workshop": "Wonen", "eet_u_mee": True, "wat_eet_u": "Soep"})
        return f"/agenda/aanmelding/{make_token(registration)}/"

    def test_it_shows_what_was_filled_in(self, client, address):
        words = text_of(soup_of(client.get(address)).main)
        for part in ("Anna Aanmelder", "anna@example.org", "Welke workshop? Wonen", "Eet u mee? ja", "Wat eet u? Soep"):
            assert part in words

    def test_answers_are_changed(self, client, address):
        data = data_of(client.get(f"{address}wijzigen/"))
        assert data["vraag-wat_eet_u"] == ["Soep"]
        page = post(client, f"{address}wijzigen/", data | {"name": "Anna Anders", "vraag-eet_u_mee": ""})
        assert "Uw wijzigingen zijn bewaard." in text_of(soup_of(page).main)
        registration = Registration.objects.get()
        assert (registration.name, registration.state) == ("Anna Anders", "registered")
        assert registration.answers == {"welke_workshop": "Wonen", "eet_u_mee": False}

    def test_a_change_that_is_refused_comes_back(self, client, address):
        data = data_of(client.get(f"{address}wijzigen/")) | {"name": "", "organisation": "Nieuw"}
        page = post(client, f"{address}wijzigen/", data)
        assert "Vul uw naam in" in text_of(soup_of(page).select_one(".error-summary"))
        assert data_of(page)["organisation"] == ["Nieuw"]
        assert Registration.objects.get().name == "Anna Aanmelder"

    def test_two_tabs_do_not_overwrite_each_other(self, client, address):
        data = data_of(client.get(f"{address}wijzigen/"))
        client.post(f"{address}wijzigen/", data | {"organisation": "Uit het ene tabblad"})
        page = post(client, f"{address}wijzigen/", data | {"organisation": "Uit het andere"})
        assert Registration.objects.get().organisation == "Uit het ene tabblad"
        both = text_of(soup_of(page).select_one(".conflict"))
        assert "Uit het ene tabblad" in both
        assert "Uit het andere" in both

    def test_cancelling_is_asked_first(self, client, address):
        question = soup_of(client.get(f"{address}afmelden/"))
        assert Registration.objects.get().state == "registered"
        form = question.select_one("main form")
        page = post(client, form["action"], {form.button["name"]: form.button["value"]})
        assert soup_of(page).h1.text == "U bent niet meer aangemeld"
        assert client.get(f"{address}wijzigen/")["Location"] == address
        assert client.get(f"{address}afmelden/")["Location"] == address

    def test_nothing_changes_after_the_event(self, client, event, address):
        EventPage.objects.filter(pk=event.pk).update(ends_at=from_now(hours=-1))
        assert client.post(f"{address}wijzigen/", {"name": "Anders"})["Location"] == address
        assert Registration.objects.get().name == "Anna Aanmelder"

    def test_who_waits_reads_their_number(self, client):
        event = open_event(capacity=0, has_waiting_list=True)
        fill(event, 2)
        token = make_token(join(event))
        assert "U bent nummer 3 op de wachtlijst." in text_of(soup_of(client.get(f"/agenda/aanmelding/{token}/")).main)

    def test_what_people_typed_is_escaped(self, client, event):
        registration = join(event, "eva@example.org", "<script>alert(1)</script>", answers={"welke_workshop": "<b>x"})
        page = client.get(f"/agenda/aanmelding/{make_token(registration)}/").content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page
        assert "<b>x" not in page

    @pytest.mark.parametrize("part", ["", "wijzigen/", "afmelden/"])
    def test_pages_of_a_wrong_link_say_so(self, client, part):
        page = client.get(f"/agenda/aanmelding/kapot/{part}")
        assert page.status_code == 400
        assert "no-store" in page["Cache-Control"]


class TestLostLink:
    def test_it_is_mailed_also_when_registration_is_closed(self, client, django_capture_on_commit_callbacks):
        event = open_event()
        join(event)
        sent_letters()
        Registration.objects.get().letters.update(created_at=from_now(hours=-1))
        EventPage.objects.filter(pk=event.pk).update(registration_deadline=from_now(days=-1))
        link = visit(client, form_address(event)).select_one(f"main a[href='{form_address(event)}link/']")
        data = data_of(client.get(link["href"])) | {"address": "anna@example.org", "shown": stamp(time.time() - 10)}
        page = post(client, link["href"], data)
        assert "Is uw adres aangemeld" in text_of(soup_of(page).main)
        [letter] = sent_letters()
        assert "/agenda/aanmelding/" in letter.body

    def test_the_answer_is_the_same_for_an_unknown_address(self, client):
        event = open_event()
        address = f"{form_address(event)}link/"
        data = data_of(client.get(address)) | {"address": "niemand@example.org", "shown": stamp(time.time() - 10)}
        assert "Is uw adres aangemeld" in text_of(soup_of(post(client, address, data)).main)
        assert sent_letters() == []


class TestEditing:
    def test_the_form_can_be_seen_before_it_is_published(self):
        event = open_event()
        event.questions = [a_question("Welke workshop?")]
        page = soup_of(event.make_preview_request(preview_mode="registration"))
        assert page.select_one("main form [name=vraag-welke_workshop]")
        assert not page.select("main form button")
        assert soup_of(event.make_preview_request()).select_one(".registration")

    @pytest.mark.usefixtures("kept_contexts")
    def test_questions_that_nobody_could_answer_are_refused_in_the_editor(self, administrator_client):
        event = open_event()
        rows = [{"label": "Welke workshop?", "field_type": "radio", "choices": "", "ORDER": "1", "id": ""}]
        others = ("sessions", "programme_items", "speakers", "organisers", "recordings", "photos", "quotes")
        chosen = (
            "action_links",
            "attachments",
            "related_records",
            "theme_links",
            "subject_links",
            "teaser_placements",
            "comments",
        )
        data = nested_form_data(
            {
                "title": event.title,
                "slug": event.slug,
                "kind": event.kind_id,
                "status": event.status,
                "registration": "form",
                "registration_kept_days": "30",
                "body-count": 0,
                "report-count": 0,
                "questions": inline_formset(rows),
                "action-publish": "1",
                **{name: inline_formset([]) for name in (*others, *chosen)},
            }
        )
        address = reverse("wagtailadmin_pages:edit", args=[event.pk])
        response = administrator_client.post(address, data)
        [form] = response.context["form"].formsets["questions"].forms
        assert form.errors == {"choices": ["Schrijf de keuzes op, één per regel."]}
        data["questions-0-choices"] = "Armoede\nWonen"
        assert administrator_client.post(address, data).status_code == 302
        assert EventPage.objects.get(pk=event.pk).questions.get().clean_name == "welke_workshop"

    def test_questions_go_with_import(self, tmp_path):
        agenda = EventIndexPage.objects.get(locale__language_code="nl")
        parent = ContentKey.objects.get(object_id=agenda.pk, content_type=agenda.content_type).key
        kind = ContentKey.objects.filter(content_type__model="eventkind").first().key
        question = "{label: Welke workshop?, field_type: radio, required: true, choices: Armoede}"
        lines = ["type: event", "id: tafel", "title: Tafel", f"parent: {parent}", f"kind: {kind}", "date: 2031-04-10"]
        lines += ["registration: form", "asks_diet: true", "asks_role: false", "questions:", f"  - {question}"]
        (tmp_path / "tafel.md").write_text("---\n" + "\n".join(lines) + "\n---\n")
        import_folder(tmp_path)
        event = EventPage.objects.get(title="Tafel")
        assert (event.asks_diet, event.asks_role, event.asks_organisation) == (True, False, True)
        assert [(each.label, each.clean_name) for each in event.questions.all()] == [
            ("Welke workshop?", "welke_workshop")
        ]
