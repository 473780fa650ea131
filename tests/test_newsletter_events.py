"""An item about something that happens says when and where: on the web, in the mail and in its plain text."""

from datetime import datetime

import pytest
from django.utils import timezone
from wagtail.models import Site

from events.models import Session
from network.models import Municipality
from newsletters.mailings.mail.rendering import render_mail
from newsletters.models import NewsletterSettings
from pages.models import SiteSettings
from tests.mail_samples import add_issue, add_list, block, mail_of, read_html
from tests.mailing_samples import add_list as add_mailing_list
from tests.mailing_samples import prepared_mailing, send
from tests.sample_records import add_call, add_event, from_now, text_of, visit

pytestmark = pytest.mark.django_db
POSTAL = "Voorbeeldstraat 9, 3511 AA Utrecht"


def looks_of(client, issue):
    """Return the words of an issue on the web, in the HTML mail and in the text mail."""
    mail = render_mail(issue, add_list(), "nl")
    text = " ".join(mail.text.split())
    return [text_of(visit(client, issue).find(class_="issue-item")), text_of(read_html(mail)), text]


@pytest.fixture
def event():
    """An event of an afternoon in a town."""
    start = timezone.make_aware(datetime(2031, 5, 10, 13, 30))
    town = Municipality.objects.get(name="Zeist")
    return add_event("Middag", start=start, venue="De Klinker", municipality=town, summary="Waarover.")


@pytest.mark.parametrize("own", [{}, {"text": "<p>Eigen woorden.</p>", "heading": "Kom ook"}])
def test_an_item_of_an_event_says_when_and_where(client, event, own):
    for words in looks_of(client, add_issue(block("record", record=event.pk, **own))):
        assert "Wanneer: 10 mei 2031, 13:30–15:30" in words
        assert "Waar: De Klinker, Zeist" in words


def test_when_and_where_come_before_the_text(client, event):
    for words in looks_of(client, add_issue(block("record", record=event.pk))):
        assert words.index("Waar:") < words.index("Waarover.")


def test_an_english_mail_says_it_in_english(event):
    text = mail_of(block("record", record=event.pk), language="en").text
    assert "When: " in text
    assert "Where: De Klinker" in text


def test_what_is_not_known_of_a_place_is_left_out(client):
    event = add_event("Middag", start=from_now(days=3), summary="Waarover.")
    for words in looks_of(client, add_issue(block("record", record=event.pk))):
        assert "Wanneer:" in words
        assert "Waar:" not in words


def test_the_address_and_a_move_to_online_are_said(client):
    fields = {"start": from_now(days=3), "venue": "De Klinker", "address": "Dorpsstraat 1"}
    event = add_event("Middag", **fields)
    for words in looks_of(client, add_issue(block("record", record=event.pk))):
        assert "Waar: De Klinker, Dorpsstraat 1" in words
    moved = add_event("Middag", status="moved-online", **fields)
    for words in looks_of(client, add_issue(block("record", record=moved.pk))):
        assert "Waar: online" in words
        assert "Klinker" not in words


def test_a_cancelled_session_is_told_apart(client):
    sessions = [Session(start=from_now(days=day), sort_order=day, is_cancelled=day == 3) for day in (3, 5)]
    event = add_event("Reeks", children={"sessions": sessions})
    first, second = sessions
    line = f"Wanneer: {first.when} (gaat niet door) + {second.when}"
    for words in looks_of(client, add_issue(block("record", record=event.pk))):
        assert line in words


def test_a_line_of_an_agenda_says_when_and_where(client, event):
    day = timezone.localdate(event.starts_at).isoformat()
    issue = add_issue(block("agenda", heading="Agenda", first_day=day, last_day=day, with_deadlines=True))
    for words in looks_of(client, issue):
        assert "10 mei 2031, 13:30" in words
        assert "De Klinker, Zeist" in words


def test_an_item_of_a_call_says_until_when(client):
    call = add_call("Oproep", closes_at=from_now(days=3), summary="Waarover.")
    for words in looks_of(client, add_issue(block("record", record=call.pk))):
        assert f"Wanneer: {call.date_line}" in words


def test_every_mail_says_who_sends_it_and_where_choices_are_changed(mail_server, settings):
    SiteSettings.objects.update(postal_address=POSTAL)
    send(prepared_mailing(add_mailing_list(), "lezer@example.org"))
    [mail] = mail_server.parsed()
    assert mail["Reply-To"].addresses[0].addr_spec == mail["From"].addresses[0].addr_spec
    root = Site.objects.get(is_default_site=True).root_url
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert f"{root}/nieuwsbrief/voorkeuren/" in text.splitlines()
    assert f'href="{root}/nieuwsbrief/voorkeuren/"' in html
    assert POSTAL in text
    assert POSTAL in html


def test_answers_go_to_the_address_for_answers(mail_server):
    site = Site.objects.get(is_default_site=True)
    NewsletterSettings.objects.update_or_create(site=site, defaults={"reply_address": "antwoord@example.org"})
    send(prepared_mailing(add_mailing_list(), "lezer@example.org"))
    assert mail_server.parsed()[0]["Reply-To"] == "antwoord@example.org"
