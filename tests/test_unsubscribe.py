"""Leaving: one press in the mail program (RFC 8058) or on the page; opening the link never does it."""

import pytest
from django.test import Client

from newsletters.models import Subscriber, Subscription, Suppression
from newsletters.subscribers import subscriptions
from newsletters.subscribers.suppressions import is_suppressed
from newsletters.subscribers.tokens import preferences_token, unsubscribe_token
from tests.redirects import post
from tests.subscriber_samples import a_list, lists_of, soup_of, subscribe

pytestmark = pytest.mark.django_db

MAILING = 12


@pytest.fixture
def person():
    """Somebody on two lists."""
    return subscribe(lists=["platformnieuws", "landelijk"])


@pytest.fixture
def link(person):
    """The link in a mail to that person."""
    return f"/nieuwsbrief/afmelden/{unsubscribe_token(person.pk, a_list().pk, MAILING)}/"


@pytest.fixture
def counted():
    """A list of (mailing, subscriber), one for each signal of an unsubscribe."""
    told = []

    def count(sender, mailing, subscriber, **named):
        told.append((mailing, subscriber))

    subscriptions.unsubscribed.connect(count)
    yield told
    subscriptions.unsubscribed.disconnect(count)


def test_one_click_of_a_mail_program_without_cookies_leaves_the_list(person, link, counted):
    response = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not response.cookies
    assert lists_of(person.address) == ["landelijk"]
    assert counted == [(MAILING, person.pk)]


def test_one_click_as_multipart_works_too(person, link):
    body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    Client(enforce_csrf_checks=True).generic("POST", link, body, content_type="multipart/form-data; boundary=x")
    assert lists_of(person.address) == ["landelijk"]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_leaves_nothing(client, person, link, method):
    getattr(client, method)(link)
    assert lists_of(person.address) == ["landelijk", "platformnieuws"]


def test_the_page_says_which_list_and_does_not_show_the_address(client, person, link):
    page = soup_of(client.get(link))
    assert "Platformnieuws" in page.main.text
    assert person.address not in page.text
    values = [button.get("value") for button in page.select("main form button")]
    assert values == ["list", "all"]


def test_unsubscribing_from_everything_erases_the_address_and_blocks_it(client, person, link, counted):
    client.post(link, {"what": "all"})
    assert not Subscriber.objects.exists()
    assert is_suppressed(person.address)
    assert Suppression.objects.get().reason == Suppression.UNSUBSCRIBED
    assert counted == [(MAILING, person.pk)]


def test_the_last_list_erases_too(client):
    person = subscribe()
    client.post(f"/nieuwsbrief/afmelden/{unsubscribe_token(person.pk, a_list().pk)}/")
    assert not Subscriber.objects.exists()
    assert is_suppressed(person.address)


def test_twice_is_fine_and_counts_once(client, person, link, counted):
    assert post(client, link).content == post(client, link).content
    assert lists_of(person.address) == ["landelijk"]
    assert len(counted) == 1
    client.post(link, {"what": "all"})
    assert post(client, link)
    assert client.get(link).status_code == 200


def test_an_unsubscription_that_no_mailing_caused_is_not_counted(client, person, counted):
    client.post(f"/nieuwsbrief/afmelden/{unsubscribe_token(person.pk, a_list().pk)}/")
    assert counted == []


def test_who_left_by_mistake_is_led_back(client, link):
    page = soup_of(post(client, link))
    assert page.select_one("main a[href='/nieuwsbrief/aanmelden/?lijst=platformnieuws']")


def test_that_somebody_left_is_remembered_for_imports(client, person, link):
    client.post(link)
    assert Subscription.objects.get(mailing_list=a_list()).left_at


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_cut_short_leaves_nothing_and_says_what_to_do(client, person, link, method):
    response = getattr(client, method)(link[:-3] + "/", follow=True)
    assert response.status_code == 400
    assert soup_of(response).select_one("main a[href='/nieuwsbrief/voorkeuren/']")
    assert len(lists_of(person.address)) == 2


def test_a_token_for_the_preferences_does_not_unsubscribe(client, person):
    post(client, f"/nieuwsbrief/afmelden/{preferences_token(person.pk)}/", status=400)
    assert len(lists_of(person.address)) == 2


def test_the_link_of_a_list_that_is_gone_leaves_the_others_alone_unless_asked(client, person, link):
    a_list().delete()
    assert client.get(link).status_code == 200
    assert post(client, link)
    assert lists_of(person.address) == ["landelijk"]
    client.post(link, {"what": "all"})
    assert not Subscriber.objects.exists()


def test_the_link_of_a_test_mail_to_nobody_is_answered(client):
    link = f"/nieuwsbrief/afmelden/{unsubscribe_token(0, a_list().pk, MAILING)}/"
    assert client.get(link).status_code == 200
    assert post(client, link)


def test_the_button_works_in_a_browser(visit, running_site):
    page = visit(f"/nieuwsbrief/afmelden/{unsubscribe_token(0, a_list().pk)}/", "phone")
    assert page.locator("h1").is_visible()
