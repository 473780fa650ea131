"""What a subscriber chose and what is kept: reached by a link in a mail, changed, taken along, erased."""

import json

import pytest
from django.core import mail

from newsletters.models import Consent, Subscriber, Suppression
from newsletters.subscribers.suppressions import is_suppressed
from newsletters.subscribers.tokens import change_token, confirm_token, preferences_token, unsubscribe_token
from tests.redirects import post
from tests.subscriber_samples import SIGN_UP, a_list, do_tasks, filled_in, link_in, lists_of, soup_of, subscribe

pytestmark = pytest.mark.django_db

ASK = "/nieuwsbrief/voorkeuren/"
LINK_SENT = "/nieuwsbrief/link-verzonden/"


@pytest.fixture
def person():
    """Somebody on one list."""
    return subscribe()


@pytest.fixture
def link(person):
    """The link to that person's choices."""
    return f"{ASK}{preferences_token(person.pk)}/"


def choose(*slugs, language="nl"):
    """Return what the form sends."""
    return {"keuze-lists": [a_list(slug).pk for slug in slugs], "keuze-language": language, "what": "choices"}


def asked(address):
    """Return what the form for a link sends."""
    return {name: value for name, value in filled_in(address).items() if name in ("address", "shown")}


def test_somebody_asks_for_a_link_and_changes_lists_and_language(client, person):
    assert client.post(ASK, asked("JAN@example.org"))["Location"] == LINK_SENT
    do_tasks()
    link = link_in(mail.outbox[0])
    page = soup_of(client.get(link))
    assert [tick["value"] for tick in page.select("input[checked][type=checkbox]")] == [str(a_list().pk)]
    response = client.post(link, choose("landelijk", "thema-preventie", language="en"), follow=True)
    assert response.request["PATH_INFO"].startswith("/en/")
    assert soup_of(response).select_one("main [role=status]")
    assert lists_of(person.address) == ["landelijk", "thema-preventie"]
    assert Subscriber.objects.get().language == "en"
    consent = Consent.objects.last()
    assert consent.confirmed_at
    assert consent.list_names.splitlines() == ["Werkplaatsen Sociaal Domein, national", "Theme: prevention"]


def test_asking_for_a_link_is_answered_alike_for_an_unknown_address(client, person):
    known = client.post(ASK, asked(person.address))
    unknown = client.post(ASK, asked("niemand@example.org"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    do_tasks()
    assert [letter.to for letter in mail.outbox] == [[person.address]]


def test_who_did_not_confirm_yet_gets_the_link_to_confirm(client):
    subscribe("piet@example.org", confirmed=False)
    client.post(ASK, asked("piet@example.org"))
    do_tasks()
    assert "/bevestigen/" in mail.outbox[0].body


def test_unticking_everything_is_leaving(client, person, link):
    assert "geen nieuwsbrief" in soup_of(post(client, link, choose())).main.text
    assert not Subscriber.objects.exists()
    assert is_suppressed(person.address)


def test_a_closed_list_of_ones_own_is_shown_and_can_be_left(client, link, person):
    closed = a_list("landelijk")
    closed.is_open = False
    closed.save()
    assert closed.label not in soup_of(client.get(link)).main.text
    person.subscriptions.create(mailing_list=closed, confirmed_at=person.confirmed_at)
    assert closed.label in soup_of(client.get(link)).main.text
    client.post(link, choose("platformnieuws"))
    assert lists_of(person.address) == ["platformnieuws"]


def test_a_new_address_counts_once_it_is_confirmed_there(client, person, link):
    client.post(link, {"what": "address", "nieuw-address": "jan@nieuw.example"})
    do_tasks()
    [letter] = mail.outbox
    assert letter.to == ["jan@nieuw.example"]
    client.get(link_in(letter))
    assert Subscriber.objects.get().address == "jan@example.org"
    client.post(link_in(letter))
    assert Subscriber.objects.get().address == "jan@nieuw.example"
    assert lists_of("jan@nieuw.example") == ["platformnieuws"]
    assert client.post(link_in(letter)).status_code == 200


def test_a_new_address_that_is_known_already_brings_the_lists_together(client, person, link):
    subscribe("jan@nieuw.example", lists=["landelijk"])
    client.post(link, {"what": "address", "nieuw-address": "jan@nieuw.example"})
    do_tasks()
    client.post(link_in(mail.outbox[0]))
    assert Subscriber.objects.count() == 1
    assert lists_of("jan@nieuw.example") == ["landelijk", "platformnieuws"]
    assert Consent.objects.count() == 2


def test_a_refused_new_address_stays_in_the_form(client, link):
    page = soup_of(post(client, link, {"what": "address", "nieuw-address": "geen adres"}))
    assert page.select_one("input[name=nieuw-address]")["value"] == "geen adres"
    assert page.select_one(".error-summary a")["href"] == "#" + page.select_one("input[name=nieuw-address]")["id"]


def test_all_that_is_kept_is_shown_and_can_be_taken_along(client, person, link):
    assert "Ja, graag." in soup_of(client.get(link)).main.text
    response = client.get(f"{link}gegevens.json")
    assert response["Content-Disposition"].startswith("attachment")
    kept = json.loads(response.content)
    assert kept["address"] == person.address
    assert kept["lists"][0]["list"] == "Platformnieuws"
    assert kept["consents"][0]["wording"] == "Ja, graag."


def test_everything_is_erased_at_the_second_press(client, person, link):
    client.post(SIGN_UP, filled_in(person.address, ["landelijk"]))
    assert client.get(f"{link}wissen/").status_code == 200
    assert Subscriber.objects.exists()
    assert post(client, f"{link}wissen/")
    assert not Subscriber.objects.exists()
    assert Suppression.objects.get().reason == Suppression.ERASED
    do_tasks()
    assert mail.outbox == []
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("make", [confirm_token, change_token, lambda pk: unsubscribe_token(pk, a_list().pk)])
def test_a_token_for_something_else_opens_nothing(client, person, make):
    for rest in ("", "gegevens.json", "wissen/"):
        # A refused link is said after a redirect, as every POST.
        assert client.post(f"{ASK}{make(person.pk)}/{rest}").status_code in (302, 405)
        assert client.get(f"{ASK}{make(person.pk)}/{rest}").status_code == 400
    assert Subscriber.objects.exists()


def test_a_link_cut_short_leads_to_a_new_one(client, link):
    response = client.get(link[:-2] + "/")
    assert response.status_code == 400
    assert soup_of(response).select_one(f"main a[href='{ASK}']")


@pytest.mark.parametrize("rest", ["", "gegevens.json", "wissen/"])
def test_nothing_of_it_is_stored_found_or_told_elsewhere(client, link, rest):
    response = client.get(link + rest)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
