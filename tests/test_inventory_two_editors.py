"""Two editors at one submission: the second is told what the first did, and nothing that either typed is lost."""

import pytest
from bs4 import BeautifulSoup

from inventory.desk import workflow
from inventory.desk.workflow import TransitionNotAllowed, latest_event
from inventory.models import ProjectPage, Submission
from tests.desk_samples import a_submission, an_editor, steps_of
from tests.process_pool import process_pool
from tests.running_site import own_database
from tests.sample_records import add_project, text_of

pytestmark = [pytest.mark.engine, pytest.mark.heavy]

INDEX = "/admin/inventory/submissions/"
EDITORS = 6
# Each process is an editor with the submission on the screen; all press at (nearly) the same time.
PREPARE = """
from django.contrib.auth import get_user_model
from tests.desk_samples import a_submission
users = get_user_model().objects
for number in range({editors}):
    users.create_superuser(f"redacteur{{number}}", f"redacteur{{number}}@example.org", "geheim-voor-de-test")
result = a_submission("Tegelijk aangenomen").pk
"""
PRESS = """
from django.contrib.auth import get_user_model
from inventory.desk import workflow
from inventory.models import Submission
submission = Submission.objects.get(pk={pk})
user = get_user_model().objects.get(username="redacteur{number}")
try:
    workflow.{verb}
    result = "done"
except workflow.TransitionNotAllowed as refusal:
    result = str(refusal)
"""
OUTCOME = """
from inventory.models import ProjectPage, Submission
submission = Submission.objects.get(pk={pk})
result = [
    submission.status,
    list(submission.events.values_list("kind", flat=True)),
    ProjectPage.objects.filter(title="Tegelijk aangenomen").count(),
]
"""


@pytest.fixture
def anna(django_user_model):
    """The first editor."""
    return an_editor(django_user_model, "anna", first_name="Anna")


@pytest.fixture
def bob(django_user_model):
    """The second editor."""
    return an_editor(django_user_model, "bob", first_name="Bob")


@pytest.mark.django_db
def test_the_second_is_told_what_the_first_did(anna, bob):
    submission = a_submission()
    same = Submission.objects.get(pk=submission.pk)
    workflow.accept_as_new(submission, anna)
    for verb in (
        lambda: workflow.accept_as_new(same, bob),
        lambda: workflow.decline(same, bob, "Nee."),
        lambda: workflow.ask_back(same, bob, "Wat?"),
    ):
        with pytest.raises(TransitionNotAllowed, match="Anna"):
            verb()
    assert ProjectPage.objects.filter(title="Soep in de wijk").count() == 1
    assert steps_of(submission) == ["begun", "submitted", "accepted"]


@pytest.mark.django_db
def test_a_step_in_between_is_not_passed_over(anna, bob):
    submission = a_submission()
    seen = latest_event(submission)
    workflow.ask_back(submission, anna, "Hoeveel pannen?")
    workflow.answer(submission, "Zeven.")
    with pytest.raises(TransitionNotAllowed):
        workflow.decline(submission, bob, "Te weinig pannen.", seen=seen)
    submission.refresh_from_db()
    assert submission.status == "submitted"


@pytest.mark.django_db
def test_what_the_second_typed_comes_back_with_the_reason(client, anna, bob):
    submission = a_submission()
    client.force_login(bob)
    seen = latest_event(submission)
    workflow.decline(submission, anna, "Al bekend.")
    response = client.post(f"{INDEX}{submission.pk}/ask-back/", {"seen": seen, "text": "Een lange, mooie vraag?"})
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert soup.textarea.text.strip() == "Een lange, mooie vraag?"
    assert "Anna" in text_of(soup.select_one("[role=alert]"))


@pytest.mark.django_db
def test_the_choices_of_a_comparison_come_back_when_the_project_was_changed(client, anna, bob):
    project = add_project("Oude soep", summary="Zo was het.")
    project.save_revision().publish()
    submission = a_submission(project=project)
    client.force_login(bob)
    address = f"{INDEX}{submission.pk}/compare/"
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    data = {field["name"]: field.get("value", "") for field in soup.select("form[method=post] input[type=hidden]")}
    project.summary = "Nieuwer."
    project.save_revision(user=anna).publish(user=anna)
    response = client.post(address, data | {"fields": ["website"], "update": "1"})
    soup = BeautifulSoup(response.content, "html.parser")
    assert [field["value"] for field in soup.select("input[name=fields][checked]")] == ["website"]
    assert ProjectPage.objects.get(pk=project.pk).summary == "Nieuwer."
    assert ProjectPage.objects.get(pk=project.pk).action_links.count() == 0


@pytest.fixture(scope="module")
def editors(tmp_path_factory, django_db_setup, django_db_blocker):
    """Processes with a database of their own, each to be an editor."""
    tmp_path = tmp_path_factory.mktemp("editors")
    with django_db_blocker.unblock(), own_database(tmp_path) as database:
        environment = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "kus_site.settings.testing"}
        with process_pool(environment, tmp_path / "editors.log") as pool:
            yield pool


VERBS = ["accept_as_new(submission, user)", "decline(submission, user, 'Nee.')"]


@pytest.mark.django_db
def test_of_many_who_press_at_the_same_time_one_decides(editors):
    pk = editors.run(PREPARE.format(editors=EDITORS))
    orders = [PRESS.format(pk=pk, number=number, verb=VERBS[number % 2]) for number in range(EDITORS)]
    outcomes = editors.run_all(orders)
    assert outcomes.count("done") == 1
    assert all("redacteur" in outcome for outcome in outcomes if outcome != "done")
    status, steps, projects = editors.run(OUTCOME.format(pk=pk))
    assert steps[:2] == ["begun", "submitted"]
    assert steps[2:] == [status]
    assert projects == (1 if status == "accepted" else 0)
