"""How many letters one recipient gets from all rooms together, and that nobody uses up those of another."""

import pytest

from inventory.matching.contact import tell
from inventory.models import ContactRequest, Submission
from tests.inventory_flow import a_draft, data_of, do_tasks, letters_to, link_in, send_draft, soup_of
from tests.inventory_samples import ADDRESS, add_owner, add_project
from tests.redirects import outcome
from tests.subscriber_samples import SIGN_UP, filled_in
from tests.test_inventory_links import lost_link_form
from visitors.rate_limit import RECIPIENT, exceeded_for_recipient

pytestmark = pytest.mark.django_db
Status = Submission.Status
OTHER = "ander@example.org"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do after each block what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_letters_of_all_rooms_share_the_limit_of_their_recipient(client):
    for _time in range(2):
        assert outcome(client.post(SIGN_UP, filled_in(ADDRESS))) == "sent"
        fields = {name: value for name, value in filled_in(ADDRESS).items() if name != "lists"}
        assert outcome(client.post("/nieuwsbrief/voorkeuren/", fields)) == "sent"
    assert outcome(client.post(SIGN_UP, filled_in(ADDRESS))) == "refused"
    # The first letter of its kind leaves all the same, the next does not.
    for path in ("/inventarisatie/link/", "/projecten/beheer/", "/mijn-gegevens/"):
        form = lost_link_form(client, ADDRESS)
        assert [outcome(client.post(path, form)) for _time in range(2)] == ["sent", "refused"], path
    assert outcome(client.post(SIGN_UP, filled_in(OTHER))) == "sent"


def use_up(address, kind):
    """Ask for letters of a kind from many networks, until they are refused."""
    for number in range(RECIPIENT.most + 2):
        exceeded_for_recipient(address, kind, network=f"192.0.{number}.0/24")


def test_who_is_flooded_hands_in_by_the_letter_that_a_stranger_caused(client, committed):
    stranger, foreign = a_draft(is_confirmed=False)
    with committed():
        send_draft(client, foreign)
    do_tasks()
    use_up(ADDRESS, "submission-confirm")
    draft, address = a_draft(stranger.round, is_confirmed=False)
    with committed():
        page = send_draft(client, address)
    do_tasks()
    assert page.status_code == 302
    [letter] = letters_to(ADDRESS)
    client.post(link_in(letter), {"reference": draft.reference, "actie": "ja"})
    draft.refresh_from_db()
    stranger.refresh_from_db()
    assert (draft.status, stranger.status) == (Status.SUBMITTED, Status.UNCONFIRMED)


def test_who_is_flooded_with_letters_of_another_kind_still_gets_the_first_one(client, committed):
    use_up(ADDRESS, "newsletter-sign-up")
    _draft, address = a_draft(is_confirmed=False)
    with committed():
        send_draft(client, address)
    do_tasks()
    assert len(letters_to(ADDRESS)) == 1


def test_who_holds_a_link_is_counted_apart_from_strangers(client, committed):
    use_up(ADDRESS, "submission-draft")
    _draft, address = a_draft()
    with committed():
        response = client.post(f"{address}leren/", data_of(client.get(f"{address}leren/")) | {"actie": "later"})
    do_tasks()
    assert "zonder-mail" not in response["Location"]
    assert len(letters_to(ADDRESS)) == 1


def test_who_is_flooded_confirms_a_message_by_the_letter_that_a_stranger_caused(client, committed):
    project = add_project("Buurttafel", open_for_contact=True)
    add_owner(project, OTHER)
    path = f"/inventarisatie/contact/{project.pk}/"
    form = lost_link_form(client, ADDRESS) | {"name": "Vreemde", "message": "Koop nu horloges"}
    assert client.post(path, form).status_code == 302
    tell.func(ContactRequest.objects.get().pk)
    use_up(ADDRESS, "contact")
    assert client.post(path, form | {"name": "Jan", "message": "Zullen we praten?"}).status_code == 302
    assert ContactRequest.objects.count() == 2
    [letter] = letters_to(ADDRESS)
    assert "horloges" not in f"{letter.subject} {letter.body}"
    page = link_in(letter)
    other = soup_of(client.get(page)).select_one("main a[href^='?bericht=']")["href"]
    assert "Zullen we praten?" in client.get(page + other).content.decode()
    client.post(page + other, {"answer": "yes"})
    states = dict(ContactRequest.objects.values_list("message", "state"))
    assert states == {"Zullen we praten?": "passed-on", "Koop nu horloges": "written"}
