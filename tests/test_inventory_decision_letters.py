"""What the submitter hears of a decision by mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from inventory.desk import workflow
from inventory.desk.letters import send_about_submission
from inventory.models import ProjectOwner, Submission
from tests.desk_samples import a_project, a_submission, an_editor
from visitors.private_links import read_link
from visitors.task_queue import RETRY_DELAYS

pytestmark = pytest.mark.django_db
Status = Submission.Status


@pytest.fixture
def editor(django_user_model):
    """An editor of kUS."""
    return an_editor(django_user_model, first_name="Anna", last_name="de Wit")


def letter_about(submission, name):
    """Return the letter that the worker sends."""
    mail.outbox.clear()
    send_about_submission.func(name, submission.pk)
    [letter] = mail.outbox
    assert letter.to == [submission.contact_address]
    assert "{" not in letter.subject + letter.body
    return letter


def test_the_submitter_gets_the_question_with_a_private_link(editor):
    submission = a_submission("Soep & brood")
    workflow.ask_back(submission, editor, "Hoeveel <pannen>?")
    letter = letter_about(submission, "asked_back")
    assert submission.reference in letter.subject
    assert "Hoeveel <pannen>?" in letter.body
    assert "Hoeveel &lt;pannen&gt;?" in letter.alternatives[0].content
    assert "“Soep & brood”" in letter.body
    token = re.search(r"/formulier/([\w-]{43})/", letter.body)[1]
    assert read_link("submission", token).subject == submission.pk


def test_the_owner_gets_the_page_and_the_link_to_keep_it(editor):
    submission = a_submission()
    page = workflow.accept_as_new(submission, editor)
    letter = letter_about(submission, "accepted")
    assert page.full_url in letter.body
    token = re.search(r"/projecten/beheer/([\w-]{43})/", letter.body)[1]
    assert read_link("owner", token).subject == page.pk


def test_who_is_not_the_owner_gets_no_link_to_the_project(editor):
    project = a_project()
    ProjectOwner.objects.create(project=project, name="Els", address="els@example.org")
    submission = a_submission()
    workflow.merge(submission, editor, project)
    letter = letter_about(submission, "accepted")
    assert project.full_url in letter.body
    assert "/beheer/" not in letter.body + letter.alternatives[0].content


def test_who_reported_only_needs_gets_no_page(editor):
    submission = a_submission("", answers={"reports": "no-project"})
    workflow.accept_as_new(submission, editor)
    assert "/projecten/" not in letter_about(submission, "accepted").body


def test_who_is_declined_reads_why_in_their_own_language(editor):
    submission = a_submission(language="en")
    workflow.decline(submission, editor, "No project of the social domain.")
    letter = letter_about(submission, "declined")
    assert letter.subject.startswith("About what you reported")
    assert "No project of the social domain." in letter.body
    assert "/en/" in letter.body


def test_letters_go_by_the_queue_after_the_commit(editor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        workflow.decline(a_submission(), editor, "Nee.")
    assert any(callback.args[0] == "declined" for callback in callbacks if hasattr(callback, "args"))
    with django_capture_on_commit_callbacks() as callbacks:
        workflow.decline(a_submission(contact_address=""), editor, "Nee.")
    assert not any(callback.args for callback in callbacks if hasattr(callback, "args"))


def test_who_was_erased_gets_no_letter():
    send_about_submission.func("declined", a_submission(contact_address="").pk)
    assert mail.outbox == []


def postponed():
    """Return the letters that the worker sends later, as (arguments, moment)."""
    rows = DBTaskResult.objects.filter(task_path__endswith="send_about_submission")
    return [(row.args_kwargs["args"], row.run_after) for row in rows]


def test_a_letter_that_cannot_leave_now_is_sent_later(editor, mail_server):
    submission = a_submission()
    workflow.ask_back(submission, editor, "Hoeveel?")
    mail_server.answers[submission.contact_address] = "451 4.3.0 Try again later"
    began = timezone.now()
    send_about_submission.func("asked_back", submission.pk)
    [(arguments, moment)] = postponed()
    assert RETRY_DELAYS[0] <= moment - began < RETRY_DELAYS[0] + timedelta(minutes=1)
    mail_server.answers.clear()
    send_about_submission.func(*arguments)
    assert mail_server.recipients() == [submission.contact_address]
    assert len(postponed()) == 1


@pytest.mark.parametrize(("answer", "failures"), [("451 Try again later", len(RETRY_DELAYS)), ("550 No such user", 0)])
def test_editors_read_in_the_history_that_a_letter_never_arrived(editor, client, mail_server, answer, failures):
    submission = a_submission()
    workflow.ask_back(submission, editor, "Hoeveel?")
    mail_server.answers[submission.contact_address] = answer
    with pytest.raises(OSError, match=submission.contact_address):
        send_about_submission.func("asked_back", submission.pk, failures)
    assert postponed() == []
    client.force_login(editor)
    history = client.get(f"/admin/inventory/submissions/{submission.pk}/").text
    assert re.search(r"Mail kon niet worden bezorgd</strong>, [^<]*, het platform", history)


def test_a_letter_that_is_no_longer_true_is_not_sent_later(editor):
    submission = a_submission()
    workflow.ask_back(submission, editor, "Hoeveel?")
    workflow.decline(submission, editor, "Laat maar.")
    send_about_submission.func("asked_back", submission.pk, 1)
    assert mail.outbox == []
