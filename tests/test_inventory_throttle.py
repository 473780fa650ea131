"""Slowing down programs: 2,000 requests of one are stopped, a town hall behind the same address is not."""

import pytest

from inventory.filling import limits
from inventory.models import Submission
from pages.models import RequestCount
from pages.visitors import throttle
from tests.inventory_flow import FORM, a_draft, begin, begin_address, data_of, first_step, soup_of
from tests.inventory_samples import add_round, default_answers

pytestmark = pytest.mark.django_db
REQUESTS = 2_000


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still at the beginning of an hour, and is moved by seconds."""
    moment = [1_800_000_000]
    monkeypatch.setattr(throttle.time, "time", lambda: moment[0])

    def move(seconds):
        moment[0] += seconds

    return move


def hammer(limited, times=REQUESTS):
    """Return how often a limit lets a request through."""
    return sum(limited() is None for _time in range(times))


def network(number=1):
    """Return a request from a network."""
    from django.test import RequestFactory

    return RequestFactory().post("/", REMOTE_ADDR=f"198.51.{number}.7")


def test_a_program_that_begins_without_end_is_stopped_and_the_town_hall_waits_minutes(clock):
    assert hammer(lambda: limits.over_beginning(network())) == limits.BEGIN.most
    assert limits.over_beginning(network(2)) is None
    clock(limits.TEN_MINUTES)
    assert hammer(lambda: limits.over_beginning(network()), 60) == 60


def test_a_program_with_one_form_is_stopped_and_the_forms_of_its_neighbours_are_not(clock):
    submissions = [Submission(pk=number) for number in range(1, 62)]
    assert hammer(lambda: limits.over_filling(network(), submissions[0])) == limits.ONE_FORM.most
    for person in submissions[1:]:
        # Seven steps, each sent three times.
        assert hammer(lambda who=person: limits.over_filling(network(), who), 21) == 21


def test_a_town_hall_of_sixty_fills_in_all_steps_in_ten_minutes(client, clock):
    page = add_round(asks_needs=False)
    first = first_step(client, page)
    for number in range(60):
        sent = first | {"form_key": f"00000000-0000-4000-8000-{number:012d}"}
        sent["contact_address"] = f"ambtenaar{number}@example.org"
        assert client.post(begin_address(page), sent).status_code == 302
    assert Submission.objects.count() == 60


def test_a_refused_beginning_says_why_and_keeps_what_was_typed(client, monkeypatch):
    monkeypatch.setattr(limits, "BEGIN", throttle.Limit("inventory-begin", 1, 600))
    page = add_round()
    begin(client, page)
    response = client.post(begin_address(page), first_step(client, page))
    assert response.status_code == 429
    shown = soup_of(response)
    assert shown.select_one(".error-summary li").text
    assert shown.select_one("input[name=contact_name]")["value"] == "Jan de Boer"


def test_a_refused_step_says_why_and_keeps_what_was_typed(client, monkeypatch):
    monkeypatch.setattr(limits, "ONE_FORM", throttle.Limit("inventory-form", 1, 3600))
    draft, address = a_draft()
    _other, other_address = a_draft(draft.round)
    sent = default_answers("project") | {"title": "Nieuwe naam"}
    assert client.post(f"{address}project/", sent).status_code == 302
    response = client.post(f"{address}project/", sent | {"title": "Nog nieuwer"})
    assert response.status_code == 429
    assert soup_of(response).select_one("input[name=title]")["value"] == "Nog nieuwer"
    assert client.post(f"{other_address}project/", sent).status_code == 302


def test_who_guesses_links_is_stopped_and_who_has_one_is_not(client, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_LINK", throttle.Limit("inventory-wrong-link", 3, 600))
    _draft, address = a_draft()
    assert [client.get(f"{FORM}{number}/").status_code for number in range(4)] == [404, 404, 404, 429]
    assert client.get(address).status_code == 200


def test_links_are_mailed_to_one_address_a_few_times_a_day(client):
    _draft, address = a_draft()
    sent = data_of(client.get(f"{address}leren/")) | {"actie": "later"}
    places = [client.post(f"{address}leren/", sent)["Location"] for _time in range(limits.LETTERS.most + 1)]
    assert ["zonder-mail" in place for place in places] == [False] * limits.LETTERS.most + [True]


def test_no_address_and_no_network_is_kept_for_it(client):
    page = add_round()
    begin(client, page)
    kept = str(list(RequestCount.objects.values()))
    assert "127.0.0" not in kept
    assert "example" not in kept
