"""“About what” in the inventory: subjects of the vocabulary, from the form to the project and the open data."""

import json

import pytest
from django.utils.translation import override

from inventory.desk import workflow
from inventory.desk.exports import SubmissionTable
from inventory.form.answers import describe
from inventory.form.questions import ABOUT
from inventory.form.start import start_update
from inventory.models import ProjectPage, Submission
from pages.models import Subject, SubjectLink
from pages.subjects import subjects_of
from tests.desk_samples import a_project, a_submission, an_editor, core_answers
from tests.inventory_flow import a_draft, data_of, soup_of
from tests.inventory_samples import add_owner, add_project, fill
from tests.owner_samples import add_owned, private
from tests.test_inventory_desk import page, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor_client(client, django_user_model):
    """A client logged in as an editor of kUS."""
    client.force_login(an_editor(django_user_model))
    return client


def slugs(project):
    return [subject.slug for subject in subjects_of(ProjectPage.objects.get(pk=project.pk))]


def in_sight(soup):
    """Return the subjects (slugs) on a page of the form that are not folded away."""
    return [box["value"] for box in soup.select("input[name=subjects]") if box.find_parent("details") is None]


def test_what_fits_the_words_stands_in_sight_and_the_others_are_folded(client):
    draft, address = a_draft()
    draft.answers |= {"description": "Mensen met dementie en hun mantelzorgers", "subjects": ["wonen"]}
    draft.save()
    soup = soup_of(client.get(f"{address}{ABOUT}/"))
    assert in_sight(soup)[0] == "wonen", "what was chosen stands first"
    assert {"dementie", "mantelzorg"} <= set(in_sight(soup))
    assert "schulden" not in in_sight(soup)
    boxes = [box["value"] for box in soup.select("input[name=subjects]")]
    assert sorted(boxes) == sorted(Subject.objects.values_list("slug", flat=True)), "each once"
    assert [box["value"] for box in soup.select("input[name=subjects][checked]")] == ["wonen"]
    assert not soup.select_one("details.choices-more").has_attr("open")


def test_without_a_suggestion_all_subjects_are_open(client):
    draft, address = a_draft()
    draft.title, draft.answers = "Xyz", {"reports": "project"}
    draft.save()
    soup = soup_of(client.get(f"{address}{ABOUT}/"))
    assert in_sight(soup) == []
    assert soup.select_one("details.choices-more").has_attr("open")


def test_chosen_subjects_are_kept_and_said_wherever_answers_are(client):
    draft, address = a_draft()
    data = data_of(client.get(f"{address}{ABOUT}/")) | {"subjects": ["schulden", "armoede"]}
    assert client.post(f"{address}{ABOUT}/", data)["Location"].endswith("/leren/")
    draft.refresh_from_db()
    assert draft.answers["subjects"] == ["schulden", "armoede"]
    for part in ("controle/", "afdrukken/"):
        assert "Schulden" in soup_of(client.get(address + part)).select_one("main").text
    with override("en"):
        said = {answer.label: answer.value for section in describe(draft) for answer in section.answers}
    assert said["Which subjects is it about?"] == ["Debts", "Poverty"]
    table = SubmissionTable(Submission.objects.all())
    draft.status = Submission.Status.SUBMITTED
    draft.save()
    [row] = table.rows()
    assert dict(zip(table.headings(), row, strict=True))["Onderwerpen"] == ["Schulden", "Armoede"]


def test_subjects_may_be_left_out_and_nonsense_is_refused():
    draft, _address = a_draft()
    assert fill(draft, ABOUT).errors == {}
    assert fill(draft, ABOUT, subjects=["geen-onderwerp"]).errors.keys() == {"subjects"}


def test_two_tabs_with_other_subjects_do_not_overwrite_each_other(client):
    draft, address = a_draft()
    step = f"{address}{ABOUT}/"
    first, second = data_of(client.get(step)), data_of(client.get(step))
    client.post(step, first | {"subjects": ["armoede"]})
    refused = soup_of(client.post(step, second | {"subjects": ["wonen"]}, follow=True))
    assert [side.text for side in refused.select("#id_subjects_conflict .conflict-text")] == ["Armoede", "Wonen"]
    draft.refresh_from_db()
    assert draft.answers["subjects"] == ["armoede"]
    chosen = {"subjects": ["wonen"], "choose-subjects": ["mine"]}
    client.post(step, data_of_bound(refused) | chosen)
    draft.refresh_from_db()
    assert draft.answers["subjects"] == ["wonen"]


def data_of_bound(soup):
    """Return what a browser sends of a page of the form (soup) that nobody changed."""

    class Response:
        content = str(soup).encode()

    return data_of(Response())


def test_an_accepted_submission_gives_the_project_its_subjects_and_not_before(client, django_user_model):
    submission = a_submission(answers=core_answers(subjects=["schulden", "armoede", "weg"]))
    assert not SubjectLink.objects.filter(record__title="Soep in de wijk").exists()
    poverty = "/onderwerpen/armoede/"
    assert "Soep in de wijk" not in client.get(poverty).text
    project = workflow.accept_as_new(submission, an_editor(django_user_model))
    assert slugs(project) == ["schulden", "armoede"]
    assert "Soep in de wijk" in client.get(poverty).text
    record = next(
        record
        for record in json.loads(client.get("/projecten/open-data/projecten.json").getvalue())["projects"]
        if record["id"] == str(project.translation_key)
    )
    assert record["subjects"] == ["schulden", "armoede"]


def test_a_submission_from_before_subjects_were_asked_leaves_those_of_the_project(django_user_model):
    project = a_project()
    project.subject_links.set([SubjectLink(subject=Subject.objects.get(slug="wonen"))])
    project.save_revision().publish()
    workflow.merge(a_submission(), an_editor(django_user_model), project)
    assert slugs(project) == ["wonen"]


def test_subjects_of_both_are_joined_when_a_submission_is_united_with_a_project(django_user_model):
    project = a_project()
    project.subject_links.set([SubjectLink(subject=Subject.objects.get(slug="wonen"))])
    project.save_revision().publish()
    submission = a_submission(answers=core_answers(subjects=["armoede", "wonen"]))
    workflow.merge(submission, an_editor(django_user_model), project)
    assert slugs(project) == ["wonen", "armoede"]


def test_an_update_begins_with_the_subjects_of_the_project():
    project = add_project()
    project.subject_links.set([SubjectLink(subject=Subject.objects.get(slug="wonen"))])
    project.save_revision().publish()
    assert start_update(project, add_owner(project)).answers["subjects"] == ["wonen"]


def test_the_desk_shows_them_and_an_editor_corrects_them_while_accepting(editor_client):
    submission = a_submission(answers=core_answers(subjects=["armoede"], description="Over dementie."))
    assert "Armoede" in page(editor_client, f"/admin/inventory/submissions/{submission.pk}/").text
    form = page(editor_client, f"/admin/inventory/submissions/{submission.pk}/accept/")
    boxes = form.select("input[name=subjects]")
    assert [box["value"] for box in boxes if box.has_attr("checked")] == ["armoede"]
    order = [box["value"] for box in boxes]
    assert order[0] == "armoede"
    assert "dementie" in order[1:8], "then what fits the words"
    send(
        editor_client, submission, "accept", organisation_0="new", organisation_1="new", subjects=["wonen", "dementie"]
    )
    project = ProjectPage.objects.get(title="Soep in de wijk")
    assert set(slugs(project)) == {"wonen", "dementie"}
    submission.refresh_from_db()
    assert submission.answers["subjects"] == ["armoede"], "what was sent stays as it was sent"


def test_an_editor_corrects_them_while_comparing(editor_client):
    project = a_project()
    project.subject_links.set([SubjectLink(subject=Subject.objects.get(slug="wonen"))])
    project.save_revision().publish()
    submission = a_submission(project=project)
    form = page(editor_client, f"/admin/inventory/submissions/{submission.pk}/compare/")
    checked = [box["value"] for box in form.select("input[name=subjects][checked]")]
    assert checked == ["wonen"], "nothing was sent, so those of the project"
    names = {"organisation_0": "none", "organisation_1": "none"}
    send(editor_client, submission, "compare", fields=["summary"], subjects=["wonen", "armoede"], update="1", **names)
    assert set(slugs(project)) == {"wonen", "armoede"}


def test_only_needs_have_no_subjects(editor_client):
    submission = a_submission("", answers={"reports": "no-project", "needs": []})
    form = page(editor_client, f"/admin/inventory/submissions/{submission.pk}/accept/")
    assert not form.select("input[name=subjects]")


def test_the_owner_sees_on_the_private_page_what_the_project_is_about(client):
    owner = add_owned()
    owner.project.subject_links.set([SubjectLink(subject=Subject.objects.get(slug="wonen"))])
    owner.project.save_revision().publish()
    everyone = soup_of(client.get(private(owner))).select_one("section[aria-labelledby=who-sees] .panel")
    assert "Wonen" in everyone.text
