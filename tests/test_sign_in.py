"""Passwords: the rate limit of wrong ones, and the mail for a new one."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from kus_site.password_reset import send_password_resets
from pages.models import StandardPage
from tests.redirects import follow, outcome
from visitors import rate_limit

pytestmark = pytest.mark.django_db
PASSWORD = "geheim-voor-de-test"
LOGIN = "/admin/login/"
RESET = "/admin/password_reset/"
IN, WRONG, REFUSED = "in", "wrong", "refused"
TOWN_HALL, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def clock(monkeypatch):
    """A list with the time at which rate limits believe to be, at the beginning of every window: set its one number."""
    now = [30 * 24 * 3600.0 * 700]
    monkeypatch.setattr(rate_limit.time, "time", lambda: now[0])
    return now


def log_in(password, username="beheerder", address=TOWN_HALL, path=LOGIN):
    return Client().post(path, {"username": username, "password": password}, REMOTE_ADDR=address)


def guess(count, **who):
    """Guess wrong so often; return what was answered."""
    return [answer_of(log_in(f"fout-{number}", **who)) for number in range(count)]


def answer_of(response):
    """Return IN, WRONG or REFUSED: what the page says that the response redirects to."""
    if outcome(response) == "sent":
        return IN
    page = follow(Client(), response).content.decode()
    return REFUSED if "Te veel verkeerde" in page or "Too many wrong" in page else WRONG


# Wrong passwords


def test_after_ten_wrong_passwords_the_right_one_waits_too(administrator, clock):
    assert guess(10) == [WRONG] * 10
    refused = log_in(PASSWORD)
    words = "Te veel verkeerde wachtwoorden. Probeer het over 15 minuten opnieuw."
    assert words in follow(Client(), refused).content.decode()
    assert answer_of(log_in(PASSWORD, username="BEHEERDER")) == REFUSED
    clock[0] += 15 * 60
    assert answer_of(log_in(PASSWORD)) == IN


def test_sixty_guesses_do_not_go_through(administrator, clock):
    assert guess(60).count(WRONG) == 10


@pytest.mark.engine
def test_the_rate_limit_of_one_account_stops_no_colleague_and_no_other_network(administrator, clock):
    User.objects.create_superuser("collega", "collega@example.org", PASSWORD)
    guess(20)
    assert answer_of(log_in(PASSWORD, username="collega")) == IN
    assert answer_of(log_in(PASSWORD, address=ELSEWHERE)) == IN
    assert answer_of(log_in(PASSWORD, address="192.0.2.200")) == REFUSED


def test_a_right_password_begins_the_count_anew(administrator, clock):
    for _ in range(3):
        assert guess(9) == [WRONG] * 9
        assert answer_of(log_in(PASSWORD)) == IN


def test_unknown_and_known_accounts_are_limited_alike(administrator, clock):
    known, unknown = guess(12), guess(12, username="niemand")
    assert known == unknown == [WRONG] * 10 + [REFUSED] * 2


def test_guesses_from_many_networks_are_stopped_but_not_who_was_there_before(administrator, clock):
    assert answer_of(log_in(PASSWORD)) == IN
    statuses = [status for number in range(12) for status in guess(10, address=f"203.0.{number}.1")]
    # The login from a network that was new counts too.
    assert statuses == [WRONG] * 99 + [REFUSED] * 21
    assert answer_of(log_in(PASSWORD, address=ELSEWHERE)) == REFUSED
    assert answer_of(log_in(PASSWORD)) == IN


def test_the_login_of_private_pages_has_the_same_rate_limit(administrator, clock):
    assert guess(11, path="/_util/login/") == [WRONG] * 10 + [REFUSED]
    assert answer_of(log_in(PASSWORD)) == REFUSED


@pytest.fixture
def protected(home):
    """The addresses that take the password of a protected page and of a protected collection."""
    page = home.add_child(instance=StandardPage(title="Besloten", slug="besloten"))
    rule = PageViewRestriction.objects.create(page=page, restriction_type="password", password=PASSWORD)
    collection = Collection.get_first_root_node().add_child(name="Besloten")
    other = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password=PASSWORD
    )
    return {
        "page": f"/_util/authenticate_with_password/{rule.pk}/{page.pk}/",
        "english page": f"/en/_util/authenticate_with_password/{rule.pk}/{page.pk}/",
        "collection": f"/documents/authenticate_with_password/{other.pk}/",
    }


@pytest.mark.parametrize("what", ["page", "english page", "collection"])
def test_the_password_of_a_page_or_collection_has_a_rate_limit_per_network(protected, what, clock):
    def try_out(password, address=TOWN_HALL):
        sent = {"password": password, "return_url": "/"}
        return Client().post(protected[what], sent, REMOTE_ADDR=address)

    assert [answer_of(try_out("fout")) for _ in range(29)] == [WRONG] * 29
    assert answer_of(try_out(PASSWORD)) == IN
    assert [answer_of(try_out("fout")) for _ in range(30)] == [WRONG] * 30
    refused = try_out(PASSWORD)
    words = "Too many wrong passwords" if what == "english page" else "Te veel verkeerde wachtwoorden"
    assert words in follow(Client(), refused).content.decode()
    assert answer_of(try_out(PASSWORD, ELSEWHERE)) == IN
    clock[0] += 15 * 60
    assert answer_of(try_out(PASSWORD)) == IN


@pytest.mark.engine
def test_counts_of_the_rate_limit_hold_no_name_and_go(administrator, clock):
    guess(1)
    rows = list(rate_limit.RequestCount.objects.values())
    assert rows
    assert "beheerder" not in str(rows)


# A new password


@pytest.mark.parametrize("address", ["beheerder@example.org", "niemand@example.org"])
def test_known_or_not_the_answer_is_the_same_and_the_worker_mails(administrator, address):
    response = Client().post(RESET, {"email": address})
    assert (response.status_code, response["Location"]) == (302, "/admin/password_reset/done/")
    assert mail.outbox == []
    task = DBTaskResult.objects.get(task_path__endswith="send_password_resets")
    known = address.startswith("beheerder")
    assert task.args_kwargs["args"][0] == ([administrator.pk] if known else [])
    assert address not in str(task.args_kwargs)


@pytest.mark.engine
def test_known_or_not_takes_the_same_queries(administrator):
    counts = []
    for address in ("warm@example.org", "beheerder@example.org", "niemand@example.org"):
        with CaptureQueriesContext(connection) as queries:
            Client().post(RESET, {"email": address})
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_the_mail_opens_a_page_where_a_new_password_is_chosen(administrator, client):
    send_password_resets.func([administrator.pk], "nl")
    [letter] = mail.outbox
    assert letter.to == ["beheerder@example.org"]
    assert "Uw gebruikersnaam is beheerder." in letter.body
    path = re.search(r"https?://[^/]+(/admin/password_reset/confirm/\S+)", letter.body)[1]
    page = client.get(path, follow=True)
    new = "een-heel-nieuw-wachtwoord"
    client.post(page.redirect_chain[-1][0], {"new_password1": new, "new_password2": new})
    assert answer_of(log_in(new)) == IN
    assert client.get(path).status_code == 200


def test_nobody_gets_a_mail_who_may_not_log_in(administrator):
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    send_password_resets.func([administrator.pk], "nl")
    assert mail.outbox == []


def test_a_mail_server_that_is_away_is_tried_again(administrator, monkeypatch):
    def refuse(*arguments, **options):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse)
    send_password_resets.func([administrator.pk], "nl")
    again = DBTaskResult.objects.get(task_path__endswith="send_password_resets")
    assert again.run_after < timezone.now() + timedelta(minutes=2)
    assert again.args_kwargs["args"] == [[administrator.pk], "nl", 1]
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send_password_resets.func([administrator.pk], "nl", 7)


@pytest.mark.parametrize("address", ["beheerder@example.org", "niemand@example.org"])
def test_requests_for_one_address_are_limited_known_or_not(administrator, address, clock):
    statuses = [
        outcome(Client().post(RESET, {"email": written}, REMOTE_ADDR=f"192.0.{number}.1"))
        for number, written in enumerate([address, address.upper()] * (rate_limit.RECIPIENT.most // 2 + 1))
    ]
    assert statuses == ["sent"] * rate_limit.RECIPIENT.most + ["refused"] * 2


def test_requests_of_one_network_are_limited(administrator, clock):
    statuses = [outcome(Client().post(RESET, {"email": f"a{number}@example.org"})) for number in range(32)]
    assert statuses == ["sent"] * 30 + ["refused"] * 2
