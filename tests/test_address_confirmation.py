"""The sender's address is confirmed before anything reaches the editors, and nothing that was typed goes to another."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from inventory.coverage.needs import read_demand
from inventory.desk import workflow
from inventory.desk.exports import SubmissionTable
from inventory.desk.letters import send_about_submission
from inventory.editors_tasks import WaitingSubmissions
from inventory.form import rate_limits
from inventory.form.access import new_mailed_token
from inventory.form.submit import confirm_address as hand_in
from inventory.models import Submission, SubmissionEvent
from inventory.owners.actions import ask_colleague, ask_to_take_over
from inventory.retention import forget_people
from tests.inventory_flow import (
    FORM,
    a_draft,
    begin,
    confirm_address,
    data_of,
    do_tasks,
    letters_to,
    link_in,
    send_draft,
    soup_of,
)
from tests.inventory_samples import ADDRESS, add_owner, add_project, add_round, default_answers
from tests.redirects import follow, outcome
from tests.test_inventory_links import lost_link_form
from visitors.models import PrivateLink
from visitors.rate_limit import RECIPIENT_BY_NETWORK

pytestmark = pytest.mark.django_db
Status = Submission.Status
TYPED = ["Samen eten in Woerden", "Buren koken", "Jan de Boer", "Gemeente Woerden", "samen-eten.example"]
OTHER = "ander@example.org"
QUEUE = "/admin/inventory/submissions/"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do after each block what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def sent(client, committed):
    """(Submission that waits for its address, private address), with its mail sent."""
    draft, address = a_draft(is_confirmed=False)
    with committed():
        send_draft(client, address)
    do_tasks()
    draft.refresh_from_db()
    assert draft.status == Status.UNCONFIRMED
    return draft, address


def texts_of(letter):
    return f"{letter.subject} {letter.body} {letter.alternatives[0][0]}"


def assert_holds_nothing_typed(letter):
    assert not [typed for typed in TYPED if typed in texts_of(letter)]


def change_address(client, address, new=OTHER):
    """Type another address at the first step."""
    shown = data_of(client.get(f"{address}wie/"))
    return client.post(f"{address}wie/", shown | {"contact_address": new})


def test_the_mail_to_confirm_holds_a_link_and_nothing_that_was_typed(sent):
    [letter] = letters_to(ADDRESS)
    assert_holds_nothing_typed(letter)
    assert "/inventarisatie/bevestigen/" in letter.body


def test_opening_the_link_changes_nothing_and_the_button_hands_it_in_once(client, sent, committed):
    draft, _address = sent
    page = link_in(letters_to(ADDRESS)[0])
    for _time in range(2):
        shown = client.get(page)
        assert shown.status_code == client.head(page).status_code == 200
    assert draft.title in soup_of(shown).select_one("main").text
    assert shown["Referrer-Policy"] == "no-referrer"
    assert Submission.objects.get().status == Status.UNCONFIRMED
    with committed():
        for _time in range(2):
            assert client.post(page, {"reference": draft.reference, "actie": "ja"}).status_code == 302
    do_tasks()
    draft.refresh_from_db()
    assert (draft.status, draft.address_confirmed_at is not None) == (Status.SUBMITTED, True)
    assert draft.events.filter(kind=SubmissionEvent.Kind.SUBMITTED).count() == 1
    _confirm, receipt = letters_to(ADDRESS)
    assert "Samen eten in Woerden" in receipt.body
    after = soup_of(client.get(page))
    assert draft.title not in after.select_one("main").text
    assert FORM not in str(after)


@pytest.mark.usefixtures("kept_contexts")
def test_what_waits_reaches_no_editor(client, sent, administrator):
    draft, _address = sent
    client.force_login(administrator)
    queue = client.get(QUEUE)
    assert queue.status_code == 200
    assert draft.reference not in queue.content.decode()
    assert {state["value"]: state["number"] for state in queue.context["states"]}[Status.UNCONFIRMED] == 0
    assert client.get(f"{QUEUE}{draft.pk}/").status_code == 404
    task = WaitingSubmissions()
    assert not task.narrow(task.changeable(administrator), administrator).exists()
    assert list(SubmissionTable(Submission.objects.all()).rows()) == []
    for step in (workflow.reopen, workflow.accept_as_new):
        with pytest.raises(workflow.TransitionNotAllowed):
            step(draft, administrator)


def test_what_waits_counts_for_no_municipality(sent):
    _draft, _address = sent
    assert not Submission.objects.answers().exists()
    assert not [town for town, answer in read_demand().answers.items() if town and answer.is_waiting]


def test_the_address_is_corrected_on_the_page_and_the_old_link_hands_in_nothing(client, sent, committed):
    draft, address = sent
    old = link_in(letters_to(ADDRESS)[0])
    page = client.get(f"{address}verzonden/", follow=True)
    assert soup_of(page).select_one("input[name=address]")["value"] == ADDRESS
    with committed():
        assert outcome(client.post(f"{address}adres/", {"address": "geen adres"})) == "refused"
        assert outcome(client.post(f"{address}adres/", {"address": OTHER})) == "sent"
    client.post(old, {"reference": draft.reference, "actie": "ja"})
    assert draft.title not in client.get(old).content.decode()
    draft.refresh_from_db()
    assert (draft.status, draft.contact_address) == (Status.UNCONFIRMED, OTHER)
    with committed():
        confirm_address(client, OTHER)
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_the_mail_is_sent_again_within_limits_and_a_refusal_says_what_to_do(client, sent, committed):
    _draft, address = sent
    outcomes = []
    for _time in range(RECIPIENT_BY_NETWORK.most):
        with committed():
            response = client.post(f"{address}adres/", {"address": ADDRESS})
        outcomes.append(outcome(response))
        do_tasks()
    assert outcomes == ["sent"] * (RECIPIENT_BY_NETWORK.most - 1) + ["refused"]
    assert soup_of(follow(client, response)).select_one(".error-summary li").text
    assert len(letters_to(ADDRESS)) == RECIPIENT_BY_NETWORK.most


def test_one_submission_mails_a_few_addresses_only(client, sent):
    _draft, address = sent
    most = rate_limits.CONFIRMATIONS.most
    outcomes = [outcome(client.post(f"{address}adres/", {"address": f"a{n}@example.org"})) for n in range(most + 2)]
    assert outcomes == ["sent"] * (most - 1) + ["refused"] * 3


def test_what_waits_can_be_changed_after_it_is_taken_back_and_is_sent_anew(client, sent, committed):
    draft, address = sent
    old = link_in(letters_to(ADDRESS)[0])
    shown = data_of(client.get(f"{address}adres/"))
    assert client.post(f"{address}project/", default_answers("project") | {"title": "Te vroeg"}).status_code == 302
    response = client.post(f"{address}adres/", shown | {"actie": "wijzigen"})
    assert response["Location"].startswith(address)
    client.post(f"{address}project/", default_answers("project") | {"title": "Nieuwe naam"})
    client.post(old, {"reference": draft.reference, "actie": "ja"})
    draft.refresh_from_db()
    assert (draft.status, draft.title) == (Status.DRAFT, "Nieuwe naam")
    send_draft(client, address)
    # A link that was mailed before serves what is sent anew.
    client.post(old, {"reference": draft.reference, "actie": "ja"})
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_who_did_not_send_it_erases_it(client, sent):
    draft, address = sent
    page = link_in(letters_to(ADDRESS)[0])
    assert client.post(page, {"reference": draft.reference, "actie": "nee"})["Location"].endswith("?gewist")
    assert not Submission.objects.exists()
    assert client.get(page).status_code == 200
    assert client.get(address).status_code == 410


def test_the_sender_erases_what_waits(client, sent):
    _draft, address = sent
    assert outcome(client.post(f"{address}intrekken/")) == "sent"
    assert not Submission.objects.exists()


@pytest.mark.parametrize("path", ["KUS-2222-2222", "\x00", "1' OR 1=1", ""])
def test_a_link_hands_in_nothing_of_another_address(client, sent, path):
    page = link_in(letters_to(ADDRESS)[0])
    foreign, _address = a_draft(is_confirmed=False)
    Submission.objects.filter(pk=foreign.pk).update(status=Status.UNCONFIRMED, contact_address=OTHER, contact_key=OTHER)
    for reference in (foreign.reference, path):
        assert client.post(page, {"reference": reference, "actie": "ja"}).status_code == 302
    assert foreign.reference not in client.get(page).content.decode()
    assert set(Submission.objects.values_list("status", flat=True)) == {Status.UNCONFIRMED}


def test_a_link_to_confirm_ends_and_may_be_wrong(client, sent):
    page = link_in(letters_to(ADDRESS)[0])
    assert client.get(f"{page[:-3]}/").status_code == 404
    PrivateLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(page).status_code == 410


@pytest.mark.parametrize("way", ["first step", "corrected while it waits"])
def test_another_address_begins_anew_for_who_was_invited_too(client, committed, way):
    draft, address = a_draft()
    if way == "first step":
        assert change_address(client, address).status_code == 302
    else:
        Submission.objects.filter(pk=draft.pk).update(address_confirmed_at=None)
    with committed():
        send_draft(client, address)
    if way != "first step":
        with committed():
            client.post(f"{address}adres/", {"address": OTHER})
    do_tasks()
    draft.refresh_from_db()
    assert (draft.status, draft.address_confirmed_at) == (Status.UNCONFIRMED, None)
    for letter in letters_to(OTHER):
        assert_holds_nothing_typed(letter)


def test_who_goes_on_by_a_mailed_link_confirms_by_sending_and_not_by_opening(client, committed):
    draft, address = a_draft(is_confirmed=False)
    with committed():
        client.post(f"{address}leren/", data_of(client.get(f"{address}leren/")) | {"actie": "later"})
    do_tasks()
    [letter] = letters_to(ADDRESS)
    assert_holds_nothing_typed(letter)
    mailed = link_in(letter)
    for step in ("", "wie/", "controle/"):
        client.get(f"{mailed}{step}")
    draft.refresh_from_db()
    assert draft.address_confirmed_at is None
    send_draft(client, mailed)
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_a_mailed_link_confirms_no_address_but_its_own(client):
    draft, _address = a_draft(is_confirmed=False)
    mailed = f"{FORM}{new_mailed_token(draft)}/"
    change_address(client, mailed)
    send_draft(client, mailed)
    draft.refresh_from_db()
    assert (draft.status, draft.contact_address) == (Status.UNCONFIRMED, OTHER)


def test_who_confirmed_for_another_browser_gave_it_no_other_submissions(client, sent, committed):
    draft, address = sent
    with committed():
        confirm_address(client)
    client.post(f"{address}nog-een/", data_of(client.get(f"{address}verzonden/")))
    assert Submission.objects.exclude(pk=draft.pk).get().address_confirmed_at is None
    do_tasks()
    receipt = link_in(letters_to(ADDRESS)[-1])
    client.post(f"{receipt}nog-een/", data_of(client.get(f"{receipt}verzonden/")))
    assert Submission.objects.latest("pk").address_confirmed_at is not None


def asked_back_elsewhere(client, administrator):
    """Return (Submission about which was asked, and whose sender typed another address, private address)."""
    draft, address = a_draft()
    send_draft(client, address)
    workflow.ask_back(draft, administrator, "Welke wijk?")
    mail.outbox.clear()
    change_address(client, address)
    return draft, address


@pytest.mark.parametrize("way", ["answer", "send again"])
def test_another_address_after_a_question_is_confirmed_before_the_answer_comes_back(
    client, administrator, committed, way
):
    draft, address = asked_back_elsewhere(client, administrator)
    with committed():
        if way == "answer":
            client.post(address, {"antwoord": "Schilderskwartier"})
        else:
            send_draft(client, address)
    do_tasks()
    draft.refresh_from_db()
    assert draft.status == Status.UNCONFIRMED
    for letter in letters_to(OTHER):
        assert_holds_nothing_typed(letter)
    client.force_login(administrator)
    assert draft.reference in client.get(QUEUE).content.decode()
    forget_people(timezone.now() + datetime.timedelta(days=1))
    with committed():
        confirm_address(client, OTHER)
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED
    assert draft.events.last().snapshot["contact_address"] == OTHER


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_question_taken_back_puts_the_confirmed_address_back(client, administrator, is_answered):
    draft, address = asked_back_elsewhere(client, administrator)
    if is_answered:
        client.post(address, {"antwoord": "Schilderskwartier"})
    workflow.reopen(draft, administrator)
    draft.refresh_from_db()
    assert (draft.status, draft.contact_address) == (Status.SUBMITTED, ADDRESS)
    assert draft.address_confirmed_at is not None


def test_a_round_that_closed_takes_what_was_sent_in_time(client, sent, committed):
    draft, _address = sent
    draft.round.closes_at = timezone.now() - datetime.timedelta(days=3)
    draft.round.save()
    with committed():
        confirm_address(client)
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_what_nobody_confirms_goes_like_a_draft(sent):
    draft, _address = sent
    forget_people(timezone.now() + datetime.timedelta(days=89))
    assert Submission.objects.filter(pk=draft.pk).exists()
    forget_people(timezone.now() + datetime.timedelta(days=91))
    assert not Submission.objects.exists()


def test_decisions_about_what_was_never_confirmed_tell_nothing_that_was_typed(administrator, client):
    draft, address = a_draft()
    send_draft(client, address)
    Submission.objects.update(address_confirmed_at=None)
    workflow.ask_back(draft, administrator, "Welke wijk?")
    send_about_submission.func("asked_back", draft.pk)
    workflow.decline(draft, administrator, "Dubbel")
    send_about_submission.func("declined", draft.pk)
    for letter in letters_to(ADDRESS):
        assert_holds_nothing_typed(letter)


def test_lost_links_tell_no_title_of_what_others_typed_and_nobody_pushes_out_ones_own(client, committed):
    own, _address = a_draft()
    for _time in range(25):
        Submission.objects.create(round=own.round, contact_address=ADDRESS, title="Koop nu goedkope horloges")
    with committed():
        client.post("/inventarisatie/link/", lost_link_form(client, ADDRESS))
    do_tasks()
    [letter] = letters_to(ADDRESS)
    assert "horloges" not in texts_of(letter)
    assert f"{own.reference}: {own.title}" in letter.body


def test_a_colleague_who_is_asked_to_take_over_gets_nothing_that_the_owner_typed():
    owner = add_owner(add_project("Koop nu horloges"), name="Piet Verkoper")
    handover = ask_colleague(owner, "Beste lezer", OTHER)
    ask_to_take_over.func(handover.pk)
    [letter] = letters_to(OTHER)
    assert not [typed for typed in ("horloges", "Verkoper", "Beste lezer") if typed in texts_of(letter)]


def test_the_first_step_in_the_name_of_another_sends_nothing(client, committed):
    page = add_round(asks_needs=False)
    with committed():
        begin(client, page, contact_address=OTHER)
    do_tasks()
    assert mail.outbox == []


@pytest.mark.engine
def test_confirming_twice_at_once_hands_in_once(sent):
    draft, _address = sent
    stale = Submission.objects.get(pk=draft.pk)
    assert [hand_in(draft, ADDRESS), hand_in(stale, ADDRESS)] == [True, False]
    assert draft.events.filter(kind=SubmissionEvent.Kind.SUBMITTED).count() == 1
