"""“Breng ons in contact”: neither sees the other's address before both agreed."""

import time

import pytest
from bs4 import BeautifulSoup
from django.core import mail

from inventory.matching import views
from inventory.matching.contact import expire_requests, tell
from inventory.models import ContactRequest, ProjectOwner
from tests.inventory_samples import add_owner, add_project
from tests.redirects import outcome, post
from tests.sample_records import from_now
from tests.subscriber_samples import link_in
from visitors.honeypot import stamp
from visitors.models import PrivateLink
from visitors.rate_limit import Limit

pytestmark = pytest.mark.django_db

OWNER, SENDER = "eigenaar@example.org", "vraagsteller@example.org"
State = ContactRequest.State


@pytest.fixture
def project(db):
    """A project whose owner may be written to."""
    page = add_project("Buurttafel", open_for_contact=True)
    add_owner(page, OWNER, name="Olga Owner")
    return page


def form_of(project, prefix=""):
    """Return the path of the form to write to a project."""
    return f"{prefix}/inventarisatie/contact/{project.pk}/"


def filled_in(**changes):
    """Return what a person sends who took ten seconds to fill in the form."""
    return {
        "name": "Vera Vraag",
        "address": SENDER,
        "organisation": "Gemeente Woerden",
        "message": "Wij doen iets dergelijks.",
        "shown": stamp(time.time() - 10),
    } | changes


def do_tasks():
    """Send the letters that are due, as the worker does, and return them."""
    mail.outbox.clear()
    for pk in ContactRequest.objects.values_list("pk", flat=True):
        tell.func(pk)
    return list(mail.outbox)


def written(client, project, **changes):
    """Write a message and return the path of the link in the letter to the sender."""
    client.post(form_of(project), filled_in(**changes))
    [letter] = do_tasks()
    return link_in(letter)


def passed_on(client, project):
    """Write and confirm a message; return the path of the link in the letter to the owner."""
    client.post(written(client, project), {"answer": "yes"})
    [letter] = do_tasks()
    return link_in(letter)


def state():
    """Return the state of the only request."""
    return ContactRequest.objects.get().state


def test_both_get_each_others_address_only_when_both_agreed(client, project):
    response = client.post(form_of(project), filled_in())
    assert response["Location"].endswith("/verzonden/")
    [first] = do_tasks()
    assert first.to == [SENDER]
    client.post(link_in(first), {"answer": "yes"})
    [second] = do_tasks()
    assert second.to == [OWNER]
    assert "Vera Vraag, Gemeente Woerden" in second.body
    assert "Wij doen iets dergelijks." in second.body
    client.post(link_in(second), {"answer": "yes"})
    letters = {letter.to[0]: letter for letter in do_tasks()}
    assert state() == State.AGREED
    assert SENDER in letters[OWNER].body
    assert OWNER in letters[SENDER].body
    assert "Olga Owner" in letters[SENDER].body
    for letter in (first, second):
        whole = letter.message().as_string() + letter.body + letter.alternatives[0].content
        assert (SENDER if letter is second else OWNER) not in whole


def test_pages_and_logs_hold_no_address(client, project, caplog):
    caplog.set_level("INFO")
    link = written(client, project)
    pages = [client.get(link), post(client, link, {"answer": "yes"})]
    [letter] = do_tasks()
    answer = link_in(letter)
    pages += [client.get(project.url), client.get(form_of(project)), client.get(answer)]
    pages += [post(client, answer, {"answer": "yes"}), client.get(answer), client.get(link)]
    for page in pages:
        assert page.status_code == 200
        assert OWNER not in page.content.decode()
        assert SENDER not in page.content.decode()
    assert "@example.org" not in caplog.text
    assert not any(part in caplog.text for part in (link.split("/")[-2], answer.split("/")[-2]))


def test_who_declines_is_not_named_and_the_sender_hears_it_kindly(client, project):
    client.post(passed_on(client, project), {"answer": "no"})
    [letter] = do_tasks()
    assert state() == State.DECLINED
    assert letter.to == [SENDER]
    assert OWNER not in letter.body
    assert "Olga" not in letter.body
    assert do_tasks() == []


def test_opening_a_link_changes_nothing(client, project):
    link = written(client, project)
    assert client.get(link).status_code == 200
    assert state() == State.WRITTEN
    client.post(link, {"answer": "yes"})
    [letter] = do_tasks()
    client.get(link_in(letter))
    client.post(link_in(letter), {"answer": "misschien"})
    assert state() == State.PASSED_ON


def test_pressing_twice_sends_one_letter(client, project):
    client.post(form_of(project), filled_in())
    link = written(client, project)
    assert ContactRequest.objects.count() == 1
    client.post(link, {"answer": "yes"})
    client.post(link, {"answer": "yes"})
    [letter] = do_tasks()
    client.post(link_in(letter), {"answer": "yes"})
    client.post(link_in(letter), {"answer": "no"})
    assert state() == State.AGREED
    assert len(do_tasks()) == 2
    assert do_tasks() == []


def test_whoever_sends_the_form_again_later_gets_the_letter_again(client, project):
    client.post(form_of(project), filled_in())
    assert len(do_tasks()) == 1
    client.post(form_of(project), filled_in())
    assert do_tasks() == []
    ContactRequest.objects.update(handed_out_at=from_now(minutes=-11))
    client.post(form_of(project), filled_in())
    assert len(do_tasks()) == 1
    assert ContactRequest.objects.count() == 1


def test_the_first_letter_carries_nothing_that_a_stranger_typed(client, project):
    typed = {"name": "KOOP NU", "message": "Kijk op https://kwaad.example", "organisation": "Handel in horloges"}
    client.post(form_of(project), filled_in(**typed))
    [letter] = do_tasks()
    whole = letter.subject + letter.body + letter.alternatives[0].content
    # Words that the random letters of a link cannot hold.
    assert not any(word in whole for word in ("KOOP NU", "kwaad.example", "horloges"))


def test_no_header_can_be_put_in(client, project):
    name = "Vera\r\nBcc: iedereen@example.org"
    client.post(written(client, project, name=name, organisation="A\nSubject: B"), {"answer": "yes"})
    [letter] = do_tasks()
    assert letter.message()["Bcc"] is None
    assert letter.to == [OWNER]
    assert "\n" not in ContactRequest.objects.get().name
    response = post(client, form_of(project), filled_in(address="jan@example.org\r\nBcc: x@example.org"))
    assert "Bcc" in response.content.decode()


def test_markup_in_a_message_stays_text(client, project):
    client.post(written(client, project, message="<img src=x> & <b>vet</b>"), {"answer": "yes"})
    [letter] = do_tasks()
    assert "<img src=x> & <b>vet</b>" in letter.body
    assert "<img" not in letter.alternatives[0].content
    assert "&lt;img src=x&gt;" in client.get(link_in(letter)).content.decode()


@pytest.mark.parametrize("field", ["name", "address", "message"])
def test_a_refused_form_comes_back_filled_in(client, project, field):
    response = post(client, form_of(project), filled_in(**{field: ""}))
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one(f'.error-summary a[href="#id_{field}"]')
    kept = {"name": "Vera Vraag", "address": SENDER, "organisation": "Gemeente Woerden"}
    for name, value in kept.items():
        assert page.select_one(f"#id_{name}").get("value", "") == ("" if name == field else value)
    assert ContactRequest.objects.count() == 0


def test_who_asks_very_often_is_slowed_down_and_keeps_the_text(client, project, monkeypatch):
    monkeypatch.setattr(views, "NETWORK", Limit("contact-network", 5, 3600))
    for number in range(5):
        assert outcome(client.post(form_of(project), filled_in(message=f"Bericht {number}"))) == "sent"
    response = post(client, form_of(project), filled_in(message="Bericht zes"))
    assert BeautifulSoup(response.content, "html.parser").select_one(".error-summary li")
    assert "Bericht zes" in response.content.decode()
    elsewhere = client.post(form_of(project), filled_in(address="ander@example.org"), REMOTE_ADDR="192.0.2.1")
    assert outcome(elsewhere) == "sent"


def test_an_owner_is_not_flooded_with_confirmed_messages(client, project):
    links = [written(client, project, address=f"v{number}@example.org") for number in range(21)]
    answers = [client.post(link, {"answer": "yes"}, follow=True).status_code for link in links]
    assert answers == [200] * 20 + [429]
    assert client.get(links[-1]).status_code == 200


@pytest.mark.parametrize("change", ["closed", "erased", "unpublished"])
def test_without_somebody_to_ask_there_is_no_button_and_no_form(client, project, change):
    link = written(client, project)
    if change == "closed":
        project.open_for_contact = False
        project.save_revision().publish()
    elif change == "erased":
        ProjectOwner.objects.all().delete()
    else:
        project.unpublish()
    if change != "unpublished":
        assert form_of(project) not in client.get(project.url).content.decode()
    assert client.get(form_of(project)).status_code == 404
    assert client.post(form_of(project), filled_in()).status_code == 404
    post(client, link, {"answer": "yes"}, 410)
    assert do_tasks() == []


def test_a_project_that_does_not_exist_is_not_found(client, project):
    for number in (0, project.pk + 999, 10**30):
        assert client.get(f"/inventarisatie/contact/{number}/").status_code == 404
        assert client.get(f"/inventarisatie/contact/{number}/verzonden/").status_code == 404


def test_a_kept_page_loses_its_button_when_the_owner_is_erased(client, project):
    assert form_of(project) in client.get(project.url).content.decode()
    assert form_of(project) in client.get(project.url).content.decode()
    ProjectOwner.objects.get().delete()
    assert form_of(project) not in client.get(project.url).content.decode()


def test_the_link_of_who_was_owner_before_opens_nothing(client, project):
    link = passed_on(client, project)
    owner = ProjectOwner.objects.get()
    owner.address = "opvolger@example.org"
    owner.save()
    post(client, link, {"answer": "yes"}, 410)
    assert state() == State.PASSED_ON


def test_without_an_answer_it_ends_after_thirty_days_and_the_sender_hears_that(client, project):
    link = passed_on(client, project)
    expire_requests(from_now(days=29))
    assert state() == State.PASSED_ON
    expire_requests(from_now(days=31))
    assert state() == State.LAPSED
    [letter] = do_tasks()
    assert letter.to == [SENDER]
    client.post(link, {"answer": "yes"})
    assert state() == State.LAPSED


def test_what_nobody_confirms_is_forgotten_after_two_weeks(client, project):
    written(client, project)
    expire_requests(from_now(days=13))
    assert ContactRequest.objects.count() == 1
    expire_requests(from_now(days=15))
    assert ContactRequest.objects.count() == 0


def test_a_letter_that_lost_its_worker_is_sent_after_all(client, project, django_capture_on_commit_callbacks):
    client.post(form_of(project), filled_in())
    with django_capture_on_commit_callbacks() as tasks:
        expire_requests(from_now(minutes=5))
    assert tasks == []
    with django_capture_on_commit_callbacks() as tasks:
        expire_requests(from_now(minutes=11))
    assert len(tasks) == 1
    do_tasks()
    with django_capture_on_commit_callbacks() as tasks:
        expire_requests(from_now(minutes=30))
    assert tasks == []


def test_links_are_kept_as_hashes_expire_and_are_checked(client, project):
    link = written(client, project)
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert not PrivateLink.objects.filter(digest=token).exists()
    response = client.get(link)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert client.get(link[:-5] + "/").status_code == 400
    assert client.get(link.replace("bevestigen", "antwoord")).status_code == 400
    PrivateLink.objects.update(expires_at=from_now(days=-1))
    post(client, link, {"answer": "yes"}, 410)


def test_an_english_sender_and_a_dutch_owner_each_read_their_own_language(client, project):
    client.post(form_of(project, "/en"), filled_in())
    [letter] = do_tasks()
    assert "/en/inventarisatie/contact/bevestigen/" in letter.body
    client.post(link_in(letter), {"answer": "yes"})
    [question] = do_tasks()
    assert "/en/" not in link_in(question)
