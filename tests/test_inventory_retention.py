"""Personal data of the inventory go by themselves when their time is over; projects and public answers stay."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from inventory.models import (
    ContactRequest,
    Invitation,
    ProjectAnswer,
    ProjectOwner,
    ProjectPage,
    Submission,
    SubmissionEvent,
    SubmissionFile,
    Visibility,
)
from inventory.retention import forget_people, retention_words
from tests.inventory_flow import a_draft, send_draft, soup_of
from tests.inventory_samples import (
    add_contact_request,
    add_invitation,
    add_owner,
    add_project,
    add_round,
    add_submission,
)
from visitors.models import PrivateLink
from visitors.private_links import make_link

pytestmark = pytest.mark.django_db
KEPT = 30  # days


@pytest.fixture
def closed_round():
    """A round whose days are over since yesterday, with a question for editors and one for everyone."""
    page = add_round(opened_days_ago=90, closes_in_days=-KEPT - 1, keep_days=KEPT)
    page.questions.create(label="Budget", clean_name="budget", visibility=Visibility.EDITORS)
    page.questions.create(label="Website", clean_name="website", visibility=Visibility.EVERYONE)
    page.save()
    return page


def run_inventory_jobs(run):
    """Do what the clock does, with what happens after commit."""
    with run(execute=True):
        call_command("run_inventory_jobs")


def test_after_the_days_of_the_round_nothing_tells_who_sent_a_submission(
    closed_round, django_capture_on_commit_callbacks
):
    project = add_project()
    sent = add_submission(
        closed_round,
        status=Submission.Status.ACCEPTED,
        project=project,
        contact_organisation="Welzijn",
        answers={"summary": "Samen eten", "own": {"budget": "1000", "website": "x"}},
    )
    SubmissionEvent.objects.create(submission=sent, kind=SubmissionEvent.Kind.ASKED_BACK, text="Jan, bel me")
    ProjectAnswer.objects.create(
        project=project, question="budget", label="Budget", value="1000", visibility=Visibility.EDITORS
    )
    kept = SubmissionFile.objects.create(
        submission=sent, question="files", name="a.pdf", size=1, file=ContentFile(b"x", name="a.pdf")
    )
    make_link("submission", sent.pk, days=300)
    run_inventory_jobs(django_capture_on_commit_callbacks)
    sent.refresh_from_db()
    assert (sent.contact_name, sent.contact_address, sent.contact_organisation) == ("", "", "")
    assert sent.answers == {"summary": "Samen eten", "own": {"website": "x"}}
    assert sent.anonymised_at
    assert [event.text for event in sent.events.all()] == ["", ""]
    assert not default_storage.exists(kept.file.name)
    assert not PrivateLink.objects.exists()
    assert not ProjectAnswer.objects.exists()
    assert ProjectPage.objects.filter(pk=project.pk, live=True).exists()


def test_invitations_and_drafts_of_the_round_go_too(closed_round, django_capture_on_commit_callbacks):
    add_invitation(closed_round)
    add_submission(closed_round, status=Submission.Status.DRAFT)
    run_inventory_jobs(django_capture_on_commit_callbacks)
    assert not Invitation.objects.exists()
    assert not Submission.objects.exists()


def test_before_that_day_all_stays(django_capture_on_commit_callbacks):
    page = add_round(opened_days_ago=90, closes_in_days=-KEPT + 1, keep_days=KEPT)
    add_invitation(page)
    add_submission(page, status=Submission.Status.ACCEPTED)
    run_inventory_jobs(django_capture_on_commit_callbacks)
    assert Submission.objects.get().contact_name
    assert Invitation.objects.exists()


def test_a_draft_that_nobody_touches_goes_after_ninety_days(django_capture_on_commit_callbacks):
    add_submission(add_round(closes_in_days=None), status=Submission.Status.DRAFT)
    Submission.objects.update(changed_at=timezone.now() - datetime.timedelta(days=89))
    run_inventory_jobs(django_capture_on_commit_callbacks)
    assert Submission.objects.exists()
    Submission.objects.update(changed_at=timezone.now() - datetime.timedelta(days=91))
    run_inventory_jobs(django_capture_on_commit_callbacks)
    assert not Submission.objects.exists()


def test_in_a_round_that_never_closes_the_days_count_from_the_decision(django_capture_on_commit_callbacks):
    sent = add_submission(
        add_round(closes_in_days=None, keep_days=KEPT),
        status=Submission.Status.DECLINED,
        decided_at=timezone.now() - datetime.timedelta(days=KEPT + 1),
    )
    run_inventory_jobs(django_capture_on_commit_callbacks)
    sent.refresh_from_db()
    assert sent.anonymised_at


def numbers_in(sentence):
    return [int(word) for word in sentence.split() if word.isdigit()]


def is_anonymous_after(days, **fields):
    """Return whether the sender of a submission is forgotten so many days after what `fields` say happened."""
    sent = add_submission(**fields)
    Submission.objects.filter(pk=sent.pk).update(changed_at=timezone.now())
    forget_people(timezone.now() + datetime.timedelta(days=days))
    sent.refresh_from_db()
    return bool(sent.anonymised_at)


@pytest.mark.parametrize("keep_days", [30, 365])
@pytest.mark.parametrize("kind", ["closing", "never closing", "without a round"])
def test_what_people_agree_to_says_when_their_data_go(kind, keep_days):
    page = None
    if kind != "without a round":
        page = add_round(closes_in_days=0 if kind == "closing" else None, keep_days=keep_days)
    own, owner, _stays = retention_words(page)
    decided = {"round_page": page, "status": Submission.Status.DECLINED, "decided_at": timezone.now()}
    days, *undecided = numbers_in(own)
    assert not is_anonymous_after(days - 1, **decided)
    assert is_anonymous_after(days + 1, **decided)
    for longest in undecided:
        assert not is_anonymous_after(longest - 1, round_page=page)
        assert is_anonymous_after(longest + 1, round_page=page)
    of_ended, of_silent = numbers_in(owner)
    for days, fields in ((of_ended, {"status": "finished"}), (of_silent, {})):
        project = add_project(**fields)
        add_owner(project)
        for distance in (-1, 2):
            forget_people(timezone.now() + datetime.timedelta(days=days + distance))
            assert ProjectOwner.objects.filter(project=project).exists() == (distance < 0)


def test_the_form_the_page_of_the_round_and_what_is_kept_say_the_same(client):
    page = add_round(keep_days=KEPT, asks_needs=False)
    draft, address = a_draft(page)
    words = retention_words(page)
    for shown in (f"{address}controle/", page.url):
        text = " ".join(soup_of(client.get(shown)).select_one("main").text.split())
        assert all(sentence in text for sentence in words), shown
    send_draft(client, address)
    draft.refresh_from_db()
    assert all(sentence in draft.consent_wording for sentence in words)
    assert draft.consent_version == page.consent_version


def test_a_change_outside_a_round_is_agreed_to_with_a_version_too(client):
    draft, address = a_draft()
    Submission.objects.filter(pk=draft.pk).update(round=None, project=add_project())
    send_draft(client, address)
    draft.refresh_from_db()
    assert draft.status == Submission.Status.SUBMITTED
    assert draft.consent_version
    assert all(sentence in draft.consent_wording for sentence in retention_words(None))


def test_requests_for_contact_go_after_ninety_days(django_capture_on_commit_callbacks):
    add_contact_request(add_project())
    ContactRequest.objects.update(created_at=timezone.now() - datetime.timedelta(days=91))
    run_inventory_jobs(django_capture_on_commit_callbacks)
    assert not ContactRequest.objects.exists()


def test_the_owner_of_a_project_that_ended_is_forgotten_after_a_year(django_capture_on_commit_callbacks):
    running = add_owner(add_project())
    ended = add_owner(add_project("Klaar", status=ProjectPage.Status.FINISHED), "piet@example.org")
    make_link("owner", ended.project_id, days=300)
    ProjectOwner.objects.update(since=timezone.now() - datetime.timedelta(days=366))
    run_inventory_jobs(django_capture_on_commit_callbacks)
    assert list(ProjectOwner.objects.all()) == [running]
    assert not PrivateLink.objects.exists()


def test_the_owner_of_a_project_that_nobody_confirms_is_forgotten_in_the_end(django_capture_on_commit_callbacks):
    long_ago = timezone.localdate() - datetime.timedelta(days=457 + 366)
    owner = add_owner(add_project(confirmed_on=long_ago))
    run_inventory_jobs(django_capture_on_commit_callbacks)
    assert ProjectOwner.objects.filter(pk=owner.pk).exists()
    ProjectOwner.objects.update(since=timezone.now() - datetime.timedelta(days=366))
    run_inventory_jobs(django_capture_on_commit_callbacks)
    assert not ProjectOwner.objects.exists()
