"""Readers write to the editors; the message comes by mail and into an inbox, and every record says where to write."""

import smtplib
import time
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kus_site.roles import KUS_ROLE, create_roles
from network.models import Municipality, Organisation, Person
from pages import inbox
from pages.contact import views
from pages.contact.admin import NewMessages
from pages.contact.mail import mail_message
from pages.models import ContactPerson, Message, SiteSettings, StandardPage, Subject
from tests.page_samples import find_sample, list_page_types
from tests.redirects import outcome, post
from tests.sample_records import add_publication, text_of, visit
from visitors.honeypot import TRAP, stamp
from visitors.personal_data import erase_everywhere, list_sources
from visitors.rate_limit import Limit

pytestmark = pytest.mark.django_db
FORM = "/contact/bericht/"
READER = "lezer@example.org"


def filled_in(**changes):
    shown = stamp(time.time() - 10)
    typed = {"topic": "question", "text": "Waar is het boek?", "name": "Vera", "address": READER}
    return typed | {"shown": shown} | changes


def send_mail():
    mail.outbox.clear()
    for pk in Message.objects.values_list("pk", flat=True):
        mail_message.func(pk)
    return list(mail.outbox)


def soup_at(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


@pytest.fixture
def contact_page(home):
    return StandardPage.objects.get(slug="contact", locale__language_code="nl")


class TestWriting:
    def test_a_message_is_kept_and_goes_to_the_editors_with_the_reader_as_address_for_answers(
        self, client, home, django_capture_on_commit_callbacks
    ):
        SiteSettings.objects.update(contact_email="redactie@kus.example")
        DBTaskResult.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(FORM, filled_in())
        assert response["Location"] == f"{FORM}verzonden/"
        assert "De redactie heeft uw bericht" in text_of(soup_at(client, response["Location"]).main)
        message = Message.objects.get()
        assert (message.topic, message.text, message.state) == ("question", "Waar is het boek?", "new")
        assert DBTaskResult.objects.filter(task_path__endswith="mail_message").count() == 1
        [letter] = send_mail()
        assert (letter.to, letter.reply_to) == (["redactie@kus.example"], [READER])
        for words in ("Waar is het boek?", "Vera", READER, f"/admin/messages/edit/{message.pk}/"):
            assert words in letter.body
        assert "Waar is het boek?" in letter.alternatives[0].content

    def test_without_a_contact_address_the_mail_goes_to_those_who_may_answer(
        self, client, home, settings, django_user_model
    ):
        SiteSettings.objects.update(contact_email="")
        settings.CONTACT_EMAIL = ""
        create_roles()
        for name, role in (("kus", KUS_ROLE), ("ander", None), ("weg", KUS_ROLE)):
            user = django_user_model.objects.create_user(name, f"{name}@example.org", is_active=name != "weg")
            user.groups.set([Group.objects.get(name=role) if role else Group.objects.exclude(name=KUS_ROLE).first()])
        client.post(FORM, filled_in())
        assert [letter.to for letter in send_mail()] == [["kus@example.org"]]

    def test_nothing_is_mailed_to_the_sender(self, client, home):
        client.post(FORM, filled_in())
        assert READER not in {address for letter in send_mail() for address in letter.recipients()}

    def test_the_same_words_twice_are_one_message(self, client, home):
        for text in ("Waar is het boek?", "Waar is het boek?", "En de film?"):
            client.post(FORM, filled_in(text=text))
        assert Message.objects.count() == 2

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"topic": ""}, "Kies waar het om gaat."),
            ({"topic": "x"}, "Kies waar het om gaat."),
            ({"text": "  "}, "Schrijf uw bericht."),
            ({"address": "vera"}, "Dit is geen e-mailadres"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, client, home, wrong, words):
        page = BeautifulSoup(post(client, FORM, filled_in(**wrong)).content, "html.parser")
        assert words in text_of(page.select_one("#error-summary"))
        assert page.select_one("[name=name]")["value"] == "Vera"
        assert not Message.objects.exists()

    def test_robots_and_floods_are_stopped(self, client, home, monkeypatch):
        assert "Waar is het boek?" in post(client, FORM, filled_in(**{TRAP: "x"})).content.decode()
        assert not Message.objects.exists()
        monkeypatch.setattr(views, "NETWORK", Limit("proef-network", 1, 3600))
        client.post(FORM, filled_in())
        assert "En de film?" in post(client, FORM, filled_in(text="En de film?")).content.decode()
        assert Message.objects.count() == 1

    def test_what_is_typed_is_escaped_and_ends_no_header(self, client, home):
        client.post(FORM, filled_in(text="<script>1</script>\r\nBcc: iemand@example.org"))
        [letter] = send_mail()
        assert "\n" not in letter.subject
        assert letter.bcc == []
        assert "<script>" not in letter.alternatives[0].content

    def test_it_is_english_under_en(self, client, home):
        assert soup_at(client, f"/en{FORM}").h1.text.strip() == "Send us a message"
        client.post(f"/en{FORM}", filled_in())
        assert Message.objects.get().language == "en"


class TestContactPage:
    def test_it_shows_the_form_the_addresses_and_whom_to_turn_to(self, client, contact_page):
        SiteSettings.objects.update(contact_email="redactie@kus.example", postal_address="Plein 1, Utrecht")
        person = Person.objects.create(given_name="Noor", family_name="Kraan", role="coördinator")
        contact_page.contact_people.add(ContactPerson(person=person, subject="Aanmelden"))
        contact_page.save_revision().publish()
        soup = visit(client, contact_page)
        assert soup.select_one("main a[href='mailto:redactie@kus.example']")
        for words in ("Plein 1, Utrecht", "Noor Kraan", "coördinator", "Aanmelden"):
            assert words in text_of(soup.main)
        assert soup.select_one(f"main form[action='{FORM}'] textarea[name=text]")
        [link] = [link for link in soup.select("main a") if text_of(link) == "Schrijf aan Noor Kraan"]
        form = soup_at(client, link["href"])
        assert "Noor Kraan" in text_of(form.main)
        assert form.select_one("[name=topic][checked]")["value"] == "question"

    def test_a_message_from_there_arrives_and_a_refused_one_comes_back_whole(self, client, contact_page):
        form = visit(client, contact_page).select_one(f"form[action='{FORM}']")
        hidden = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
        assert outcome(client.post(FORM, hidden | filled_in())) == "sent"
        back = post(client, FORM, hidden | filled_in(address="fout"))
        assert "Waar is het boek?" in back.content.decode()

    def test_other_pages_of_text_have_no_form(self, client, home):
        page = StandardPage.objects.get(slug="privacy", locale__language_code="nl")
        assert not visit(client, page).select(f"form[action='{FORM}']")


class TestAboutAPage:
    def test_a_record_leads_to_the_form_that_says_what_it_is_about(self, client, home):
        page = add_publication("Zandloper")
        link = visit(client, page).select_one("main .correction a")
        assert text_of(link) == "Klopt er iets niet, of mist u iets? Laat het ons weten"
        form = soup_at(client, link["href"])
        assert "Zandloper" in text_of(form.main)
        assert form.select_one("[name=topic][checked]")["value"] == "correction"
        assert form.select_one("meta[name=robots][content*=noindex]")
        client.post(link["href"], filled_in(topic="correction"))
        message = Message.objects.get()
        assert (message.page_id, message.about, message.about_url) == (page.pk, "Zandloper", page.url)
        [letter] = send_mail()
        assert letter.subject == "Er klopt iets niet: Zandloper"
        assert f"http://127.0.0.1:8000{page.url}" in letter.body

    def test_every_type_of_record_has_the_link_and_no_listing(self, db, rendered_pages):
        for page_type in list_page_types():
            links = rendered_pages.get(find_sample(page_type).url).soup.select("main .correction a")
            expected = page_type.__name__ != "HomePage" and not page_type.is_listing
            assert len(links) == expected, page_type

    @pytest.mark.parametrize("model", [Municipality, Organisation, Person, Subject])
    def test_what_is_no_page_has_it_too(self, client, home, model):
        row = model.objects.first()
        for prefix in ("", "/en"):
            address = f"{prefix}{row.get_absolute_url()}"
            link = soup_at(client, address).select_one("main .correction a")
            form = soup_at(client, link["href"])
            assert form.select_one(f"main a[href='{address}']").text == str(row)

    def test_nobody_learns_of_pages_that_are_not_public(self, client, home):
        page = add_publication("Geheim")
        page.unpublish()
        for key in (
            page.pk,
            10**12,
            "x",
            "-1",
            "٣",
            "9" * 40,
            "//example.org/",
            "/admin/",
            "/gemeenten/niets/",
            "/" * 999,
        ):
            soup = BeautifulSoup(client.get(FORM, {"over": key}).content, "html.parser")
            assert soup.select_one("[name=text]"), key
            assert "Geheim" not in text_of(soup.main)
            assert text_of(soup.h1) == "Stuur ons een bericht"


class TestMail:
    def test_a_mail_server_that_is_away_is_tried_again_and_one_that_refuses_is_not(self, client, home, monkeypatch):
        SiteSettings.objects.update(contact_email="redactie@kus.example")
        client.post(FORM, filled_in())
        [pk] = Message.objects.values_list("pk", flat=True)
        DBTaskResult.objects.all().delete()

        def fail(*args, **kwargs):
            raise ConnectionRefusedError

        monkeypatch.setattr(inbox, "send_letter", fail)
        mail_message.func(pk)
        again = DBTaskResult.objects.get()
        assert again.run_after > timezone.now()
        assert again.args_kwargs["args"] == [pk, 1, ["redactie@kus.example"]]

        def refuse(*args, **kwargs):
            raise smtplib.SMTPDataError(550, b"no")

        monkeypatch.setattr(inbox, "send_letter", refuse)
        with pytest.raises(smtplib.SMTPDataError):
            mail_message.func(pk)
        assert DBTaskResult.objects.count() == 1

    def test_a_message_that_was_erased_meanwhile_sends_nothing(self, home):
        mail_message.func(10**9)
        assert mail.outbox == []


class TestEditors:
    @pytest.fixture
    def editor(self, django_user_model):
        create_roles()
        editor = django_user_model.objects.create_user("redacteur", "r@example.org", "geheim-voor-de-test")
        editor.groups.add(Group.objects.get(name=KUS_ROLE))
        return editor

    @pytest.fixture
    def message(self, client, home):
        client.post(FORM, filled_in())
        return Message.objects.get()

    def test_the_inbox_and_the_dashboard_show_what_waits(self, client, message, editor):
        client.force_login(editor)
        edit = reverse("contact_messages:edit", args=[message.pk])
        index = client.get(reverse("contact_messages:index")).content.decode()
        assert edit in index
        front = client.get("/admin/").content.decode()
        assert "Berichten van lezers" in front
        assert edit in front
        shown = BeautifulSoup(client.get(edit).content, "html.parser")
        assert "Waar is het boek?" in shown.text
        assert shown.select_one(f"a[href^='mailto:{READER}?subject=']")

    def test_who_answered_is_kept_and_what_is_new_again_waits_again(self, client, message, editor):
        client.force_login(editor)
        edit = reverse("contact_messages:edit", args=[message.pk])
        changed = {"state": "answered", "note": "Gebeld", "address": "ander@example.org", "text": "x"}
        assert client.post(edit, changed).status_code == 302
        message.refresh_from_db()
        assert (message.state, message.note, message.handled_by) == ("answered", "Gebeld", editor)
        assert (message.address, message.text) == (READER, "Waar is het boek?")
        assert message.handled_at
        assert not NewMessages().find(editor).exists()
        client.post(edit, {"state": "new", "note": ""})
        message.refresh_from_db()
        assert (message.handled_at, message.handled_by) == (None, None)
        assert NewMessages().find(editor).get() == message

    def test_what_readers_write_is_escaped_in_the_admin(self, client, message, editor):
        Message.objects.update(text="<script>1</script>", name="<b>x</b>", about="<i>y</i>", about_url="/x/")
        client.force_login(editor)
        for address in (reverse("contact_messages:edit", args=[message.pk]), reverse("contact_messages:index")):
            shown = client.get(address).content.decode()
            assert not [each for each in ("<script>1", "<b>x</b>", "<i>y</i>") if each in shown]

    def test_others_do_not_see_it(self, client, message, editor, django_user_model):
        other = django_user_model.objects.create_user("ander", "a@example.org", "geheim-voor-de-test")
        other.groups.add(Group.objects.exclude(name=KUS_ROLE).first())
        client.force_login(other)
        for address in (reverse("contact_messages:index"), reverse("contact_messages:edit", args=[message.pk])):
            response = client.get(address)
            assert response.status_code in (302, 403)
            assert READER not in response.content.decode()
        assert READER not in client.get("/admin/").content.decode()

    def test_the_list_asks_no_more_with_more_messages(self, client, message, editor, django_assert_max_num_queries):
        for number in range(30):
            Message.objects.create(topic="tip", text=f"Tip {number}", address=READER, state="closed", handled_by=editor)
        client.force_login(editor)
        client.get(reverse("contact_messages:index"))
        with django_assert_max_num_queries(25):
            client.get(reverse("contact_messages:index"))


class TestPersonalData:
    def test_people_see_correct_and_erase_what_they_sent(self, client, home):
        client.post(FORM, filled_in())
        [source] = [each for each in list_sources() if each.name == "messages"]
        [held] = source.find(READER.upper())
        assert "Waar is het boek?" in dict(held.rows).values()
        source.correct(READER, held.key, {"name": "Vera V."})
        assert Message.objects.get().name == "Vera V."
        erase_everywhere(READER)
        assert not Message.objects.exists()

    def test_it_goes_ninety_days_after_the_answer_and_after_a_year(self, home):
        now = timezone.now()
        for text, created, handled in (
            ("beantwoord", 100, 91),
            ("net beantwoord", 100, 89),
            ("open", 364, None),
            ("oud", 366, None),
        ):
            Message.objects.create(
                topic="tip",
                text=text,
                address=READER,
                created_at=now - timedelta(days=created),
                handled_at=handled and now - timedelta(days=handled),
            )
        call_command("forget_requests")
        assert set(Message.objects.values_list("text", flat=True)) == {"net beantwoord", "open"}
