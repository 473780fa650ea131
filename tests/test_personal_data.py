"""One page by a private link: a person sees, corrects and erases all that is held on them in any room."""

import datetime
import json
import time

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from inventory.models import ContactRequest, Invitation, ProjectOwner, Submission
from newsletters.models import Subscriber
from tests.inventory_samples import (
    ADDRESS,
    add_contact_request,
    add_invitation,
    add_owner,
    add_project,
    add_round,
    add_submission,
)
from tests.redirects import follow, outcome, post
from tests.subscriber_samples import link_in, soup_of, subscribe
from visitors.data_requests import PURPOSE, answer_data_request
from visitors.honeypot import stamp
from visitors.models import DataRequest, PrivateLink
from visitors.private_links import make_link

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASK = "/mijn-gegevens/"


def filled_in(address=ADDRESS, **changes):
    """Return what a person sends who took ten seconds."""
    return {"address": address, "shown": stamp(time.time() - 10)} | changes


def do_tasks():
    """Do what the worker does with the requests that wait."""
    for pk in DataRequest.objects.values_list("pk", flat=True):
        answer_data_request.func(pk)


@pytest.fixture
def known():
    """Somebody of whom every room holds something."""
    subscribe(ADDRESS)
    round_page, project = add_round(), add_project()
    add_owner(project)
    add_submission(round_page, title="Wijkrestaurant")
    add_submission(round_page, title="Half af", status=Submission.Status.DRAFT)
    add_invitation(round_page)
    add_contact_request(add_project("Ander project"))
    return project


def private_page():
    """Return the path of the page with a fresh link."""
    return f"{ASK}{make_link(PURPOSE, address=ADDRESS, days=7)}/"


def test_a_mailed_link_shows_all_that_is_held_in_every_room(client, known):
    assert client.post(ASK, filled_in("JAN@example.org"))["Location"] == "/mijn-gegevens/verzonden/"
    do_tasks()
    [letter] = mail.outbox
    page = client.get(link_in(letter))
    text = soup_of(page).get_text(" ")
    for word in ("Wijkrestaurant", "Half af", "Buurttafel", "Ander project", "platformnieuws", "Ja, graag.", "Ronde"):
        assert word.lower() in text.lower(), word
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert not DataRequest.objects.exists()


def test_who_is_not_known_is_told_so_by_the_same_road(client):
    answer = client.post(ASK, filled_in("niemand@example.org"))
    do_tasks()
    assert answer["Location"] == "/mijn-gegevens/verzonden/"
    [letter] = mail.outbox
    assert ASK not in letter.body
    assert not PrivateLink.objects.exists()


def test_the_same_as_json(client, known):
    answer = client.get(f"{private_page()}gegevens.json")
    assert answer["Content-Disposition"].startswith("attachment")
    found = json.loads(answer.content)
    assert found["address"] == ADDRESS
    assert len(found["inventory"]) == 5
    assert found["newsletter"][0]["lists"]


def test_a_name_is_corrected(client, known):
    path = private_page()
    for row in soup_of(client.get(path)).select("form[action$='verbeteren/']"):
        sent = {field["name"]: field.get("value", "") for field in row.select("input")}
        client.post(f"{path}verbeteren/", sent | {"name": "Jo  de Vries"})
    assert set(Submission.objects.values_list("contact_name", flat=True)) == {"Jo de Vries"}
    assert ProjectOwner.objects.get().name == "Jo de Vries"
    assert ContactRequest.objects.get().name == "Jo de Vries"


def test_erasing_asks_once_more_and_leaves_nothing_but_the_public_project(
    client, known, django_capture_on_commit_callbacks
):
    path = private_page()
    assert client.get(f"{path}wissen/").status_code == 200
    assert Subscriber.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert post(client, f"{path}wissen/")
    assert not Subscriber.objects.with_address(ADDRESS).exists()
    assert not ProjectOwner.objects.exists()
    assert not Invitation.objects.exists()
    assert not ContactRequest.objects.exists()
    assert not Submission.objects.exists()
    assert client.get(known.url).status_code == 200
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("status", list(Submission.Status))
def test_erasing_leaves_of_a_submission_only_what_was_decided(client, status):
    add_submission(add_round(), title="Wijkrestaurant", status=status)
    client.post(f"{private_page()}wissen/")
    kept = Submission.objects.values_list("title", "contact_name", "contact_address", "contact_key", "status")
    decided = status in (Submission.Status.ACCEPTED, Submission.Status.DECLINED)
    assert list(kept) == ([("Wijkrestaurant", "", "", "", status)] if decided else [])


def test_somebody_elses_things_are_not_touched(client, known):
    other = add_submission(address="piet@example.org", title="Van Piet")
    path = private_page()
    assert "Van Piet" not in client.get(path).content.decode()
    sent = {"source": "inventory", "key": f"submission-{other.pk}", "name": "X"}
    assert client.post(f"{path}verbeteren/", sent).status_code == 404
    assert client.post(f"{path}openen/", sent).status_code == 404
    client.post(f"{path}wissen/")
    other.refresh_from_db()
    assert (other.contact_name, other.status) == ("Jan Jansen", Submission.Status.SUBMITTED)


def test_a_link_is_kept_as_a_hash_and_expires(client, known):
    token = make_link(PURPOSE, address=ADDRESS, days=7)
    [link] = PrivateLink.objects.filter(purpose=PURPOSE)
    assert token not in str(vars(link))
    PrivateLink.objects.update(expires_at=timezone.now())
    assert client.get(f"{ASK}{token}/").status_code == 410


def test_a_link_that_was_cut_short_or_made_for_something_else_opens_nothing(client, known):
    token = make_link("owner", known.pk, address=ADDRESS, days=7)
    assert client.get(f"{ASK}{token}/").status_code == 400
    assert client.get(f"{ASK}{private_page()[len(ASK) : -5]}/").status_code == 400


def test_the_same_address_again_and_again_is_refused_with_what_was_typed(client):
    answers = [client.post(ASK, filled_in()) for _time in range(5)]
    assert [outcome(answer) for answer in answers] == ["sent"] * 4 + ["refused"]
    assert soup_of(follow(client, answers[-1])).select_one("input[name=address]")["value"] == ADDRESS


def test_a_request_whose_worker_died_is_handed_out_again(client):
    from django_tasks_db.models import DBTaskResult

    client.post(ASK, filled_in())
    DataRequest.objects.update(handed_out_at=timezone.now() - datetime.timedelta(minutes=11))
    for _look in range(2):
        call_command("forget_visitors")
    assert DBTaskResult.objects.filter(task_path__endswith="answer_data_request").count() == 1


def test_an_editors_account_is_shown_and_stays(client, django_user_model):
    user = django_user_model.objects.create_user("redacteur", ADDRESS, "geheim-voor-de-test")
    path = private_page()
    assert "redacteur" in client.get(path).content.decode()
    client.post(f"{path}wissen/")
    assert django_user_model.objects.filter(pk=user.pk, is_active=True).exists()
