"""What becomes of a submission: asked back, accepted, united with a project, declined; and what is refused."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.rich_text import RichText

from inventory.desk import workflow
from inventory.desk.workflow import TransitionNotAllowed
from inventory.form.questions import BODY
from inventory.models import Need, ProjectOwner, ProjectPage, RoundQuestion, Submission, SubmissionFile
from network.models import Organisation
from pages.record_types import record_type_of
from tests.desk_samples import a_project, a_submission, an_editor, an_open_round, core_answers, steps_of, themes
from tests.sample_records import from_now, visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
Status = Submission.Status


@pytest.fixture
def editor(django_user_model):
    """An editor of kUS."""
    return an_editor(django_user_model, first_name="Anna", last_name="de Wit")


def test_an_accepted_submission_is_a_published_project_with_all_that_was_sent(editor, client):
    submission = a_submission()
    page = workflow.accept_as_new(submission, editor)
    page = ProjectPage.objects.get(pk=page.pk)
    assert page.live
    assert not page.has_unpublished_changes
    assert page.slug == "soep-in-de-wijk"
    assert record_type_of(page.get_parent().specific) is ProjectPage
    assert page.locale.language_code == "nl"
    assert (page.title, page.summary, page.status) == ("Soep in de wijk", "Buren koken voor elkaar.", "running")
    assert page.date.text == "2018-03/.."
    assert [link.theme for link in page.theme_links.all()] == themes()[:2]
    assert page.audiences.count() == page.laws.count() == page.municipalities.count() == 1
    assert page.lead_organisation.name == "Stichting De Pan"
    assert [partner.organisation.name for partner in page.partners.all()] == ["Buurtteam Zuid"]
    assert page.action_links.get().url == "https://soep.example.org/"
    assert (page.wanted, page.open_for_contact) == ("Een kok.", True)
    assert page.confirmed_on == timezone.localdate(submission.submitted_at)
    soup = visit(client, page)
    assert "In drie wijken <tegelijk>." in soup.main.text
    assert "Begin klein." in soup.main.text


def test_an_accepted_submission_has_an_owner_a_history_and_a_decision(editor):
    submission = a_submission()
    page = workflow.accept_as_new(submission, editor)
    submission.refresh_from_db()
    assert (submission.status, submission.project_id, submission.handler) == (Status.ACCEPTED, page.pk, editor)
    assert submission.decided_at
    assert steps_of(submission)[-1] == "accepted"
    assert submission.events.last().user == editor
    owner = ProjectOwner.objects.get(project=page)
    assert (owner.name, owner.address) == ("Jan Jansen", submission.contact_address)
    actions = PageLogEntry.objects.filter(page=page.pk, user=editor).values_list("action", flat=True)
    assert {"wagtail.create", "wagtail.publish"} <= set(actions)


def test_organisations_that_are_known_are_not_made_again(editor):
    known = Organisation.objects.create(name="Stichting De Pan", short_name="SDP")
    other = Organisation.objects.create(name="Welzijn Zuid")
    answers = core_answers(lead_organisation=" stichting  de pan", partners=["SDP", "Buurtteam Zuid", "Zomaar iets"])
    choices = {"Buurtteam Zuid": str(other.pk), "Zomaar iets": "none"}
    page = workflow.accept_as_new(a_submission(answers=answers), editor, choices=choices)
    assert page.lead_organisation == known
    assert [partner.organisation for partner in page.partners.all()] == [known, other]
    assert not Organisation.objects.filter(name__in=["Buurtteam Zuid", "Zomaar iets"]).exists()


def test_answers_that_make_no_sense_are_left_out_instead_of_breaking(editor):
    answers = core_answers(
        status="weird",
        starts="2018-99",
        ends="vroeger",
        website="javascript:alert(1)",
        themes=["geen", None, str(themes()[0].pk)],
        audiences="geen lijst",
        municipalities=["GM9999"],
        needs=["x", {"theme": "y"}],
        lead_organisation="x" * 400,
        partners=None,
        summary="a" * 2000,
        own={"weg": 1},
    )
    page = workflow.accept_as_new(a_submission("???", answers=answers), editor)
    page = ProjectPage.objects.get(pk=page.pk)
    assert (page.status, page.date, page.action_links.count(), page.theme_links.count()) == ("unknown", None, 0, 0)
    assert len(page.summary) <= 600
    assert page.slug.startswith("kus-")
    page.full_clean()


@pytest.mark.parametrize(
    ("status", "starts", "ends", "date"),
    [
        ("running", "2018-03", "", "2018-03/.."),
        ("finished", "2016", "2018-06", "2016/2018-06"),
        ("finished", "2016", "", "2016"),
        ("finished", "", "2018", "2018"),
        ("idea", "2090", "", "2090?"),
        ("running", "2018", "2018", "2018"),
        ("running", "2018-05", "2017", "2018-05/.."),
        ("running", "", "", None),
    ],
)
def test_the_period_says_no_more_than_was_sent(editor, status, starts, ends, date):
    page = workflow.accept_as_new(a_submission(answers=core_answers(status=status, starts=starts, ends=ends)), editor)
    assert (page.date.text if page.date else None) == date


def test_needs_are_written_down_once_for_each_theme_of_a_round(editor):
    theme, other = themes()[:2]
    round_page = an_open_round()

    def send(urgency, *keys):
        needs = [{"theme": str(key), "urgency": urgency, "explanation": f"nood {urgency}"} for key in keys]
        answers = {"reports": "no-project", "needs": needs}
        submission = a_submission("", answers=answers, round=round_page)
        assert workflow.accept_as_new(submission, editor) is None
        return submission

    before = ProjectPage.objects.count()
    send(1, theme.translation_key)
    last = send(3, theme.translation_key, other.translation_key)
    needs = Need.objects.filter(round=round_page).order_by("pk")
    assert [(need.theme_id, need.urgency, need.submission) for need in needs] == [
        (theme.pk, 3, last),
        (other.pk, 3, last),
    ]
    assert ProjectPage.objects.count() == before


def test_own_answers_and_chosen_files_come_along(editor):
    round_page = an_open_round()
    round_page.questions.add(RoundQuestion(label="Hoeveel mensen?", field_type="number", visibility="network"))
    round_page.questions.add(RoundQuestion(label="Met dieren?", field_type="checkbox", visibility="everyone"))
    round_page.save()
    names = [question.clean_name for question in round_page.questions.all()]
    answers = core_answers(own={names[0]: 12, names[1]: True, "onbekend": "x"})
    submission = a_submission(answers=answers, round=round_page)
    files = [
        SubmissionFile.objects.create(
            submission=submission,
            question="files",
            file=ContentFile(b"%PDF-1.4 proef", name=f"{name}.pdf"),
            name=f"{name}.pdf",
            content_type="application/pdf",
            size=14,
        )
        for name in ("wel", "niet")
    ]
    page = workflow.accept_as_new(submission, editor, files=[files[0].pk])
    assert list(page.own_answers.values_list("label", "value", "visibility")) == [
        ("Hoeveel mensen?", "12", "network"),
        ("Met dieren?", "ja", "everyone"),
    ]
    attachment = ProjectPage.objects.get(pk=page.pk).attachments.get()
    assert (attachment.document.title, attachment.document.file.read()) == ("wel.pdf", b"%PDF-1.4 proef")


def test_an_update_changes_the_chosen_fields_and_nothing_else(editor):
    project = a_project()
    submission = a_submission(project=project)
    workflow.accept_as_update(submission, editor, ["summary", "status", "themes", "website", "nonsense"])
    page = ProjectPage.objects.get(pk=project.pk)
    assert (page.title, page.summary, page.status, page.wanted) == (
        "Oude soep",
        "Buren koken voor elkaar.",
        "running",
        "Pannen.",
    )
    assert [link.theme for link in page.theme_links.all()] == themes()[:2]
    assert {link.url for link in page.action_links.all()} == {"https://film.example.org/", "https://soep.example.org/"}
    assert page.confirmed_on == timezone.localdate(submission.submitted_at)
    assert page.latest_revision.as_object().summary == page.summary
    assert steps_of(submission)[-1] == "updated"
    assert submission.events.last().text == "Samenvatting, Status, Website, Thema's"


def test_a_change_of_a_project_is_not_made_a_second_project(editor):
    with pytest.raises(TransitionNotAllowed):
        workflow.accept_as_new(a_submission(project=a_project()), editor)


def test_merging_fills_what_is_empty_and_joins_the_lists(editor):
    project = a_project(confirmed_on=timezone.localdate() + timedelta(days=1))
    submission = a_submission()
    workflow.merge(submission, editor, project)
    page = ProjectPage.objects.get(pk=project.pk)
    assert (page.title, page.summary, page.status, page.wanted) == ("Oude soep", "Zo was het.", "idea", "Pannen.")
    assert [link.theme for link in page.theme_links.all()] == [themes()[2], *themes()[:2]]
    assert [link.sort_order for link in page.theme_links.all()] == [0, 1, 2]
    assert page.lead_organisation.name == "Stichting De Pan"
    assert [block.value.source for block in page.body] == ["<p>Ooit.</p>"]
    assert page.open_for_contact
    assert page.confirmed_on == project.confirmed_on
    assert ProjectOwner.objects.get(project=page).address == submission.contact_address
    submission.refresh_from_db()
    assert (submission.status, submission.project_id) == (Status.ACCEPTED, page.pk)


def test_merging_leaves_the_owner_that_there_is(editor):
    project = a_project()
    ProjectOwner.objects.create(project=project, name="Els", address="els@example.org")
    workflow.merge(a_submission(), editor, project)
    assert ProjectOwner.objects.get(project=project).name == "Els"


def test_an_unpublished_change_of_somebody_else_is_not_overwritten(editor, django_user_model):
    project = a_project()
    other = an_editor(django_user_model, "bob", first_name="Bob")
    project.summary = "Bobs nieuwe tekst."
    project.save_revision(user=other)
    submission = a_submission(project=project)
    with pytest.raises(TransitionNotAllowed, match="Bob"):
        workflow.accept_as_update(submission, editor, ["summary"])
    page = ProjectPage.objects.get(pk=project.pk)
    assert page.latest_revision.as_object().summary == "Bobs nieuwe tekst."
    assert page.summary == "Zo was het."
    submission.refresh_from_db()
    assert submission.status == Status.SUBMITTED


def test_a_project_that_somebody_locked_is_not_changed(editor, django_user_model):
    project = a_project()
    project.locked, project.locked_by = True, an_editor(django_user_model, "bob", first_name="Bob")
    project.locked_at = timezone.now()
    project.save()
    with pytest.raises(TransitionNotAllowed, match="Bob"):
        workflow.merge(a_submission(), editor, project)


def test_a_project_that_was_changed_after_the_comparison_is_not_changed(editor):
    project = a_project()
    seen = project.latest_revision_id
    project.save_revision().publish()
    with pytest.raises(TransitionNotAllowed):
        workflow.merge(a_submission(), editor, project, seen_revision=seen)


def test_somebody_without_the_right_to_publish_changes_no_project(django_user_model):
    stranger = django_user_model.objects.create_user("vreemd")
    with pytest.raises(TransitionNotAllowed):
        workflow.merge(a_submission(), stranger, a_project())
    with pytest.raises(TransitionNotAllowed):
        workflow.accept_as_new(a_submission(), stranger)


def test_a_question_goes_to_the_submitter_and_the_answer_comes_back(editor):
    submission = a_submission()
    workflow.ask_back(submission, editor, "Hoeveel pannen?")
    submission.refresh_from_db()
    assert (submission.status, submission.handler) == (Status.ASKED_BACK, editor)
    workflow.answer(submission, "Zeven.")
    submission.refresh_from_db()
    assert submission.status == Status.SUBMITTED
    texts = list(submission.events.values_list("kind", "user", "text"))[-2:]
    assert texts == [("asked-back", editor.pk, "Hoeveel pannen?"), ("answered", None, "Zeven.")]


def test_what_was_declined_can_be_reopened(editor):
    submission = a_submission()
    workflow.decline(submission, editor, "Past niet.")
    workflow.reopen(submission, editor)
    submission.refresh_from_db()
    assert (submission.status, submission.decided_at) == (Status.SUBMITTED, None)
    workflow.accept_as_new(submission, editor)


VERBS = {
    "ask_back": lambda submission, user: workflow.ask_back(submission, user, "Waarom?"),
    "answer": lambda submission, user: workflow.answer(submission, "Daarom."),
    "withdraw": lambda submission, user: workflow.withdraw(submission),
    "decline": lambda submission, user: workflow.decline(submission, user, "Nee."),
    "reopen": workflow.reopen,
    "accept_as_new": workflow.accept_as_new,
    "merge": lambda submission, user: workflow.merge(submission, user, a_project()),
}
POSSIBLE = {
    "draft": {"withdraw"},
    "unconfirmed": {"withdraw", "reopen"},
    "submitted": {"ask_back", "withdraw", "decline", "accept_as_new", "merge"},
    "asked-back": {"answer", "withdraw", "decline", "reopen"},
    "accepted": set(),
    "declined": {"reopen"},
    "withdrawn": set(),
}


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_each_step_is_taken_from_its_own_states_only(editor, status, verb):
    submission = a_submission(status=status)
    steps = steps_of(submission)
    if verb in POSSIBLE[status]:
        VERBS[verb](submission, editor)
        assert len(steps_of(submission)) == len(steps) + 1
        return
    with pytest.raises(TransitionNotAllowed) as refusal:
        VERBS[verb](submission, editor)
    submission.refresh_from_db()
    assert submission.status == status
    assert steps_of(submission) == steps
    assert str(refusal.value).endswith(".")


def test_what_waits_stands_on_the_dashboard(client, editor):
    client.force_login(editor)
    a_submission("Wacht op besluit")
    asked = a_submission("Vraag zonder antwoord", status="asked-back")
    assert "Vraag zonder antwoord" not in client.get("/admin/").content.decode()
    asked.events.filter(kind="asked-back").update(moment=from_now(days=-15))
    page = client.get("/admin/").content.decode()
    assert "Wacht op besluit" in page
    assert "Vraag zonder antwoord" in page


def test_rich_text_that_is_the_same_counts_as_the_same():

    assert BODY.show([RichText("<p>Een <b>twee</b></p><p>drie</p>")]) == ["Een twee", "drie"]
