"""An editor sends an issue from the admin: lists, count, confirm, follow, decide. Others cannot."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from kus_site.roles import KUS_ROLE
from newsletters.models import Mailing
from tests.mail_server import LOSE_CONNECTION
from tests.mailing_samples import (
    add_issue,
    add_list,
    add_subscribers,
    addresses,
    delivery_states,
    prepared_mailing,
    send,
)
from tests.sample_records import text_of, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, django_user_model):
    """A client logged in as an editor of kUS."""
    user = django_user_model.objects.create_user("redactie", "redactie@example.org", "geheim-voor-de-test")
    user.groups.add(Group.objects.get(name=KUS_ROLE))
    client.force_login(user)
    return client


def numbers(soup):
    """Return {row heading: number} of the page of a mailing."""
    return {text_of(row.th): int(text_of(row.td)) for row in soup.select("#main tr") if row.th and row.td}


def test_an_issue_is_sent_after_the_number_was_confirmed(editor):
    issue, chosen = add_issue(), add_list()
    add_subscribers(chosen, addresses(2))
    url = reverse("newsletter_send_issue", args=[issue.pk])
    assert "2" in text_of(visit(editor, url).find("label", {"for": f"list-{chosen.pk}"}))
    assert Mailing.objects.count() == 0
    asked = editor.post(url, {"lists": [chosen.pk]})
    assert asked.status_code == 200
    assert Mailing.objects.count() == 0
    # The number that the editor saw is no longer right: it is asked again.
    add_subscribers(chosen, ["nieuw@example.org"])
    editor.post(url, {"lists": [chosen.pk], "confirmed": "2"})
    assert Mailing.objects.count() == 0
    done = editor.post(url, {"lists": [chosen.pk], "confirmed": "3"})
    mailing = Mailing.objects.get()
    assert done.url == reverse("newsletter_mailing", args=[mailing.pk])
    assert (mailing.state, mailing.created_by.username) == (Mailing.PREPARING, "redactie")


def test_an_issue_is_scheduled(editor):
    issue, chosen = add_issue(), add_list()
    url = reverse("newsletter_send_issue", args=[issue.pk])
    at = timezone.localtime() + datetime.timedelta(days=1)
    editor.post(url, {"lists": [chosen.pk], "scheduled_at": at.strftime("%Y-%m-%d %H:%M"), "confirmed": "0"})
    assert Mailing.objects.get().state == Mailing.SCHEDULED
    over = editor.post(url, {"lists": [chosen.pk], "scheduled_at": "2001-01-01 10:00", "confirmed": "0"})
    assert over.status_code == 200
    assert Mailing.objects.count() == 1


def test_what_stops_the_sending_is_named_and_stops_it(editor):
    issue, chosen = add_issue(), add_list()
    issue.unpublish()
    url = reverse("newsletter_send_issue", args=[issue.pk])
    assert visit(editor, url).select("#findings + ul li")
    editor.post(url, {"lists": [chosen.pk], "confirmed": "0"})
    assert Mailing.objects.count() == 0


def test_a_test_goes_to_the_editor_alone(editor, mailoutbox):
    issue, chosen = add_issue(), add_list()
    add_subscribers(chosen, addresses(2))
    editor.post(reverse("newsletter_send_test", args=[issue.pk]), {"lists": [chosen.pk]})
    assert [mail.to for mail in mailoutbox] == [["redactie@example.org"]]
    assert mailoutbox[0].subject == f"[Test] {issue.title}"


def test_the_page_of_a_mailing_counts_and_lists_what_needs_a_look(editor, mail_server):
    mail_server.endings["a@example.org"] = LOSE_CONNECTION
    mail_server.answers["weg@example.org"] = "550 5.1.1 No such user"
    mailing = send(prepared_mailing(add_list(), "a@example.org", "weg@example.org", "goed@example.org"))
    page = visit(editor, reverse("newsletter_mailing", args=[mailing.pk]))
    assert page.progress["value"] == page.progress["max"] == "3"
    assert "a@example.org" in text_of(page.main)
    assert "weg@example.org" not in text_of(page.main)
    refused = visit(editor, reverse("newsletter_mailing", args=[mailing.pk]) + "?show=refused")
    assert "weg@example.org" in text_of(refused.main)
    assert "No such user" in text_of(refused.main)
    data = editor.get(reverse("newsletter_mailing_numbers", args=[mailing.pk])).json()
    assert data["numbers"]["unknown"] == data["numbers"]["bounced"] == data["numbers"]["sent"] == 1
    assert numbers(page)
    editor.post(
        reverse("newsletter_mailing_unknown", args=[mailing.pk]),
        {"decision": "sent", "key": [str(mailing.deliveries.get(address="a@example.org").key)]},
    )
    assert delivery_states(mailing)["a@example.org"] == "sent"


def test_all_deliveries_in_state_unknown_are_resent_by_one_button(editor, mail_server):
    mail_server.endings |= dict.fromkeys(addresses(3), LOSE_CONNECTION)
    mailing = send(prepared_mailing(add_list(), *addresses(3)))
    mail_server.endings.clear()
    editor.post(reverse("newsletter_mailing_unknown", args=[mailing.pk]), {"decision": "again", "all": "1"})
    send(mailing)
    assert set(delivery_states(mailing).values()) == {"sent"}
    assert len(mail_server.mails) == 6


def test_the_action_buttons_change_the_state(editor):
    mailing = prepared_mailing(add_list(), *addresses(2))
    url = reverse("newsletter_mailing_action", args=[mailing.pk])
    for action, state in [("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled"), ("resume", "cancelled")]:
        editor.post(url, {"action": action})
        mailing.refresh_from_db()
        assert mailing.state == state
    assert editor.post(url, {"action": "delete"}).status_code == 302


def test_who_may_not_send_sees_and_does_nothing(client, django_user_model):
    mailing = prepared_mailing(add_list(), "a@example.org")
    user = django_user_model.objects.create_user("ander", "ander@example.org", "geheim-voor-de-test")
    user.groups.add(Group.objects.exclude(name=KUS_ROLE).filter(name__startswith="Redactie").first())
    client.force_login(user)
    for name in ("newsletter_mailing", "newsletter_mailing_numbers", "newsletter_send_issue"):
        argument = mailing.issue_id if name == "newsletter_send_issue" else mailing.pk
        response = client.get(reverse(name, args=[argument]))
        assert response.status_code in (302, 403)
        assert b"a@example.org" not in response.content
    assert client.get(reverse("newsletter_mailings")).status_code in (302, 403)
    client.post(reverse("newsletter_mailing_action", args=[mailing.pk]), {"action": "cancel"})
    client.post(reverse("newsletter_mailing_unknown", args=[mailing.pk]), {"decision": "again", "all": "1"})
    client.post(reverse("newsletter_send_issue", args=[mailing.issue_id]), {"confirmed": "0"})
    client.post(reverse("newsletter_send_test", args=[mailing.issue_id]))
    mailing.refresh_from_db()
    assert mailing.state == Mailing.SENDING
    assert Mailing.objects.count() == 1


def test_the_issue_in_the_editor_leads_to_sending(editor):
    issue = add_issue()
    page = visit(editor, reverse("wagtailadmin_pages:edit", args=[issue.pk]))
    url = reverse("newsletter_send_issue", args=[issue.pk])
    assert page.find_all("a", href=url)
