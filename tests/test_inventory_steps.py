"""The steps of the form of a round: what is asked when, what is kept, and what is said about what is wrong."""

import pytest
from django.http import QueryDict

from inventory.filling.answers import describe
from inventory.filling.steps import check_whole, list_steps
from inventory.models import Need, Submission, Visibility
from network.models import Municipality
from tests.inventory_samples import ANSWERS, a_submission, fill, fill_all, posted, step_of
from tests.sample_records import add_round, from_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking():
    """A round that asks the fixed questions."""
    return add_round(opens_at=from_now(days=-1))


def slugs(submission):
    return [step.slug for step in list_steps(submission)]


def test_a_whole_form_is_kept_and_shown_in_words(asking):
    submission = fill_all(a_submission(asking))
    submission.save()
    kept = Submission.objects.get()
    assert check_whole(kept) == []
    assert (kept.contact_name, kept.title) == ("Jan de Boer", "Samen eten in Woerden")
    assert kept.answers["starts"] == "2018-03"
    assert kept.answers["partners"] == ["Stichting Buurtkok", "Bibliotheek"]
    assert kept.answers["municipalities"][0] == "GM0632"
    said = {answer.name: answer.value for section in describe(kept) for answer in section.answers}
    assert said["starts"] == "maart 2018"
    assert said["status"] == "Lopend"
    assert "Gezonde sociale omgevingen en vitale netwerken" in said["themes"]
    assert said["municipality"] == "Woerden"
