"""Slowing down abuse: per address, per network and in all; a town hall can still sign up."""

import pytest
from django.test import RequestFactory

from newsletters.models import AddressRequest
from newsletters.public import rate_limits
from tests.redirects import follow, outcome
from tests.subscriber_samples import SENT, SIGN_UP, filled_in, soup_of
from visitors.addresses import network_of
from visitors.honeypot import TRAP
from visitors.models import RequestCount
from visitors.rate_limit import RECIPIENT_BY_NETWORK

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_a_town_hall_behind_one_address_signs_up_with_many(client):
    for number in range(60):
        assert client.post(SIGN_UP, filled_in(f"ambtenaar{number}@example.org"))["Location"] == SENT


def test_one_address_again_and_again_is_refused_with_a_sentence_and_kept_in_the_form(client):
    most = RECIPIENT_BY_NETWORK.most
    answers = [client.post(SIGN_UP, filled_in(f" JAN{'@'}example.org")) for _time in range(most + 1)]
    assert [outcome(answer) for answer in answers] == ["sent"] * most + ["refused"]
    page = soup_of(follow(client, answers[-1]))
    assert page.select_one(".error-summary li").text
    assert "JAN@example.org" in page.select_one("input[name=address]")["value"]
    assert outcome(client.post(SIGN_UP, filled_in("piet@example.org"))) == "sent"


def limited(limit, monkeypatch, most=2):
    monkeypatch.setattr(rate_limits, limit, rate_limits.Limit(limit.lower(), most, 3600))


def test_a_network_that_asks_too_much_is_refused_and_others_are_not(client, monkeypatch):
    limited("NETWORK", monkeypatch)
    statuses = [
        outcome(client.post(SIGN_UP, filled_in(f"jan{number}@example.org"), REMOTE_ADDR=f"198.51.100.{number}"))
        for number in range(3)
    ]
    assert statuses == ["sent", "sent", "refused"]
    assert outcome(client.post(SIGN_UP, filled_in("piet@example.org"), REMOTE_ADDR="203.0.113.9")) == "sent"
    assert AddressRequest.objects.count() == 3


def test_everybody_together_has_a_limit(client, monkeypatch):
    limited("EVERYBODY", monkeypatch)
    statuses = [
        outcome(client.post(SIGN_UP, filled_in(f"jan{number}@example.org"), REMOTE_ADDR=f"198.51.{number}.1"))
        for number in range(3)
    ]
    assert statuses == ["sent", "sent", "refused"]


def test_the_link_to_the_preferences_counts_too(client):
    fields = {name: value for name, value in filled_in().items() if name != "lists"}
    statuses = [outcome(client.post("/nieuwsbrief/voorkeuren/", fields)) for _time in range(5)]
    assert statuses[-1] == "refused"


def test_a_refused_form_does_not_count(client):
    for _time in range(RECIPIENT_BY_NETWORK.most + 1):
        assert outcome(client.post(SIGN_UP, filled_in("geen adres"))) == "refused"
        assert outcome(client.post(SIGN_UP, filled_in(**{TRAP: "x"}))) == "refused"
    assert outcome(client.post(SIGN_UP, filled_in())) == "sent"


def test_no_address_is_kept_for_it(client):
    client.post(SIGN_UP, filled_in(), REMOTE_ADDR="198.51.100.7")
    kept = str(list(RequestCount.objects.values()))
    assert "jan" not in kept
    assert "198.51" not in kept


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "network"),
    [
        (0, "", "198.51.100.7", "198.51.100.0/24"),
        (0, "203.0.113.1", "198.51.100.7", "198.51.100.0/24"),
        (1, "203.0.113.1", "10.0.0.1", "203.0.113.0/24"),
        (1, "1.2.3.4, 203.0.113.1", "10.0.0.1", "203.0.113.0/24"),
        (2, "1.2.3.4, 203.0.113.1, 10.0.0.2", "10.0.0.1", "203.0.113.0/24"),
        (1, "", "10.0.0.1", "10.0.0.0/24"),
        (1, "onzin", "10.0.0.1", "unknown"),
        (0, "", "2001:db8:1:2::5", "2001:db8:1::/48"),
        (0, "", "::ffff:198.51.100.7", "198.51.100.0/24"),
        (0, "", "", "unknown"),
    ],
)
def test_the_network_is_the_one_that_our_own_proxies_saw(settings, proxies, forwarded, remote, network):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    assert network_of(request) == network
