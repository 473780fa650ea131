"""The form from the first step to the closing page: nothing lost, nothing double, whatever is pressed."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from inventory.form.submit import retry_receipts
from inventory.models import Submission, SubmissionEvent
from tests.inventory_flow import (
    a_draft,
    begin,
    begin_address,
    confirm_address,
    data_of,
    do_tasks,
    first_step,
    letters_to,
    link_in,
    send_draft,
    soup_of,
)
from tests.inventory_samples import ADDRESS, add_round, default_answers
from tests.redirects import follow, post

pytestmark = pytest.mark.django_db
Kind = SubmissionEvent.Kind


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do after each block what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def kinds(submission):
    return list(submission.events.values_list("kind", flat=True))


def test_the_title_of_every_page_of_the_form_names_the_round(client):
    page = add_round("Tweede ronde", asks_needs=False)
    _draft, address = a_draft(page)
    addresses = [begin_address(page), f"{address}controle/", address, f"{address}afdrukken/"]
    for soup in (soup_of(client.get(each)) for each in addresses):
        assert f"{soup.h1.text} – Tweede ronde – " in soup.title.text
    assert "Tweede ronde" not in soup_of(client.get("/inventarisatie/link/")).title.text


def test_from_the_first_step_to_the_closing_page(client, committed):
    page = add_round(asks_needs=False)
    address = begin(client, page)
    while not address.endswith("controle/"):
        slug = address.split("/")[-2]
        response = client.post(address, data_of(client.get(address)) | default_answers(slug))
        assert response.status_code == 302, soup_of(response).select_one(".error-summary")
        address = response["Location"]
    with committed():
        response = client.post(address, data_of(client.get(address)) | {"consent": "on"})
    waiting = client.get(response["Location"], follow=True)
    assert ADDRESS in soup_of(waiting).select_one("main").text
    with committed():
        confirm_address(client)
    mail.outbox.clear()
    closing = client.get(response["Location"])
    sent = Submission.objects.get()
    assert sent.status == Submission.Status.SUBMITTED
    assert sent.consent_wording
    assert kinds(sent) == [Kind.BEGUN, Kind.SUBMITTED]
    assert sent.reference in soup_of(closing).select_one("main").text
    do_tasks()
    [letter] = letters_to(ADDRESS)
    assert sent.reference in letter.subject
    assert "Samen eten in Woerden" in letter.body
    assert client.get(link_in(letter)).status_code == 200


def test_pressing_twice_or_going_back_begins_one_submission(client):
    page = add_round()
    sent = first_step(client, page)
    first, second = (client.post(begin_address(page), sent) for _time in range(2))
    assert first.status_code == second.status_code == 302
    third = client.post(begin_address(page), sent | {"contact_name": "Jan Jansen"})
    assert third.status_code == 302
    draft = Submission.objects.get()
    assert draft.contact_name == "Jan Jansen"
    assert kinds(draft) == [Kind.BEGUN]


def test_another_showing_of_the_first_step_begins_another(client):
    page = add_round()
    begin(client, page)
    begin(client, page)
    assert Submission.objects.count() == 2


def test_looking_changes_nothing(client):
    _draft, address = a_draft()
    before = list(Submission.objects.values())
    for path in ("", "wie/", "project/", "controle/", "intrekken/", "afdrukken/", "bewaard/", "verzonden/"):
        assert client.get(address + path).status_code in (200, 302), path
    assert list(Submission.objects.values()) == before
    assert SubmissionEvent.objects.count() == 0


def test_a_refused_step_comes_back_filled_in_with_links_to_what_is_wrong(client):
    _draft, address = a_draft()
    wrong = default_answers("project") | {"title": "", "website": "geen adres"}
    response = post(client, f"{address}project/", wrong)
    page = soup_of(response)
    assert page.select_one("input[name=website]")["value"] == "geen adres"
    targets = [link["href"][1:] for link in page.select(".error-summary a")]
    assert targets
    assert all(page.find(id=target) for target in targets)


def test_save_and_go_on_later_keeps_what_is_not_right_yet_and_mails_a_link(client, committed):
    draft, address = a_draft()
    half = {"title": "", "summary": "Alleen dit nog maar.", "starts": "ergens in de lente?", "actie": "later"}
    with committed():
        response = client.post(f"{address}project/", half)
    assert response["Location"].endswith("/bewaard/")
    do_tasks()
    [letter] = letters_to(ADDRESS)
    again = soup_of(client.get(f"{link_in(letter)}project/"))
    assert again.select_one("textarea[name=summary]").text.strip() == "Alleen dit nog maar."
    assert again.select_one("input[name=starts]")["value"] == "ergens in de lente?"
    draft.refresh_from_db()
    assert draft.status == Submission.Status.DRAFT


def test_the_first_step_can_be_kept_with_an_address_alone(client, committed):
    page = add_round()
    with committed():
        address = begin(client, page, contact_name="", municipality="", actie="later")
    assert address.endswith("/bewaard/")
    do_tasks()
    assert len(letters_to(ADDRESS)) == 1


def test_going_back_keeps_what_was_typed(client):
    _draft, address = a_draft()
    response = client.post(f"{address}waarover/", {"partners": "Een partner", "actie": "terug"})
    assert response["Location"].endswith("/project/")
    assert "Een partner" in soup_of(client.get(f"{address}waarover/")).select_one("textarea[name=partners]").text


def test_two_tabs_do_not_mix_answers(client):
    draft, address = a_draft()
    one = data_of(client.get(f"{address}project/"))
    two = data_of(client.get(f"{address}leren/"))
    client.post(f"{address}leren/", two | {"results": "Uit het tweede tabblad."})
    client.post(f"{address}project/", one | {"title": "Uit het eerste tabblad"})
    draft.refresh_from_db()
    assert draft.title == "Uit het eerste tabblad"
    assert draft.answers["results"] == "Uit het tweede tabblad."


def test_what_is_not_whole_is_not_sent_and_says_what_is_missing(client):
    draft, address = a_draft()
    Submission.objects.filter(pk=draft.pk).update(title="")
    response = follow(client, send_draft(client, address))
    assert f"{address}project/" in [link["href"] for link in soup_of(response).select(".error-summary a")]
    draft.refresh_from_db()
    assert draft.status == Submission.Status.DRAFT


def test_without_consent_nothing_is_sent(client):
    draft, address = a_draft()
    response = post(client, f"{address}controle/")
    assert soup_of(response).select_one(".error-summary")
    draft.refresh_from_db()
    assert draft.status == Submission.Status.DRAFT


def test_sent_again_after_sending_changes_nothing(client, committed):
    draft, address = a_draft()
    shown = data_of(client.get(f"{address}controle/")) | {"consent": "on"}
    with committed():
        for _time in range(3):
            assert client.post(f"{address}controle/", shown)["Location"] == f"{address}verzonden/"
    client.post(f"{address}project/", default_answers("project") | {"title": "Te laat"})
    do_tasks()
    draft.refresh_from_db()
    assert draft.title == "Samen eten in Woerden"
    assert kinds(draft) == [Kind.SUBMITTED]
    assert len(letters_to(ADDRESS)) == 1


def test_a_letter_whose_worker_died_leaves_later(client, committed):
    draft, address = a_draft()
    send_draft(client, address)
    later = timezone.now() + datetime.timedelta(minutes=11)
    with committed():
        retry_receipts(later)
        retry_receipts(later)
    do_tasks()
    assert len(letters_to(ADDRESS)) == 1
    retry_receipts(later + datetime.timedelta(days=1))
    draft.refresh_from_db()
    assert draft.receipt_due_at is None


@pytest.mark.parametrize(("hours", "status"), [(1, Submission.Status.SUBMITTED), (25, Submission.Status.DRAFT)])
def test_a_round_that_closed_takes_what_was_being_typed_for_a_day(client, hours, status):
    page = add_round(asks_needs=False)
    draft, address = a_draft(page)
    page.closes_at = timezone.now() - datetime.timedelta(hours=hours)
    page.save()
    response = client.post(f"{address}leren/", default_answers("leren") | {"results": "Nog net getypt."})
    assert response.status_code == 302
    send_draft(client, address)
    draft.refresh_from_db()
    assert draft.status == status
    assert draft.answers["results"] == "Nog net getypt."


def test_the_first_step_that_was_open_at_closing_is_taken_and_not_shown_any_more(client):
    page = add_round(asks_needs=False)
    sent = first_step(client, page)
    page.closes_at = timezone.now() - datetime.timedelta(minutes=1)
    page.save()
    assert client.get(begin_address(page)).status_code == 403
    assert client.post(begin_address(page), sent).status_code == 302
    assert Submission.objects.count() == 1


def test_too_late_is_said_and_nothing_is_lost(client):
    page = add_round(closes_in_days=-2, asks_needs=False)
    _draft, address = a_draft(page)
    response = follow(client, send_draft(client, address))
    assert f"{address}afdrukken/" in [link["href"] for link in soup_of(response).select("main a")]
    assert client.get(begin_address(page)).status_code == 403
    assert post(client, begin_address(page), default_answers("wie"), 403)


def test_no_project_leaves_the_steps_about_it_out(client):
    page = add_round(asks_needs=False)
    address = begin(client, page, reports="no-project")
    assert address.endswith("/controle/")
    assert client.get(address.replace("controle", "project")).status_code == 302


def test_the_form_speaks_english(client):
    page = add_round(asks_needs=False)
    sent = first_step(client, page)
    response = client.post(f"/en{begin_address(page)}", sent)
    assert response["Location"].startswith("/en/")
    assert Submission.objects.get().language == "en"


def test_another_project_asks_only_what_is_not_known(client):
    _draft, address = a_draft()
    send_draft(client, address)
    shown = data_of(client.get(f"{address}verzonden/"))
    responses = [client.post(f"{address}nog-een/", shown) for _time in range(2)]
    assert [response["Location"].split("/")[-2] for response in responses] == ["project", "project"]
    other = Submission.objects.get(status=Submission.Status.DRAFT)
    assert other.contact_address == ADDRESS
    assert other.title == ""
