"""The editors' pages of a round: addresses pasted, who answered, invitations changed by hand, and who may see it."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group

from inventory.models import Invitation
from inventory.rounds.invitations import INVITATION, list_response, mail_invitation
from network.models import Organisation
from tests.desk_samples import a_submission, an_editor, an_open_round, invite, place
from tests.sample_records import from_now, text_of
from visitors.models import PrivateLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor_client(client, django_user_model):
    """A client logged in as an editor of kUS."""
    client.force_login(an_editor(django_user_model))
    return client


def paste(client, round_page, lines):
    """Paste lines; return the page that follows."""
    response = client.post(f"/admin/inventory/response/{round_page.pk}/paste/", {"lines": lines, "language": "nl"})
    return response, BeautifulSoup(response.content, "html.parser")


def test_pasted_lines_become_invitations(editor_client):
    round_page = an_open_round()
    invite(round_page, "er.al@example.org")
    Organisation.objects.create(name="Jansen, De Wit en partners", short_name="JWP")
    first, second = place(), place(1)
    lines = (
        f"Jan@Example.ORG; {first.name.upper()}; Jan Jansen\r\n\r\n"
        f"piet@example.org\tGemeente {second.name}\tPiet\n"
        f"code@example.org,{second.code}\n"
        "club@example.org; Jansen, De Wit en partners\n"
        "jwp@example.org; jwp\n"
        "ER.AL@example.org; JWP\n"
        "jan@example.org; JWP\n"
    )
    response, _soup = paste(editor_client, round_page, lines)
    assert response.status_code == 302
    made = {
        invitation.address: (str(invitation), invitation.name, invitation.address_key)
        for invitation in Invitation.objects.filter(invited_at=None)
    }
    assert made == {
        "Jan@example.org": (first.name, "Jan Jansen", "jan@example.org"),
        "piet@example.org": (second.name, "Piet", "piet@example.org"),
        "code@example.org": (second.name, "", "code@example.org"),
        "club@example.org": ("Jansen, De Wit en partners", "", "club@example.org"),
        "jwp@example.org": ("Jansen, De Wit en partners", "", "jwp@example.org"),
    }


@pytest.mark.parametrize(
    "wrong",
    ["geen adres; {place}", "jan@example.org", "jan@example.org; Nergenshuizen", "jan@example.org;", ";", "a" * 5000],
)
def test_one_wrong_line_keeps_all_of_them_out_and_says_which(editor_client, wrong):
    round_page = an_open_round()
    lines = f"goed@example.org; {place().name}\n{wrong.format(place=place().name)}"
    response, soup = paste(editor_client, round_page, lines)
    assert response.status_code == 200
    assert soup.textarea.text.strip() == lines
    assert "Regel 2:" in text_of(soup)
    assert not Invitation.objects.exists()


def test_the_response_says_who_was_asked_and_what_came(editor_client):
    round_page = an_open_round()
    club = Organisation.objects.create(name="De Club")
    round_page.invited_municipalities.set([place(), place(1)])
    round_page.invited_organisations.set([club])
    round_page.save()
    invite(round_page, municipality=place(2))
    a_submission(round=round_page, municipality=place())
    a_submission(round=round_page, municipality=place(), status="draft")
    a_submission(round=round_page, municipality=place(1), status="draft")
    a_submission(round=round_page, municipality=place(3))
    a_submission(round=round_page, municipality=place(2), address_confirmed_at=None)
    a_submission(round=round_page, municipality=place(4), address_confirmed_at=None)
    a_submission(round=round_page, municipality=place(5), status="declined")
    a_submission(round=round_page, municipality=place(6), status="withdrawn")
    a_submission(round=round_page, municipality=None, contact_organisation="de  CLUB")
    a_submission(round=round_page, municipality=None, contact_organisation="Iemand")
    a_submission(round=an_open_round(), municipality=place(1))
    rows = {row.name: (row.is_asked, row.state, row.sent, row.drafts) for row in list_response(round_page)}
    assert rows == {
        place().name: (True, "answered", 1, 1),
        place(1).name: (True, "begun", 0, 1),
        place(2).name: (True, "waiting", 0, 0),
        place(3).name: (False, "answered", 1, 0),
        place(4).name: (False, "waiting", 0, 0),
        "De Club": (True, "answered", 1, 0),
        "Niet voor één gemeente": (False, "answered", 1, 0),
    }
    soup = BeautifulSoup(editor_client.get(f"/admin/inventory/response/{round_page.pk}/").content, "html.parser")
    assert "Gemeld, wacht op de redactie: 1." in text_of(soup)
    assert len(soup.select("tbody tr")) == 7
    lines = b"".join(editor_client.get(f"/admin/inventory/response/{round_page.pk}/response.csv").streaming_content)
    assert len(lines.decode("utf-8-sig").splitlines()) == 8


def test_the_list_of_invitations_can_be_narrowed_to_those_without_an_answer(editor_client):
    round_page = an_open_round()
    for number in range(2):
        invite(round_page, f"jan{number}@example.org", municipality=place(number))
    a_submission(round=round_page, municipality=place(1))
    listing = "/admin/inventory/invitations/"
    assert editor_client.get(listing).status_code == 200
    shown = BeautifulSoup(editor_client.get(f"{listing}?answered=false").content, "html.parser")
    assert "jan0@example.org" in shown.text
    assert "jan1@example.org" not in shown.text


def test_another_address_is_another_person(editor_client):
    round_page = an_open_round()
    invitation = invite(round_page, reminders=2, reminded_at=from_now(days=-1))
    fields = {"round": round_page.pk, "municipality": place().pk, "name": "", "language": "nl"}
    address = f"/admin/inventory/invitations/edit/{invitation.pk}/"
    assert editor_client.post(address, fields | {"address": "JAN@example.org"}).status_code == 302
    invitation.refresh_from_db()
    assert invitation.invited_at
    mail_invitation.func(invitation.pk, INVITATION)
    assert editor_client.post(address, fields | {"address": "els@example.org"}).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.invited_at, invitation.reminded_at, invitation.reminders) == (None, None, 0)
    assert PrivateLink.objects.get(purpose="invitation", subject=invitation.pk).revoked_at


def test_an_address_is_invited_once_for_a_round(editor_client):
    round_page = an_open_round()
    invite(round_page)
    fields = {"round": round_page.pk, "municipality": place(1).pk, "name": "", "language": "nl"}
    response = editor_client.post("/admin/inventory/invitations/new/", fields | {"address": "JAN@example.org"})
    assert response.status_code == 200
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("address", ["", "{pk}/", "{pk}/response.csv", "{pk}/paste/", "{pk}/send/reminder/"])
def test_without_the_right_nobody_sees_or_sends_anything(client, django_user_model, address):
    stranger = django_user_model.objects.create_user("elders", password="geheim-voor-de-test")
    stranger.groups.add(Group.objects.filter(name__startswith="Redactie").exclude(name="Redactie kUS").first())
    client.force_login(stranger)
    round_page = an_open_round()
    invitation = invite(round_page)
    address = "/admin/inventory/response/" + address.format(pk=round_page.pk)
    for response in (client.get(address), client.post(address, {"lines": "a@example.org; x", "language": "nl"})):
        assert (response.status_code, response["Location"]) == (302, "/admin/")
    invitation.refresh_from_db()
    assert invitation.reminded_at is None
