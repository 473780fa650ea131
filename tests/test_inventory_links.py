"""Private links and invitations: what they open, what they give, and what nobody gets without one."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from inventory.desk import workflow
from inventory.form.access import new_token
from inventory.form.start import start_update
from inventory.models import Submission, SubmissionEvent
from inventory.retention import anonymise
from tests.inventory_flow import FORM, a_draft, begin_address, data_of, do_tasks, letters_to, send_draft, soup_of
from tests.inventory_samples import (
    ADDRESS,
    add_invitation,
    add_owner,
    add_project,
    add_round,
    add_submission,
    default_answers,
    fill_all,
)
from tests.redirects import outcome, post
from visitors.models import PrivateLink
from visitors.private_links import make_link, revoke_links

pytestmark = pytest.mark.django_db
LOST = "/inventarisatie/link/"


def lost_link_form(client, address):
    import time

    from visitors.honeypot import stamp

    return data_of(client.get(LOST)) | {"address": address, "shown": stamp(time.time() - 10)}


def asked_back(client, administrator):
    """Return (Submission, private address) about which an editor asked something."""
    draft, address = a_draft()
    send_draft(client, address)
    workflow.ask_back(draft, administrator, "Welke wijk is het?")
    return draft, address


def test_a_page_behind_a_link_is_kept_nowhere_and_told_to_nobody(client):
    _draft, address = a_draft()
    for path in ("", "project/", "controle/", "afdrukken/", "intrekken/"):
        response = client.get(address + path)
        assert response["Referrer-Policy"] == "no-referrer", path
        assert "noindex" in response["X-Robots-Tag"], path
        assert "no-store" in response["Cache-Control"], path


def test_links_are_kept_as_a_hash_expire_and_can_be_revoked(client):
    draft, address = a_draft()
    token = address.split("/")[-2]
    assert token not in str(list(PrivateLink.objects.values()))
    assert client.get(address.replace(token, token[:-1])).status_code == 404
    PrivateLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    old = client.get(address)
    assert old.status_code == 410
    assert soup_of(old).select_one(f"a[href='{LOST}']")
    fresh = f"{FORM}{new_token(draft)}/"
    assert client.get(fresh).status_code == 200
    revoke_links("submission", draft.pk)
    assert client.get(fresh).status_code == 410


def test_a_link_for_something_else_opens_nothing(client):
    draft, _address = a_draft()
    assert client.get(f"{FORM}{make_link('owner', draft.pk, days=1)}/").status_code == 404


def test_a_lost_link_comes_by_mail_and_the_answer_tells_nothing(client):
    draft, _address = a_draft()
    known = client.post(LOST, lost_link_form(client, " JAN@example.org"))
    unknown = client.post(LOST, lost_link_form(client, "niemand@example.org"))
    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    do_tasks()
    [letter] = letters_to(ADDRESS)
    assert draft.reference in letter.body
    assert letters_to("niemand@example.org") == []


def test_the_queue_holds_no_address_and_no_token(client):
    from django_tasks_db.models import DBTaskResult

    _draft, address = a_draft()
    client.post(LOST, lost_link_form(client, ADDRESS))
    kept = str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    assert kept != "[]"
    assert "example.org" not in kept
    assert address.split("/")[-2] not in kept


def test_a_question_of_an_editor_is_answered_by_the_link(client, administrator):
    draft, address = asked_back(client, administrator)
    page = soup_of(client.get(address))
    assert "Welke wijk is het?" in page.text
    assert administrator.username not in page.text
    empty = post(client, address, {"antwoord": "  "})
    assert soup_of(empty).select_one(".error-summary")
    for _time in range(2):
        assert client.post(address, {"antwoord": "Schilderskwartier"}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == Submission.Status.SUBMITTED
    assert draft.events.filter(kind=SubmissionEvent.Kind.ANSWERED).count() == 1
    assert "Schilderskwartier" in soup_of(client.get(address)).text


def test_asked_back_answers_can_be_changed_and_sent_again(client, administrator):
    draft, address = asked_back(client, administrator)
    client.post(f"{address}project/", data_of(client.get(f"{address}project/")) | {"title": "Nieuwe naam"})
    send_draft(client, address)
    draft.refresh_from_db()
    assert (draft.title, draft.status) == ("Nieuwe naam", Submission.Status.SUBMITTED)
    client.post(f"{address}project/", default_answers("project"))
    draft.refresh_from_db()
    assert draft.title == "Nieuwe naam"


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"starts": "gisteren ofzo"}, {"website": "javascript:alert(1)"}, {"summary": ""}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_answer_to_a_question_passes_the_checks_of_a_first_sending(client, administrator, wrong):
    draft, address = asked_back(client, administrator)
    step = f"{address}project/"
    assert outcome(client.post(step, data_of(client.get(step)) | wrong)) == "refused"
    response = post(client, address, {"antwoord": "Schilderskwartier"})
    page = soup_of(response)
    assert step in [link["href"] for link in page.select(".error-summary a")]
    assert page.select_one("textarea[name=antwoord]").text.strip() == "Schilderskwartier"
    draft.refresh_from_db()
    assert draft.status == Submission.Status.ASKED_BACK
    assert not draft.events.filter(kind=SubmissionEvent.Kind.ANSWERED).exists()
    right = {name: default_answers("project")[name] for name in wrong}
    assert outcome(client.post(step, data_of(client.get(step)) | right)) == "sent"
    assert outcome(client.post(address, {"antwoord": "Schilderskwartier"})) == "sent"
    draft.refresh_from_db()
    assert draft.status == Submission.Status.SUBMITTED


def history_of(client, administrator, submission):
    """Return {question: (before, after)} of what the history tells the editors, and all its words."""
    client.force_login(administrator)
    history = soup_of(client.get(reverse("inventory_desk:inspect", args=[submission.pk]))).select_one(
        "section[aria-labelledby=history]"
    )
    rows = [[" ".join(cell.text.split()) for cell in row.find_all(["th", "td"])] for row in history.select("tbody tr")]
    return {question: (before, after) for question, before, after in rows}, history.text


@pytest.mark.parametrize("way", ["by answering", "by sending again", "taken back"])
def test_the_history_shows_what_a_submitter_changed_after_a_question(client, administrator, way):
    draft, address = asked_back(client, administrator)
    step = f"{address}project/"
    client.post(step, data_of(client.get(step)) | {"title": "Nieuwe naam", "website": "", "ends": "2019"})
    if way == "by answering":
        client.post(address, {"antwoord": "Schilderskwartier"})
    elif way == "by sending again":
        send_draft(client, address)
    else:
        workflow.reopen(draft, administrator)
    changes, _words = history_of(client, administrator, draft)
    assert changes == {
        "Naam van het project": ("Samen eten in Woerden", "Nieuwe naam"),
        "Einde": ("leeg", "2019"),
        "Website van het project": ("https://samen-eten.example", "leeg"),
    }


@pytest.mark.parametrize("is_declined", [False, True])
def test_a_question_taken_back_brings_nothing_to_the_queue_that_was_never_checked(client, administrator, is_declined):
    draft, address = asked_back(client, administrator)
    step = f"{address}project/"
    client.post(step, data_of(client.get(step)) | {"title": "", "starts": "gisteren ofzo"})
    if is_declined:
        workflow.decline(draft, administrator, "Past niet.")
    workflow.reopen(draft, administrator)
    draft.refresh_from_db()
    assert draft.status == Submission.Status.SUBMITTED
    assert draft.title == "Samen eten in Woerden"
    assert draft.answers["starts"] == "2018-03"
    changes, words = history_of(client, administrator, draft)
    assert changes["Begin"][1] == "gisteren ofzo"
    assert "niet compleet" in words


def test_what_was_changed_is_forgotten_with_the_sender(client, administrator):
    draft, address = asked_back(client, administrator)
    step = f"{address}wie/"
    client.post(step, data_of(client.get(step)) | {"contact_name": "Andere Naam"})
    client.post(address, {"antwoord": "Schilderskwartier"})
    assert "Andere Naam" in str(list(draft.events.values()))
    anonymise(draft)
    assert "Andere Naam" not in str(list(draft.events.values()))


def test_asked_back_after_the_round_closed_is_still_taken(client, administrator):
    draft, address = asked_back(client, administrator)
    draft.round.closes_at = timezone.now() - datetime.timedelta(days=5)
    draft.round.save()
    send_draft(client, address)
    draft.refresh_from_db()
    assert draft.status == Submission.Status.SUBMITTED


def test_withdrawing_asks_once_more(client):
    draft, address = a_draft()
    send_draft(client, address)
    client.get(f"{address}intrekken/")
    draft.refresh_from_db()
    assert draft.status == Submission.Status.SUBMITTED
    for _time in range(2):
        assert client.post(f"{address}intrekken/").status_code == 302
    draft.refresh_from_db()
    assert draft.status == Submission.Status.WITHDRAWN
    assert draft.events.filter(kind=SubmissionEvent.Kind.WITHDRAWN).count() == 1


def test_the_summary_for_printing_holds_all_answers_and_no_link_to_change_them(client):
    draft, address = a_draft()
    page = soup_of(client.get(f"{address}afdrukken/"))
    for words in (draft.reference, "Samen eten in Woerden", "Eerste alinea.", ADDRESS):
        assert words in page.text
    assert f"{address}project/" not in str(page)


def invitation_of(page, **fields):
    """Return (Invitation, its address)."""
    invitation = add_invitation(page, **fields)
    return invitation, f"/inventarisatie/uitnodiging/{make_link('invitation', invitation.pk, days=30)}/"


def test_an_invitation_gives_what_is_known_and_typing_an_address_gives_nothing(client):
    add_submission(add_round("Vorige"), contact_name="Jan Jansen", contact_organisation="Gemeente Woerden")
    page = add_round(asks_needs=False)
    _invitation, address = invitation_of(page)
    shown = data_of(client.get(address))
    responses = [client.post(address, shown | {"wat": "project"}) for _time in range(2)]
    assert all(response["Location"].endswith("/project/") for response in responses)
    draft = Submission.objects.get(round=page)
    assert (draft.contact_name, draft.contact_organisation) == ("Jan Jansen", "Gemeente Woerden")
    assert draft.municipality.code == "GM0632"
    assert "Jan Jansen" not in client.get(begin_address(page)).text


def test_an_invited_municipality_without_project_goes_on_at_once(client):
    page = add_round(asks_needs=False)
    add_submission(page, contact_organisation="Gemeente Woerden")
    _invitation, address = invitation_of(page, name="Jan Jansen")
    response = client.post(address, data_of(client.get(address)) | {"wat": "no-project"})
    assert response["Location"].endswith("/controle/")


def answers_of(page):
    return list(Submission.objects.answers().filter(round=page))


def test_what_comes_by_an_invitation_is_an_answer_as_long_as_the_address_stays_the_same(client):
    page = add_round(asks_needs=False)
    add_submission(page, contact_organisation="Gemeente Woerden")
    assert answers_of(page) == []
    _invitation, address = invitation_of(page, name="Jan Jansen")
    last = client.post(address, data_of(client.get(address)) | {"wat": "no-project"})["Location"]
    assert answers_of(page) == []
    private = last.removesuffix("controle/")
    send_draft(client, private)
    [submission] = answers_of(page)
    submission.contact_address = "ander@example.org"
    submission.save()
    assert answers_of(page) == []


def test_another_address_in_an_invited_form_is_no_confirmed_address(client):
    page = add_round(asks_needs=False)
    _invitation, address = invitation_of(page, name="Jan Jansen")
    project = client.post(address, data_of(client.get(address)) | {"wat": "no-project"})["Location"]
    who = f"{project.rsplit('/', 2)[0]}/wie/"
    typed = default_answers("wie") | {"contact_address": "ander@example.org", "reports": "no-project"}
    assert client.post(who, data_of(client.get(who)) | typed).status_code == 302
    send_draft(client, f"{project.rsplit('/', 2)[0]}/")
    assert Submission.objects.get(round=page).status == Submission.Status.UNCONFIRMED
    assert answers_of(page) == []


def test_whoever_begins_without_an_invitation_sends_no_answer_yet(client):
    draft, address = a_draft(is_confirmed=False)
    send_draft(client, address)
    assert answers_of(draft.round) == []
    page = client.get(f"{address}adres/")
    key = soup_of(page).select_one("input[name=form_key]")["value"]
    client.post(f"{address}nog-een/", {"form_key": key})
    other = Submission.objects.get(status=Submission.Status.DRAFT)
    assert other.address_confirmed_at is None


def test_an_answer_that_was_made_anonymous_stays_one():
    page = add_round()
    anonymise(add_submission(page, address_confirmed_at=timezone.now()))
    assert len(answers_of(page)) == 1


def test_own_projects_are_brought_up_to_date_with_what_is_public(client):
    project = add_project(summary="Samen koken.", wanted="Een kok", status="running")
    add_owner(project, organisation="Gemeente Woerden")
    strange = add_project("Van een ander")
    add_owner(strange, "ander@example.org")
    page = add_round(asks_needs=False)
    _invitation, address = invitation_of(page)
    shown = soup_of(client.get(address))
    assert "Buurttafel" in shown.text
    assert "Van een ander" not in shown.text
    assert client.post(address, {"project": str(strange.pk)}).status_code == 404
    for _time in range(2):
        assert client.post(address, {"project": str(project.pk)}).status_code == 302
    draft = Submission.objects.get(project=project)
    assert draft.title == "Buurttafel"
    assert draft.answers["summary"] == "Samen koken."
    assert draft.answers["wanted"] == "Een kok"
    assert draft.round == page


def test_an_owner_changes_a_project_outside_a_round_too(client):
    project = add_project(summary="Samen koken.")
    owner = add_owner(project)
    first, second = (new_token(start_update(project, owner)) for _time in range(2))
    assert first != second
    draft = Submission.objects.get(project=project)
    assert client.get(f"{FORM}{second}/").status_code == 200
    draft.round = None
    draft.save()
    page = soup_of(client.get(f"{FORM}{first}/project/"))
    assert page.select_one("textarea[name=summary]").text.strip() == "Samen koken."


def test_what_was_accepted_comes_back_as_it_was_filled_in(client, administrator):
    draft = fill_all(Submission(round=add_round(asks_needs=False)))
    draft.status, draft.submitted_at = Submission.Status.SUBMITTED, timezone.now()
    draft.save()
    project = workflow.accept_as_new(draft, administrator)
    start_update(project, project.project_owner)
    update = project.submissions.get(status=Submission.Status.DRAFT)
    same = ("summary", "description", "results", "status", "starts", "ends", "website", "lead_organisation", "partners")
    same += ("themes", "audiences", "laws", "wanted", "open_for_contact")
    assert {name: update.answers[name] for name in same} == {name: draft.answers.get(name) for name in same}
    assert set(update.answers["municipalities"]) == set(draft.answers["municipalities"])
    assert update.municipality == draft.municipality


def test_an_invitation_for_a_closed_round_says_so(client):
    _invitation, address = invitation_of(add_round(closes_in_days=-3))
    assert client.get(address).status_code == 403
