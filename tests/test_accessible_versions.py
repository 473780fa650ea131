"""Readers find the accessible version of a file, or ask for one; editors get the request by mail and in an inbox."""

import smtplib
import time
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, CollectionViewRestriction

from kus_site.roles import KUS_ROLE, create_roles
from pages import inbox
from pages.accessible_versions import mail as mailing
from pages.accessible_versions import views
from pages.accessible_versions.admin import OpenRequests
from pages.models import AccessibleVersionRequest, SiteDocument, SiteSettings, TextProblem, TextState
from publications.models import PartFile, PublicationFile, PublicationPart
from tests.file_samples import PDF, office
from tests.redirects import outcome, post
from tests.sample_records import add_publication, text_of, visit
from visitors.honeypot import TRAP, stamp
from visitors.personal_data import erase_everywhere, list_sources
from visitors.rate_limit import Limit

pytestmark = pytest.mark.django_db
FORM = "/toegankelijke-versie/"
READER = "lezer@example.org"


def make_document(title="Zandloper", name="stuk.pdf", content=PDF, **fields):
    document = SiteDocument(title=title, **fields)
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    SiteDocument.objects.filter(pk=document.pk).update(text_state=TextState.READ, **fields)
    return SiteDocument.objects.get(pk=document.pk)


@pytest.fixture
def document(home):
    return make_document()


@pytest.fixture
def page(document):
    return add_publication("Zandloper", children={"files": [PublicationFile(document=document)]})


@pytest.fixture
def form(page, document):
    """The address of the form of a file that readers see."""
    return f"{FORM}?bestand={document.pk}"


def filled_in(**changes):
    shown = stamp(time.time() - 10)
    return {"need": "Een Word-bestand", "name": "Vera", "address": READER, "shown": shown} | changes


def send_mail():
    mail.outbox.clear()
    for pk in AccessibleVersionRequest.objects.values_list("pk", flat=True):
        mailing.mail_request.func(pk)
    return list(mail.outbox)


class TestBesideTheFile:
    def test_the_accessible_version_stands_beside_it(self, client, document):
        other = make_document("Zandloper in Word", "stuk.docx", office())
        part = PublicationPart(title="Deel een", files=[PartFile(document=document, accessible_version=other)])
        files = [PublicationFile(document=document, accessible_version=other)]
        soup = visit(client, add_publication(children={"files": files, "parts": [part]}))
        for link, title in zip(soup.select(f"main a[href='{other.url}']"), ("Zandloper", "Deel een"), strict=True):
            assert text_of(link).startswith(f"Toegankelijke versie van {title} (docx, ")
        assert not soup.select(f"main .downloads a[href^='{FORM}']")

    def test_a_pdf_without_one_can_be_asked_for(self, client, page, form):
        link = visit(client, page).select_one(f".downloads a[href='{form}']")
        assert text_of(link) == "Vraag een toegankelijke versie van Zandloper"
        assert client.get(link["href"]).status_code == 200

    @pytest.mark.parametrize(
        ("name", "facts", "expected"),
        [
            ("stuk.pdf", {"tagged": True}, False),
            ("stuk.pdf", {"tagged": False}, True),
            ("stuk.pdf", {"tagged": True, "text_problem": TextProblem.NO_TEXT}, True),
            ("stuk.docx", {}, False),
        ],
    )
    def test_only_what_is_hard_to_read_has_the_link(self, home, name, facts, expected):
        document = make_document(name=name, content=office() if name.endswith("docx") else PDF, **facts)
        assert views.is_hard_to_read(document) == expected


class TestAsking:
    def test_a_request_is_kept_and_goes_to_the_editors_with_the_reader_as_address_for_answers(
        self, client, form, document, django_capture_on_commit_callbacks
    ):
        SiteSettings.objects.update(contact_email="redactie@kus.example")
        soup = BeautifulSoup(client.get(form).content, "html.parser")
        assert "Zandloper" in text_of(soup.main)
        assert not soup.select("input[name=file]")
        DBTaskResult.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(form, filled_in())
        assert response["Location"] == f"{FORM}verzonden/"
        assert "De redactie" in client.get(response["Location"]).content.decode()
        request = AccessibleVersionRequest.objects.get()
        assert (request.document, request.file, request.need) == (document, "Zandloper", "Een Word-bestand")
        assert DBTaskResult.objects.filter(task_path__endswith="mail_request").count() == 1
        [letter] = send_mail()
        assert (letter.to, letter.reply_to) == (["redactie@kus.example"], [READER])
        assert letter.subject == "Toegankelijke versie van “Zandloper”"
        for words in ("Een Word-bestand", "Vera", READER, f"/admin/documents/edit/{document.pk}/"):
            assert words in letter.body
        assert "Een Word-bestand" in letter.alternatives[0].content

    def test_without_a_file_the_reader_says_which(self, client, home):
        answer = post(client, FORM, filled_in())
        assert "Schrijf de titel" in answer.content.decode()
        assert outcome(client.post(FORM, filled_in(file="Het boek over zand"))) == "sent"
        request = AccessibleVersionRequest.objects.get()
        assert (request.document, request.file) == (None, "Het boek over zand")

    def test_the_same_request_twice_is_one_and_another_is_another(self, client, form):
        for need in ("Een Word-bestand", "Een Word-bestand", "Grote letters"):
            client.post(form, filled_in(need=need))
        assert AccessibleVersionRequest.objects.count() == 2

    def test_nobody_learns_of_files_that_are_not_public(self, client, home, page, document):
        secret = make_document("Geheim stuk")
        for key in (secret.pk, 10**12, "x", "-1", "٣", "9" * 40, ""):
            soup = BeautifulSoup(client.get(FORM, {"bestand": key}).content, "html.parser")
            assert soup.select_one("input[name=file]"), key
            assert "Geheim" not in text_of(soup.main)
        page.unpublish()
        assert b"Zandloper" not in client.get(f"{FORM}?bestand={document.pk}").content
        page.save_revision().publish()
        CollectionViewRestriction.objects.create(collection=Collection.get_first_root_node(), restriction_type="login")
        assert b"Zandloper" not in client.get(f"{FORM}?bestand={document.pk}").content

    def test_robots_and_floods_are_stopped_and_nothing_typed_is_lost(self, client, form, monkeypatch):
        answer = post(client, form, filled_in(**{TRAP: "x"}))
        assert "Een Word-bestand" in answer.content.decode()
        assert not AccessibleVersionRequest.objects.exists()
        monkeypatch.setattr(views, "NETWORK", Limit("proef-network", 1, 3600))
        client.post(form, filled_in())
        answer = post(client, form, filled_in(need="Grote letters"))
        assert "Grote letters" in answer.content.decode()
        assert AccessibleVersionRequest.objects.count() == 1

    def test_what_is_typed_is_escaped_and_ends_no_header(self, client, home):
        client.post(FORM, filled_in(file="<b>x</b>\r\nBcc: iemand@example.org", need="<script>1</script>"))
        [letter] = send_mail()
        assert "\n" not in letter.subject
        assert letter.bcc == []
        assert "<script>" not in letter.alternatives[0].content

    def test_it_is_english_under_en_and_declared_once(self, client, form):
        soup = BeautifulSoup(client.get(f"/en{form}").content, "html.parser")
        assert soup.h1.text.strip() == "Ask for an accessible version"
        assert soup.select_one("meta[name=robots][content*=noindex]")
        general = BeautifulSoup(client.get(FORM).content, "html.parser")
        assert general.select_one("link[rel=canonical]")["href"].endswith(FORM)
        assert FORM in client.get("/sitemap-views-1.xml").content.decode()


class TestMail:
    def test_a_mail_server_that_is_away_is_tried_again_and_one_that_refuses_is_not(self, client, form, monkeypatch):
        client.post(form, filled_in())
        [pk] = AccessibleVersionRequest.objects.values_list("pk", flat=True)
        DBTaskResult.objects.all().delete()

        def fail(*args, **kwargs):
            raise ConnectionRefusedError

        monkeypatch.setattr(inbox, "send_letter", fail)
        mailing.mail_request.func(pk)
        assert DBTaskResult.objects.get().run_after > timezone.now()

        def refuse(*args, **kwargs):
            raise smtplib.SMTPDataError(550, b"no")

        monkeypatch.setattr(inbox, "send_letter", refuse)
        with pytest.raises(smtplib.SMTPDataError):
            mailing.mail_request.func(pk)
        assert DBTaskResult.objects.count() == 1

    def test_a_request_that_was_erased_meanwhile_sends_nothing(self, home):
        mailing.mail_request.func(10**9)
        assert mail.outbox == []


class TestEditors:
    @pytest.fixture
    def editor(self, client, django_user_model):
        create_roles()
        editor = django_user_model.objects.create_user("redacteur", "r@example.org", "geheim-voor-de-test")
        editor.groups.add(Group.objects.get(name=KUS_ROLE))
        return editor

    def test_the_inbox_and_the_dashboard_show_what_waits(self, client, form, editor):
        client.post(form, filled_in())
        request = AccessibleVersionRequest.objects.get()
        client.force_login(editor)
        edit = reverse("accessible_version_requests:edit", args=[request.pk])
        assert edit in client.get(reverse("accessible_version_requests:index")).content.decode()
        assert "Lezers die een toegankelijke versie vragen" in client.get("/admin/").content.decode()
        shown = client.get(edit).content.decode()
        assert READER in shown
        assert "Een Word-bestand" in shown
        assert client.post(edit, {"is_handled": "on", "address": "ander@example.org"}).status_code == 302
        request.refresh_from_db()
        assert request.handled_at
        assert request.address == READER
        assert not OpenRequests().find(editor).exists()
        client.post(edit, {})
        request.refresh_from_db()
        assert request.handled_at is None

    def test_others_do_not_see_it(self, client, form, django_user_model):
        client.post(form, filled_in())
        create_roles()
        other = django_user_model.objects.create_user("ander", "a@example.org", "geheim-voor-de-test")
        other.groups.add(Group.objects.exclude(name=KUS_ROLE).first())
        client.force_login(other)
        response = client.get(reverse("accessible_version_requests:index"))
        assert READER not in response.content.decode()
        assert response.status_code in (302, 403)
        assert READER not in client.get("/admin/").content.decode()


class TestPersonalData:
    def test_people_see_correct_and_erase_what_they_sent(self, client, form):
        client.post(form, filled_in())
        [source] = [each for each in list_sources() if each.name == "accessible-versions"]
        [held] = source.find(READER.upper())
        assert "Zandloper" in held.title
        source.correct(READER, held.key, {"name": "Vera V."})
        assert AccessibleVersionRequest.objects.get().name == "Vera V."
        erase_everywhere(READER)
        assert not AccessibleVersionRequest.objects.exists()

    def test_it_goes_ninety_days_after_the_answer_and_after_a_year(self, home):
        now = timezone.now()
        for title, created, handled in (
            ("beantwoord", 100, 91),
            ("net beantwoord", 100, 89),
            ("open", 364, None),
            ("oud", 366, None),
        ):
            AccessibleVersionRequest.objects.create(
                file=title,
                address=READER,
                created_at=now - timedelta(days=created),
                handled_at=handled and now - timedelta(days=handled),
            )
        call_command("forget_requests")
        assert set(AccessibleVersionRequest.objects.values_list("file", flat=True)) == {"net beantwoord", "open"}
