"""What a municipality answers stands in the overview at once; what is typed in a draft throws no kept page away."""

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from inventory.desk import workflow
from inventory.form.access import new_token
from inventory.form.submit import discard, submit
from inventory.retention import erase_submission
from inventory.rounds import invitations
from pages import cache_version
from tests.coverage_samples import add_agenda, add_counted, add_theme, add_town, clear_inventory
from tests.desk_samples import a_submission, an_editor
from tests.inventory_flow import data_of
from tests.inventory_samples import add_invitation, add_round
from tests.sample_records import text_of, visit

URL = "/projecten/overzicht/"


@pytest.fixture(autouse=True)
def few(db):
    """Only the projects, rounds and municipalities of the test."""
    clear_inventory()


def raises(verb, *args):
    """Return whether a verb puts all pages that are kept out of reach."""
    before = cache_version.current()
    verb(*args)
    return cache_version.current() != before


def head(client):
    """Return the words of the head of the matrix: the municipalities, and when each answered last."""
    return text_of(visit(client, URL).select_one(".matrix thead"))


def test_an_answer_stands_in_the_overview_as_soon_as_it_is_sent(client):
    town, other = add_town("Hier"), add_town("Daar")
    add_counted(themes=[add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")], towns=[town, other])
    draft = a_submission(status="draft", municipality=town, round=add_round())
    month = date_format(timezone.localdate(), "M Y")
    assert month not in head(client)
    submit(draft)
    assert month in head(client)
    workflow.withdraw(draft)
    assert month not in head(client)


def test_a_draft_throws_no_kept_page_away(client):
    draft = a_submission(status="draft", municipality=add_town("Hier"), round=add_round())
    address = f"/inventarisatie/formulier/{new_token(draft)}/project/"
    shown = data_of(client.get(address))
    before = cache_version.current()
    assert client.post(address, shown | {"title": "Een nieuwe naam"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, cache_version.current()) == ("Een nieuwe naam", before)
    assert not raises(discard, draft)


@pytest.mark.parametrize("verb", ["decline", "accept_as_new"])
def test_a_decision_is_told_at_once(django_user_model, verb):
    submission = a_submission(municipality=add_town("Hier"))
    assert raises(getattr(workflow, verb), submission, an_editor(django_user_model), *["Nee."][: verb == "decline"])


def test_what_is_erased_is_no_answer_any_more():
    submission = a_submission(municipality=add_town("Hier"))
    assert raises(erase_submission, submission)


def test_who_was_invited_is_told_at_once():
    round_page = add_round()
    add_invitation(round_page, code=add_town("Hier").code)
    assert raises(invitations.send_invitations, round_page)
