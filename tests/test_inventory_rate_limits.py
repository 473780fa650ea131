"""Slowing down programs: their requests beyond a limit are stopped, a town hall behind the same address is not."""

import uuid

import pytest

from inventory.form import rate_limits
from inventory.models import Submission
from tests.inventory_flow import FORM, a_draft, begin, begin_address, data_of, first_step, soup_of
from tests.inventory_samples import add_round, default_answers
from tests.redirects import outcome, post
from visitors import rate_limit
from visitors.honeypot import TRAP
from visitors.models import RequestCount

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still at the beginning of an hour, and is moved by seconds."""
    moment = [1_800_000_000]
    monkeypatch.setattr(rate_limit.time, "time", lambda: moment[0])

    def move(seconds):
        moment[0] += seconds

    return move


def hammer(limited, times):
    """Return how often a limit lets a request through."""
    return sum(limited() is None for _time in range(times))


def network(number=1):
    """Return a request from a network."""
    from django.test import RequestFactory

    return RequestFactory().post("/", REMOTE_ADDR=f"198.51.{number}.7")


def people(client, page, number, address="ambtenaar{}@example.org"):
    """Return the statuses of so many people who send the first step from one network; 429 when it was refused."""
    first = first_step(client, page)
    statuses = []
    for person in range(number):
        sent = first | {"form_key": str(uuid.uuid4()), "contact_address": address.format(person)}
        response = client.post(begin_address(page), sent)
        statuses.append(429 if response.status_code == 429 or outcome(response) == "refused" else 302)
    return statuses


def test_a_program_that_goes_on_beginning_is_stopped_and_the_town_hall_around_it_is_not(client, clock):
    page = add_round(asks_needs=False)
    times, most = rate_limits.FLOOD.most + 20, rate_limits.SAME_ADDRESS.most
    assert people(client, page, times, "programma@example.org") == [302] * most + [429] * (times - most)
    assert people(client, page, 60) == [302] * 60


def test_a_program_with_a_new_address_each_time_is_stopped_and_others_in_its_network_wait_ten_minutes(clock):
    numbers = iter(range(10_000))

    def begin_anew():
        return rate_limits.exceeded_on_start(network(), f"programma{next(numbers)}@example.org")

    assert hammer(begin_anew, 2 * rate_limits.BEGIN.most) == rate_limits.BEGIN.most
    assert rate_limits.exceeded_on_start(network(2), "ambtenaar@example.org") is None
    clock(rate_limits.TEN_MINUTES)
    assert hammer(begin_anew, 60) == 60


def test_a_program_that_walks_into_the_trap_counts_for_nobody(client, clock):
    page = add_round(asks_needs=False)
    sent = first_step(client, page, **{TRAP: "x"})
    assert {outcome(client.post(begin_address(page), sent)) for _time in range(rate_limits.BEGIN.most + 1)} == {
        "refused"
    }
    assert Submission.objects.count() == 0
    assert people(client, page, 1) == [302]


def test_a_program_with_one_form_is_stopped_and_the_forms_of_its_neighbours_are_not(clock):
    submissions = [Submission(pk=number) for number in range(1, 62)]
    most = rate_limits.ONE_FORM.most
    assert hammer(lambda: rate_limits.exceeded_on_step(network(), submissions[0]), 2 * most) == most
    for person in submissions[1:]:
        # Seven steps, each sent three times.
        assert hammer(lambda who=person: rate_limits.exceeded_on_step(network(), who), 21) == 21


def test_a_town_hall_of_sixty_begins_within_ten_minutes(client, clock):
    assert people(client, add_round(asks_needs=False), 60) == [302] * 60
    assert Submission.objects.count() == 60


def test_a_refused_beginning_says_why_and_keeps_what_was_typed(client, monkeypatch):
    monkeypatch.setattr(rate_limits, "BEGIN", rate_limit.Limit("inventory-begin", 1, 600))
    page = add_round()
    begin(client, page)
    response = post(client, begin_address(page), first_step(client, page))
    shown = soup_of(response)
    assert shown.select_one(".error-summary li").text
    assert shown.select_one("input[name=contact_name]")["value"] == "Jan de Boer"


def test_a_refused_step_says_why_and_keeps_what_was_typed(client, monkeypatch):
    monkeypatch.setattr(rate_limits, "ONE_FORM", rate_limit.Limit("inventory-form", 1, 3600))
    draft, address = a_draft()
    _other, other_address = a_draft(draft.round)
    sent = default_answers("project") | {"title": "Nieuwe naam"}
    assert outcome(client.post(f"{address}project/", sent)) == "sent"
    response = post(client, f"{address}project/", sent | {"title": "Nog nieuwer"})
    assert "Wacht een uur" in soup_of(response).select_one(".error-summary").text
    assert soup_of(response).select_one("input[name=title]")["value"] == "Nog nieuwer"
    assert outcome(client.post(f"{other_address}project/", sent)) == "sent"


def test_who_guesses_links_is_stopped_and_who_has_one_is_not(client, monkeypatch):
    monkeypatch.setattr(rate_limits, "WRONG_LINK", rate_limit.Limit("inventory-wrong-link", 3, 600))
    _draft, address = a_draft()
    assert [client.get(f"{FORM}{number}/").status_code for number in range(4)] == [404, 404, 404, 429]
    assert client.get(address).status_code == 200


def test_links_are_mailed_to_one_address_a_few_times_a_day(client):
    for is_confirmed, limit in ((False, rate_limit.RECIPIENT_BY_NETWORK), (True, rate_limit.RECIPIENT_BY_LINK)):
        _draft, address = a_draft(is_confirmed=is_confirmed)
        sent = data_of(client.get(f"{address}leren/")) | {"actie": "later"}
        places = [client.post(f"{address}leren/", sent)["Location"] for _time in range(limit.most + 1)]
        assert ["zonder-mail" in place for place in places] == [False] * limit.most + [True]


def test_no_address_and_no_network_is_kept_for_it(client):
    page = add_round()
    begin(client, page)
    kept = str(list(RequestCount.objects.values()))
    assert "127.0.0" not in kept
    assert "example" not in kept
